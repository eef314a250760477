import test from "ava";
import { FieldError, FieldReader, FieldWriter } from "../../../../modules/access/field.js";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import {
  marshalledLength,
  type MarshalledValue,
  marshalledValues,
} from "../../../../modules/models/sensor/marshalled.js";
import vectors from "../../../vectors/mesh-model/sensor-messages.json" with { type: "json" };

function write(values: MarshalledValue[]): string {
  const writer = new FieldWriter();
  marshalledValues.write(writer, values, "values");
  return toHex(writer.finish());
}

function read(hex: string) {
  const octets = fromHex(hex);
  const reader = new FieldReader(octets, 0, octets.length);
  const values = marshalledValues.read(reader);
  return reader.ok ? values : undefined;
}

for (const { length, octets, propertyId } of vectors.marshalledIds)
  test(`property ${propertyId} of ${length} octets is ${octets}`, (t) => {
    const raw = new Uint8Array(length).fill(0x5a);
    const hex = octets + toHex(raw);
    t.is(write([{ propertyId, raw }]), hex);
    t.deepEqual(read(hex), [{ propertyId, raw }]);
    if (length > 0) t.is(marshalledLength(propertyId, length), hex.length / 2);
  });

test("a value is skipped by its length, whatever its property is", (t) => {
  const values = read("c40950c300" + "ff3412" + "099040" + "0102030405" + "a00901")!;
  t.deepEqual(
    values.map(({ propertyId, raw }) => [propertyId, toHex(raw)]),
    [
      [0x4e, "50c300"],
      [0x1234, ""],
      [0x4090, "0102030405"],
      [0x4d, "01"],
    ],
  );
});

test("values are cut off at no other place than between two", (t) => {
  const whole = "c40950c300" + "0990400102030405";
  for (let octets = 0; octets <= whole.length / 2; octets++)
    t.is(read(whole.slice(0, 2 * octets)) !== undefined, [0, 5, 13].includes(octets), `${octets}`);
});

test("what no Marshalled Property ID can carry is an error", (t) => {
  for (const [propertyId, length] of [
    [0, 1],
    [0x10000, 1],
    [1, 128],
  ] as const)
    t.throws(() => write([{ propertyId, raw: new Uint8Array(length) }]), {
      instanceOf: FieldError,
      message: /^values: \d+ octets of property \d+; 0\.\.127 octets of a property 1\.\.65535/,
    });
});
