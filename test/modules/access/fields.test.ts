import test from "ava";
import { type Field, FieldError, FieldReader, FieldWriter } from "../../../modules/access/field.js";
import {
  bits,
  boolean,
  group,
  list,
  octets,
  optional,
  remainder,
  signed,
  sint16,
  sint8,
  uint16,
  uint8,
  unsigned,
} from "../../../modules/access/fields.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";

function write<T>(field: Field<T>, value: T): string {
  const writer = new FieldWriter();
  field.write(writer, value, "it");
  return toHex(writer.finish());
}

/** The value, or undefined where the octets are refused or some are left. */
function read<T>(field: Field<T>, hex: string): T | undefined {
  const bytes = fromHex(hex);
  const reader = new FieldReader(bytes, 0, bytes.length);
  const value = field.read(reader);
  return reader.ok && reader.remaining === 0 ? value : undefined;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- fields of every type in one table
const table: readonly (readonly [string, Field<any>, unknown, string])[] = [
  ["one octet", uint8, 0xfe, "fe"],
  ["two octets", uint16, 0x1234, "3412"],
  ["three octets", unsigned(3), 0x123456, "563412"],
  ["four octets", unsigned(4), 0xfedcba98, "98badcfe"],
  ["one octet with a sign", sint8, -40, "d8"],
  ["the highest of one octet with a sign", sint8, 127, "7f"],
  ["the lowest of one octet with a sign", sint8, -128, "80"],
  ["two octets with a sign", sint16, -2, "feff"],
  ["three octets with a sign", signed(3), -0x800000, "000080"],
  ["four octets with a sign", signed(4), -0x12345678, "88a9cbed"],
  ["a range with a sign", signed(1, -40, 85), -40, "d8"],
  ["true", boolean, true, "01"],
  ["false", boolean, false, "00"],
  ["octets", octets(3), fromHex("010203"), "010203"],
  ["remainder", remainder, fromHex("aabb"), "aabb"],
  ["empty remainder", remainder, new Uint8Array(0), ""],
  ["list", list(uint16), [1, 0x200], "01000002"],
  ["empty list", list(uint16), [], ""],
  ["optional, there", optional(uint8), 7, "07"],
  ["bits of one octet", bits(1, { low: 3, high: 5 }), { low: 5, high: 0x1e }, "f5"],
  ["bits of three octets", bits(3, { a: 12, b: 12 }), { a: 0x123, b: 0xabc }, "23c1ab"],
  ["group", group({ a: uint8, b: uint16 }), { a: 1, b: 2 }, "010200"],
];

for (const [name, field, value, hex] of table)
  test(`${name}: written and read`, (t) => {
    t.is(write(field, value), hex);
    t.deepEqual(read(field, hex), value);
    t.true(field.minimum <= hex.length / 2);
  });

test("an optional field that is not there is undefined, and takes no octet", (t) => {
  const reader = new FieldReader(new Uint8Array(0), 0, 0);
  t.is(optional(uint8).read(reader), undefined);
  t.true(reader.ok);
  t.is(write(optional(uint8), undefined), "");
});

test("what is cut off or prohibited is refused", (t) => {
  t.is(read(uint8, ""), undefined);
  t.is(read(uint16, "01"), undefined);
  t.is(read(unsigned(3), "0102"), undefined);
  t.is(read(unsigned(4), "010203"), undefined);
  t.is(read(octets(3), "0102"), undefined);
  t.is(read(list(uint16), "010203"), undefined);
  t.is(read(optional(uint16), "01"), undefined);
  t.is(read(boolean, "02"), undefined);
  t.is(read(boolean, ""), undefined);
  t.is(read(unsigned(1, 2, 3), "01"), undefined);
  t.is(read(unsigned(1, 2, 3), "04"), undefined);
  t.is(read(unsigned(1, 2, 3), "02"), 2);
  t.is(read(unsigned(1, 2, 3), "03"), 3);
  t.is(read(signed(1, -40, 85), "d7"), undefined);
  t.is(read(signed(1, -40, 85), "56"), undefined);
  t.is(read(sint16, "ff"), undefined);
  t.is(read(group({ a: uint8, b: uint16 }), "0102"), undefined);
});

test("what a field cannot carry is refused by name and range", (t) => {
  const cases: readonly (readonly [() => string, RegExp])[] = [
    [() => write(uint8, 256), /it: 256 is not a whole number from 0 to 255/],
    [() => write(uint8, -1), /from 0 to 255/],
    [() => write(uint8, 1.5), /whole number/],
    [() => write(unsigned(2, 1, 0x7fff), 0), /from 1 to 32767/],
    [() => write(sint8, 128), /it: 128 is not a whole number from -128 to 127/],
    [() => write(octets(2), new Uint8Array(3)), /it: 3 octets where 2 are needed/],
    [() => write(bits(1, { a: 3, b: 5 }), { a: 8, b: 0 }), /it\.a: 8 .* from 0 to 7/],
    [() => write(group({ inner: uint8 }), { inner: 999 }), /inner: 999/],
  ];
  for (const [action, message] of cases) t.throws(action, { instanceOf: FieldError, message });
});

test("octets are copied: what is read does not change with the buffer", (t) => {
  const bytes = fromHex("0102");
  const value = octets(2).read(new FieldReader(bytes, 0, 2));
  bytes[0] = 9;
  t.is(toHex(value), "0102");
});

test("a reader takes nothing outside its range", (t) => {
  const reader = new FieldReader(fromHex("0102030405"), 1, 3);
  t.is(reader.remaining, 2);
  t.is(reader.number(2), 0x0302);
  t.is(reader.number(1), 0);
  t.false(reader.ok);
});
