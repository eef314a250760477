import test from "ava";
import { type Field, FieldReader, FieldWriter } from "../../../../modules/access/field.js";
import {
  decodeTransitionTime,
  delayTime,
  encodeTransitionTime,
  longestTransition,
  remainingTime,
  transitionTime,
} from "../../../../modules/models/common/transition-time.js";

const exact: readonly (readonly [octet: number, milliseconds: number | undefined])[] = [
  [0x00, 0],
  [0x01, 100],
  [0x3e, 6200],
  [0x3f, undefined],
  [0x41, 1000],
  [0x7e, 62_000],
  [0x81, 10_000],
  [0xbe, 620_000],
  [0xc1, 600_000],
  [0xfe, 37_200_000],
  [0xff, undefined],
];

test("octets and their times", (t) => {
  for (const [octet, milliseconds] of exact) t.is(decodeTransitionTime(octet), milliseconds);
});

const rounded: readonly (readonly [milliseconds: number, octet: number])[] = [
  [0, 0x00],
  [1, 0x01],
  [100, 0x01],
  [100.5, 0x02],
  [6200, 0x3e],
  [6201, 0x47],
  [62_000, 0x7e],
  [62_001, 0x87],
  [620_000, 0xbe],
  [620_001, 0xc2],
  [37_200_000, 0xfe],
];

for (const [milliseconds, octet] of rounded)
  test(`${milliseconds} ms are ${octet.toString(16)}`, (t) => {
    t.is(encodeTransitionTime(milliseconds), octet);
  });

test("every time comes back no shorter, and by less than a step longer", (t) => {
  for (let milliseconds = 0; milliseconds <= longestTransition; milliseconds += 7919) {
    const octet = encodeTransitionTime(milliseconds);
    const step = [100, 1000, 10_000, 600_000][octet >> 6]!;
    const longer = decodeTransitionTime(octet)! - milliseconds;
    t.true(longer >= 0 && longer < step, `${milliseconds}`);
  }
});

test("times that cannot be told are refused", (t) => {
  for (const milliseconds of [longestTransition + 1, -1, -1000, NaN, Infinity])
    t.throws(() => encodeTransitionTime(milliseconds), { instanceOf: RangeError });
  const writer = new FieldWriter();
  for (const milliseconds of [-1, 1276, NaN])
    t.throws(() => delayTime.write(writer, milliseconds, "delay"), { instanceOf: RangeError });
});

function read<T>(field: Field<T>, octet: number): T | undefined {
  const reader = new FieldReader(Uint8Array.of(octet), 0, 1);
  const value = field.read(reader);
  return reader.ok ? value : undefined;
}

function write<T>(field: Field<T>, value: T): number {
  const writer = new FieldWriter();
  field.write(writer, value, "field");
  return writer.finish()[0]!;
}

test("fields: the unknown time is prohibited in a transition and may remain", (t) => {
  for (const octet of [0x3f, 0x7f, 0xbf, 0xff]) {
    t.is(read(transitionTime, octet), undefined);
    const reader = new FieldReader(Uint8Array.of(octet), 0, 1);
    t.is(remainingTime.read(reader), undefined);
    t.true(reader.ok);
  }
  t.is(read(transitionTime, 0x41), 1000);
  t.is(write(transitionTime, 1000), 0x0a);
  t.is(write(remainingTime, undefined), 0x3f);
  t.is(write(remainingTime, 250), 0x03);
});

test("fields: a delay counts in 5 ms", (t) => {
  t.is(read(delayTime, 0xff), 1275);
  t.is(read(delayTime, 1), 5);
  t.is(write(delayTime, 1275), 0xff);
  t.is(write(delayTime, 5), 1);
  t.is(write(delayTime, 0), 0);
});
