import test from "ava";
import {
  type CompositionPage1,
  compositionRelations,
  decodeCompositionPage1,
  encodeCompositionPage1,
} from "../../../modules/access/composition-relations.js";
import { Element } from "../../../modules/access/element.js";
import { Model } from "../../../modules/access/model.js";
import { type ModelId, vendorModelId } from "../../../modules/access/model-id.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { ctlLight } from "../../../tools/bench/firmware/ctl-light.js";
import { TestRandom } from "../../support/test-random.js";

class Plain extends Model {
  constructor(id: ModelId, ...bases: readonly Model[]) {
    super(id);
    for (const base of bases) this.extend(base);
  }
}

const vendor = (model: number) => vendorModelId(0x1234, model);

function page1(...elements: readonly (readonly Model[])[]): string {
  const list = elements.map((models, index) => new Element({ index, models }));
  return toHex(encodeCompositionPage1(compositionRelations(list)));
}

test("the specification's example: two elements, a vendor model that extends one of the other", (t) => {
  const a = new Plain(1);
  const b = new Plain(2, a);
  const v = new Plain(vendor(1));
  const c = new Plain(3);
  const x = new Plain(vendor(2), v);
  const y = new Plain(vendor(3));
  b.correspond(c);
  x.correspond(y);
  t.is(page1([a, b, v], [c, x, y]), toHex(fromHex("0201 00 050000 00 0102 0100 050117 0101")));
});

test("one element with a light", (t) => {
  t.is(page1([new Plain(0x0000), new Plain(0x1000)]), "02000000");
});

test("a dimmable light, worked out by hand", (t) => {
  // places: 0 configuration, 1 OnOff, 2 Level, 3 Transition Time, 4 Power OnOff,
  // 5 Power OnOff Setup, 6 Lightness, 7 Lightness Setup
  const onOff = new Plain(0x1000);
  const level = new Plain(0x1002);
  const transition = new Plain(0x1004);
  const power = new Plain(0x1006, onOff);
  const powerSetup = new Plain(0x1007, power, transition);
  const lightness = new Plain(0x1300, power, level);
  const setup = new Plain(0x1301, lightness, powerSetup);
  power.correspond(powerSetup);
  lightness.correspond(setup);
  const models = [new Plain(0), onOff, level, transition, power, powerSetup, lightness, setup];
  // place n in short form with offset 0: n << 3
  t.is(
    page1(models),
    toHex(fromHex("0800 00 00 00 00 05 00 08 09 00 20 18 09 01 20 10 09 01 30 28")),
  );
});

test("a light with a temperature element: an offset of 1 and of -1", (t) => {
  const level = new Plain(0x1002);
  const lightness = new Plain(0x1300, level);
  const temperatureLevel = new Plain(0x1002);
  const temperature = new Plain(0x1306, temperatureLevel);
  const ctl = new Plain(0x1303, lightness, temperature);
  const backwards = new Plain(0x130f, level);
  // element 0: Level, Lightness, CTL; element 1: Level, Temperature, one that extends the first's Level
  t.is(
    page1([level, lightness, ctl], [temperatureLevel, temperature, backwards]),
    toHex(fromHex("0300 00 0400 080809 0300 00 0400 0407")),
  );
});

test("the tunable light, three elements, worked out by hand", (t) => {
  const elements = ctlLight().elements.map(({ models }, index) => new Element({ index, models }));
  const items = [
    "0d00", // 0 OnOff, 1 Level, 2 Transition Time, 3 Power OnOff and 4 its setup, 5 Lightness and 6 its setup
    "00 00 00 050000 09001810 09011808 09012820",
    "09022809 09023830", // 7 CTL, over Lightness and the Temperature of the next element, and 8 its setup
    "0103 09034810 050448 09045850", // 9 Scene, 10 its setup, 11 Scheduler, 12 its setup
    "0200 00 0400", // Level, Temperature
    "0300 00 09052e00 050508", // OnOff, Light LC over the Lightness two elements before, its setup
  ];
  const page = encodeCompositionPage1(compositionRelations(elements));
  t.is(toHex(page), toHex(fromHex(items.join(""))));
});

test("the long form where an offset or a place does not fit the short one, for all of a model", (t) => {
  const many = Array.from({ length: 40 }, (_, i) => new Plain(0x2000 + i));
  const near = many[1]!;
  const far = many[35]!;
  const hex = page1([...many, new Plain(0x3000, near, far)]);
  t.is(hex, `2900${"00".repeat(40)}0a00010023`);
  const elements = Array.from({ length: 5 }, (_, i) => [new Plain(0x2000 + i)] as Model[]);
  elements.push([new Plain(0x3000, elements[0]![0]!)]);
  t.true(page1(...elements).endsWith("010006fb00"));
});

function random(source: TestRandom): CompositionPage1 {
  const item = () => {
    const long = source.below(3) === 0;
    const extended = Array.from({ length: source.below(5) }, () => ({
      elementOffset: long ? source.below(256) - 128 : source.below(8) - 4,
      index: source.below(long ? 256 : 32),
    }));
    const correspondingGroup = source.below(2) === 0 ? undefined : source.below(256);
    return { correspondingGroup, extended };
  };
  const items = () => Array.from({ length: source.below(6) }, item);
  const elements = Array.from({ length: source.below(4) }, () => ({
    sig: items(),
    vendor: items(),
  }));
  return { elements };
}

test("pages go there and back; cut off they make no sense, and random octets never throw", (t) => {
  const source = new TestRandom(1);
  for (let i = 0; i < 300; i++) {
    const page = random(source);
    const bytes = encodeCompositionPage1(page);
    t.deepEqual(decodeCompositionPage1(bytes), page);
    if (bytes.length > 0) {
      const cut = decodeCompositionPage1(bytes.slice(0, -1));
      t.notDeepEqual(cut, page);
    }
    const noise = source.bytes(source.below(60));
    const decoded = decodeCompositionPage1(noise);
    t.true(decoded === undefined || decoded.elements.length <= noise.length);
  }
});
