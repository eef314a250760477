import test from "ava";
import { Element } from "../../../modules/access/element.js";
import { extendsModel, Model } from "../../../modules/access/model.js";
import type { ModelId } from "../../../modules/access/model-id.js";
import {
  correspondingGroups,
  correspondingModel,
  relateModels,
} from "../../../modules/access/relations.js";

class Plain extends Model {
  constructor(id: ModelId, ...bases: readonly Model[]) {
    super(id);
    for (const base of bases) this.extend(base);
  }
}

/** The lightness and CTL servers of Mesh Model 1.1 with what they extend, on two elements. */
function lights() {
  const onOff = new Plain(0x1000);
  const level = new Plain(0x1002);
  const transition = new Plain(0x1004);
  const powerOnOff = new Plain(0x1006, onOff);
  const powerOnOffSetup = new Plain(0x1007, powerOnOff, transition);
  const lightness = new Plain(0x1300, powerOnOff, level);
  const lightnessSetup = new Plain(0x1301, lightness, powerOnOffSetup);
  const ctl = new Plain(0x1303, lightness);
  const ctlSetup = new Plain(0x1304, ctl, lightnessSetup);
  const temperatureLevel = new Plain(0x1002);
  const temperature = new Plain(0x1306, temperatureLevel);
  ctl.extend(temperature);
  const alone = new Plain(0x1100);
  const first = [onOff, level, transition, powerOnOff, powerOnOffSetup, lightness];
  const elements = [
    new Element({ index: 0, models: [...first, lightnessSetup, ctl, ctlSetup, alone] }),
    new Element({ index: 1, models: [temperatureLevel, temperature] }),
  ];
  return { alone, ctl, elements, lightness, lightnessSetup, onOff, temperature, temperatureLevel };
}

test("models of a tree share one list an element; others have their own", (t) => {
  const { alone, ctl, elements, onOff, temperature, temperatureLevel } = lights();
  relateModels(elements);
  t.is(ctl.subscriptionList, onOff.subscriptionList);
  t.is(ctl.subscriptionList.sharers, 9);
  t.is(ctl.subscriptionList.owner, onOff);
  t.is(temperature.subscriptionList, temperatureLevel.subscriptionList);
  t.is(temperature.subscriptionList.sharers, 2);
  t.not(temperature.subscriptionList, ctl.subscriptionList);
  t.is(alone.subscriptionList.sharers, 1);
  t.not(alone.subscriptionList, ctl.subscriptionList);
});

test("a model extends what its bases extend", (t) => {
  const { ctl, lightness, onOff, temperatureLevel } = lights();
  t.true(extendsModel(ctl, onOff));
  t.true(extendsModel(ctl, temperatureLevel));
  t.false(extendsModel(lightness, temperatureLevel));
  t.false(extendsModel(onOff, ctl));
});

test("circles and double extensions are refused, with both names", (t) => {
  const { ctl, lightness, onOff } = lights();
  t.throws(() => ctl.extend(lightness), { message: "model 1303 extends model 1300 already" });
  t.throws(() => onOff.extend(ctl), { message: /model 1000 extends model 1303.*circle/ });
  t.throws(() => onOff.extend(onOff), { message: /circle/ });
});

test("a model whose base is on no element of the node is refused", (t) => {
  const elements = [new Element({ index: 0, models: [new Plain(2, new Plain(1))] })];
  t.throws(() => relateModels(elements), {
    message: /model 0002 extends .* model 0001.* no element/,
  });
});

test("corresponding models find each other on any element, over any number of others", (t) => {
  const models = [1, 2, 3, 4].map((id) => new Plain(id)) as [Model, Model, Model, Model];
  const [server, setup, far, lonely] = models;
  server.correspond(setup);
  far.correspond(setup);
  const elements = [
    new Element({ index: 0, models: [server, setup, lonely] }),
    new Element({ index: 1, models: [far] }),
  ];
  relateModels(elements);
  t.is(correspondingModel(server, elements[0]!), setup);
  t.is(correspondingModel(server, elements[1]!), far);
  t.is(correspondingModel(far, elements[0]!), setup);
  t.is(correspondingModel(lonely, elements[0]!), undefined);
  t.deepEqual(
    correspondingGroups(elements).map((group) => group.map(({ id }) => id)),
    [[1, 2, 3]],
  );
  t.throws(() => setup.correspond(server), { message: /already/ });
});
