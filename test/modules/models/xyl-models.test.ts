// The models of a light with coordinates of the CIE 1931 diagram. Mesh Model 1.1 §6.1.5.
import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import {
  LightLightnessDefaultGet,
  LightLightnessGet,
} from "../../../modules/models/light-lightness/messages.js";
import {
  LightXylDefaultSet,
  LightXylGet,
  LightXylRangeGet,
  LightXylRangeSet,
  LightXylSet,
  LightXylTargetGet,
  type LightXylValues,
} from "../../../modules/models/light-xyl/messages.js";
import { XylModels, type XylModelsOptions } from "../../../modules/models/xyl-models.js";
import { ModelRig } from "../../support/model-rig.js";

function make(options: XylModelsOptions = {}) {
  const light = new XylModels(options);
  return { light, rig: new ModelRig([light.models]) };
}

const none = undefined;
const at = <T>(present: T) => ({ present, change: undefined });

test("every x and every y is in the state as it was set", (t) => {
  const { light } = make();
  for (let parts = 0; parts <= 0xffff; parts++) {
    const [x, y] = [parts / 0xffff, (0xffff - parts) / 0xffff];
    light.xyl.set({ lightness: parts, x, y });
    const { values } = light.xyl;
    if (values.x !== x || values.y !== y || values.lightness !== parts) return t.fail(`${parts}`);
    if (light.light.level.level !== parts - 32_768) return t.fail(`level ${parts}`);
  }
  t.pass();
});

test("a set through any model moves the others", (t) => {
  const { light, rig } = make();
  const values = { lightness: 0x4000, x: 0.2, y: 0.4 };
  t.deepEqual(rig.tell(LightXylSet, { ...values, tid: 1, transition: none }), at(values));
  t.deepEqual(rig.tell(LightLightnessGet, {}), at(0x4000));
  light.light.onOff.set(false);
  t.deepEqual(rig.tell(LightXylGet, {}), at({ ...values, lightness: 0 }));
});

test("x and y are limited to their ranges; a new range moves nothing", (t) => {
  const { light, rig } = make();
  const range = { xMinimum: 0.2, xMaximum: 0.4, yMinimum: 0.6, yMaximum: 0.8 };
  t.deepEqual(rig.tell(LightXylRangeSet, range), { status: 0, ...range });
  t.deepEqual(light.xyl.values, { lightness: 0, x: 0, y: 0 });
  t.is(rig.tell(LightXylRangeSet, { ...range, xMinimum: 0.6 }), undefined);
  t.is(rig.tell(LightXylRangeSet, { ...range, yMaximum: 0.4 }), undefined);
  t.deepEqual(rig.tell(LightXylRangeGet, {}), { status: 0, ...range });
  light.xyl.set({ x: 1, y: 0 });
  t.deepEqual(light.xyl.values, { lightness: 0, x: 0.4, y: 0.6 });
});

test("a transition: the target is in a message of its own", (t) => {
  const { light, rig } = make();
  light.xyl.set({ lightness: 1000, x: 0, y: 0.8 });
  const wanted = { lightness: 3000, x: 0.4, y: 0 };
  const begun = rig.tell(LightXylSet, { ...wanted, tid: 1, transition: { time: 4000, delay: 0 } });
  t.deepEqual(begun, {
    present: { lightness: 1000, x: 0, y: 0.8 },
    change: { remaining: 4000 },
  });
  rig.clock.advance(2000);
  t.deepEqual(rig.tell(LightXylGet, {}), {
    present: { lightness: 2000, x: 0.2, y: 0.4 },
    change: { remaining: 2000 },
  });
  t.deepEqual(rig.tell(LightXylTargetGet, {}), { target: wanted, change: { remaining: 2000 } });
  rig.clock.advance(2000);
  t.deepEqual(rig.tell(LightXylTargetGet, {}), { target: wanted, change: undefined });
});

test("the lightness of Light xyL Default is Light Lightness Default; the light stays", (t) => {
  const { light, rig } = make();
  const values = { lightness: 500, x: 0.2, y: 1 };
  t.deepEqual(rig.tell(LightXylDefaultSet, values), values);
  t.deepEqual(rig.tell(LightLightnessDefaultGet, {}), { lightness: 500 });
  t.deepEqual(light.xyl.values, { lightness: 0, x: 0, y: 0 });
});

test("a second message with the TID is the same transaction only where it comes from the same client", (t) => {
  const { rig } = make();
  const set = (lightness: number, src: number) =>
    rig.tell(LightXylSet, { lightness, x: 0, y: 0, tid: 9, transition: none }, { src });
  const is = (lightness: number) => at({ lightness, x: 0, y: 0 });
  t.deepEqual(set(10, 1), is(10));
  t.deepEqual(set(20, 1), is(10));
  t.deepEqual(set(30, 2), is(30));
});

test("each model with a publish address publishes a change once", (t) => {
  const light = new XylModels();
  const { level, lightness, onOff } = light.light;
  const rig = new ModelRig([light.models], [light.xyl, level, lightness, onOff]);
  const published = () => rig.services.published.splice(0).map(toHex).sort();
  const all = { lightness: 0x8000, x: 1, y: 0.2 };
  rig.tell(LightXylSet, { ...all, tid: 0, transition: none });
  t.deepEqual(published(), ["820401", "82080000", "824e0080", "82860080ffff3333"]);
  rig.tell(LightXylSet, { ...all, x: 0, tid: 1, transition: none });
  t.deepEqual(published(), ["8286008000003333"]);
  rig.tell(LightXylSet, {
    ...{ lightness: 0, x: 0.2, y: 0 },
    ...{ tid: 2, transition: { time: 3000, delay: 50 } },
  });
  published();
  rig.clock.advance(50);
  t.is(published().filter((hex) => hex.startsWith("8286")).length, 1);
  rig.clock.advance(3000);
  t.is(published().filter((hex) => hex.startsWith("8286")).length, 1);
  rig.clock.advance(60_000);
  t.deepEqual(published(), []);
});

test("the application is called once for what changes together, at steps too", (t) => {
  const changes: LightXylValues[] = [];
  const { rig } = make({ onChange: (values) => changes.push(values), stepTime: 1000 });
  rig.tell(LightXylSet, {
    ...{ lightness: 40, x: 0.8, y: 0.4 },
    ...{ tid: 1, transition: { time: 4000, delay: 0 } },
  });
  rig.clock.advance(10_000);
  t.deepEqual(
    changes.map(({ lightness, x }) => [lightness, x]),
    [
      [10, 0.2],
      [20, 0.4],
      [30, 0.6],
      [40, 0.8],
    ],
  );
});
