import test from "ava";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import {
  lcIndex,
  LcProperties,
  lcPropertyIndex,
  type LcPropertyValues,
} from "../../../../modules/models/light-lc/properties.js";
import { TestRandom } from "../../../support/test-random.js";

/** Property ID, name, default as it is sent, another value and that as it is sent. Bluetooth's Mesh Device Properties. */
const table: readonly (readonly [number, keyof LcPropertyValues, string, number, string])[] = [
  [0x2b, "ambientLuxLevelOn", "50c300", 167_772.14, "feffff"],
  [0x2c, "ambientLuxLevelProlong", "401f00", 0.01, "010000"],
  [0x2d, "ambientLuxLevelStandby", "000000", 100, "102700"],
  [0x2e, "lightnessOn", "ffff", 0, "0000"],
  [0x2f, "lightnessProlong", "1027", 0x1234, "3412"],
  [0x30, "lightnessStandby", "0000", 0xffff, "ffff"],
  [0x31, "regulatorAccuracy", "04", 100, "c8"],
  [0x32, "regulatorKid", "0000c841", 0, "00000000"],
  [0x33, "regulatorKiu", "00007a43", 1000, "00007a44"],
  [0x34, "regulatorKpd", "0000a042", 0.5, "0000003f"],
  [0x35, "regulatorKpu", "0000a042", 1, "0000803f"],
  [0x36, "timeFade", "881300", 0, "000000"],
  [0x37, "timeFadeOn", "f40100", 16_777_214, "feffff"],
  [0x38, "timeFadeStandbyAuto", "881300", 1, "010000"],
  [0x39, "timeFadeStandbyManual", "f40100", 0x030201, "010203"],
  [0x3a, "timeOccupancyDelay", "000000", 0xffff, "ffff00"],
  [0x3b, "timeProlong", "307500", 2, "020000"],
  [0x3c, "timeRunOn", "60ea00", 3, "030000"],
];

for (const [id, name, byDefault, value, octets] of table)
  test(`${name}`, (t) => {
    const properties = new LcProperties();
    const index = lcPropertyIndex(id)!;
    t.is(index, lcIndex[name]);
    t.is(toHex(properties.raw(index)), byDefault);
    t.is(properties.take(index, fromHex(octets)), true);
    t.is(properties.take(index, fromHex(octets)), false);
    t.is(properties.values[index], value);
    t.is(toHex(properties.raw(index)), octets);
    t.is(toHex(new LcProperties({ [name]: value }).raw(index)), octets);
    const restored = new LcProperties();
    restored.restore(properties.encode());
    t.deepEqual(restored.values, properties.values);
    properties.reset();
    t.is(toHex(properties.raw(index)), byDefault);
    t.is(properties.encode().length, 0);
  });

test("there are no others", (t) => {
  t.is(table.length, Object.keys(lcIndex).length);
  for (const id of [0, 1, 0x2a, 0x3d, 0x4e, 0xffff]) t.is(lcPropertyIndex(id), undefined);
});

/** Name, octets that the property prohibits: of a wrong length, out of range, or of a value that is not known. */
const prohibited: readonly (readonly [keyof LcPropertyValues, string])[] = [
  ["ambientLuxLevelOn", "ffffff"],
  ["ambientLuxLevelOn", "0000"],
  ["ambientLuxLevelOn", "00000000"],
  ["lightnessOn", "00"],
  ["regulatorAccuracy", "c9"],
  ["regulatorAccuracy", "ff"],
  ["regulatorKid", "00407a44"],
  ["regulatorKid", "0000c07f"],
  ["regulatorKid", "000080bf"],
  ["timeRunOn", "ffffff"],
  ["timeRunOn", ""],
];

for (const [name, octets] of prohibited)
  test(`${name} prohibits ${octets || "no octets"}`, (t) => {
    const properties = new LcProperties();
    t.is(properties.take(lcIndex[name], fromHex(octets)), undefined);
    t.deepEqual(properties.values, new LcProperties().values);
  });

for (const [name, value] of [
  ["ambientLuxLevelOn", 167_772.15],
  ["lightnessOn", 0x1_0000],
  ["lightnessOn", -1],
  ["regulatorAccuracy", 101],
  ["regulatorKiu", 1001],
  ["timeRunOn", 16_777_215],
  ["timeRunOn", NaN],
] as const)
  test(`a new device cannot have ${name} ${value}`, (t) => {
    t.throws(() => new LcProperties({ [name]: value }), { message: new RegExp(name) });
  });

test("what was stored and is cut off or random restores what it can", (t) => {
  const changed = new LcProperties(
    Object.fromEntries(table.map(([, name, , value]) => [name, value])),
  );
  const record = new LcProperties();
  record.values.set(changed.values);
  const octets = record.encode();
  for (let length = 0; length <= octets.length; length++) {
    const properties = new LcProperties();
    properties.restore(octets.slice(0, length));
    const other = [...properties.values].filter((value, i) => value !== changed.values[i]);
    const before = [...new LcProperties().values];
    t.true(other.every((value) => before.includes(value)));
  }
  const random = new TestRandom(3);
  for (let i = 0; i < 2000; i++) {
    const properties = new LcProperties();
    properties.restore(random.bytes(random.below(80)));
    for (let index = 0; index < table.length; index++) properties.raw(index);
  }
  t.pass();
});
