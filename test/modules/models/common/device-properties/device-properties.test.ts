// Each property of the table against values that were worked out by hand.
import test from "ava";
import { FieldError } from "../../../../../modules/access/field.js";
import { equalBytes, fromHex, toHex } from "../../../../../modules/base/bytes.js";
import { type Scalar } from "../../../../../modules/models/common/device-properties/characteristic.js";
import {
  deviceProperties,
  findDeviceProperty,
} from "../../../../../modules/models/common/device-properties/device-properties.js";
import { TestRandom } from "../../../../support/test-random.js";
import vectors from "../../../../vectors/mesh-model/device-properties.json" with { type: "json" };

/** In JSON null is the unknown value, also inside of a range, and "NaN" one that is no number. */
function valueOf(json: unknown): unknown {
  if (json === null) return undefined;
  if (json === "NaN") return NaN;
  if (typeof json !== "object") return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, valueOf(value)]));
}

test("the table has the properties of the vectors, ascending by ID, and no others", (t) => {
  t.deepEqual(
    deviceProperties.map(({ id }) => id),
    vectors.properties.map(({ id }) => id),
  );
  t.deepEqual(
    deviceProperties.map(({ id }) => id),
    deviceProperties.map(({ id }) => id).sort((a, b) => a - b),
  );
  t.is(findDeviceProperty(0x4e)?.name, "Present Ambient Light Level");
  t.is(findDeviceProperty(0x44), undefined);
});

for (const vector of vectors.properties) {
  const property = findDeviceProperty(vector.id)!;
  const decode = (hex: string) => property.decode(fromHex(hex));

  test(`${vector.name}: name, octets, unit and resolution`, (t) => {
    t.is(property.name, vector.name);
    t.is(property.octets, vector.octets);
    t.is(property.unit, vector.unit);
    if (vector.resolution !== null) t.is((property.format as Scalar).resolution, vector.resolution);
  });

  test(`${vector.name}: values are encoded and decoded exactly`, (t) => {
    for (const [json, hex] of vector.samples as [unknown, string][]) {
      const value = valueOf(json);
      t.is(toHex(property.encode(value)), hex);
      t.deepEqual(decode(hex), { value });
    }
  });

  test(`${vector.name}: unknown, invalid, prohibited and unrepresentable values`, (t) => {
    const { invalid, prohibited, refused, unknown } = vector;
    if (unknown !== null) {
      t.is(toHex(property.encode(undefined)), unknown);
      t.deepEqual(decode(unknown), { value: undefined });
    }
    if (invalid !== null) {
      t.is(toHex(property.encode(NaN)), invalid);
      t.deepEqual(decode(invalid), { value: NaN });
    }
    for (const hex of prohibited) t.is(decode(hex), undefined, hex);
    for (const json of refused as unknown[]) {
      const error = t.throws(() => property.encode(valueOf(json), "level"), {
        instanceOf: FieldError,
      });
      t.true(error.message.startsWith("level"), error.message);
    }
  });

  test(`${vector.name}: other lengths are no value`, (t) => {
    const [, hex] = vector.samples[0]! as [unknown, string];
    const octets = fromHex(hex);
    for (let length = 0; length <= octets.length + 2; length++) {
      const older = vector.id === 0x68 && length === 2;
      const cut = new Uint8Array(length);
      cut.set(octets.subarray(0, length));
      t.is(property.decode(cut) === undefined, length !== octets.length && !older, `${length}`);
    }
  });

  test(`${vector.name}: what is decoded of random octets is encoded to the same octets`, (t) => {
    const random = new TestRandom(vector.id);
    for (let i = 0; i < 60; i++) {
      const octets = random.bytes(vector.octets);
      const decoded = property.decode(octets);
      if (decoded && !equalBytes(property.encode(decoded.value), octets)) t.fail(toHex(octets));
    }
    t.pass();
  });
}

test("every illuminance up to 2,000 lx is the decimal number of its hundredths", (t) => {
  const property = findDeviceProperty(0x4e)!;
  for (let raw = 0; raw <= 200_000; raw += 97) {
    const value = Number(`${Math.floor(raw / 100)}.${String(raw % 100).padStart(2, "0")}`);
    const octets = property.encode(value);
    if (octets[0]! + octets[1]! * 256 + octets[2]! * 65_536 !== raw) t.fail(`${value}`);
    if (property.decode(octets)?.value !== value) t.fail(`${raw}`);
  }
  t.pass();
});

test("values are rounded to the nearest step", (t) => {
  const encode = (id: number, value: number) => toHex(findDeviceProperty(id)!.encode(value));
  t.is(encode(0x4e, 0.004), "000000");
  t.is(encode(0x4e, 0.006), "010000");
  t.is(encode(0x4e, -0.004), "000000");
  t.is(encode(0x42, 12.3), "19");
  t.is(encode(0x54, 24.996), "c409");
  t.is(encode(0x4f, -0.3), "ff");
});

test("more than the highest value is that or more, where the property has such a value", (t) => {
  t.is(toHex(findDeviceProperty(0x77)!.encode(70_000)), "feff");
  t.is(toHex(findDeviceProperty(0x77)!.encode(Infinity)), "feff");
  t.is(toHex(findDeviceProperty(0x59)!.encode(1022.01)), "80ff");
  t.is(toHex(findDeviceProperty(0x59)!.encode(4000)), "80ff");
});

test("Time Since Motion Sensed of two octets is in seconds, and is written in milliseconds", (t) => {
  const property = findDeviceProperty(0x68)!;
  t.deepEqual(property.decode(fromHex("3c00")), { value: 60_000 });
  t.deepEqual(property.decode(fromHex("feff")), { value: 65_534_000 });
  t.deepEqual(property.decode(fromHex("ffff")), { value: undefined });
  t.is(toHex(property.encode(60_000)), "60ea00");
});
