import test from "ava";
import {
  getOpcode,
  opcodeLength,
  putOpcode,
  vendorOpcode,
} from "../../../modules/access/opcode.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";

const table: readonly (readonly [opcode: number, octets: string])[] = [
  [0x00, "00"],
  [0x7e, "7e"],
  [0x8000, "8000"],
  [0x8202, "8202"],
  [0xbfff, "bfff"],
  [vendorOpcode(0x23, 0x0136), "e33601"],
  [vendorOpcode(0, 0), "c00000"],
  [vendorOpcode(0x3f, 0xffff), "ffffff"],
];

for (const [opcode, octets] of table)
  test(`opcode ${octets}`, (t) => {
    const bytes = new Uint8Array(4);
    const length = putOpcode(bytes, opcode);
    t.is(length, opcodeLength(opcode));
    t.is(toHex(bytes.slice(0, length)), octets);
    t.is(bytes[length], 0);
    t.is(getOpcode(bytes, length), opcode);
    t.is(getOpcode(bytes, 4), opcode);
    for (let end = 0; end < length; end++) t.is(getOpcode(bytes, end), -1);
  });

test("7f is reserved, whatever follows", (t) => {
  t.is(getOpcode(fromHex("7f"), 1), -1);
  t.is(getOpcode(fromHex("7f0000"), 3), -1);
});

test("every first octet has its length, and what is read is what was written", (t) => {
  const bytes = new Uint8Array(3);
  for (let first = 0; first < 256; first++) {
    const input = Uint8Array.of(first, 0x34, 0x12);
    const opcode = getOpcode(input, 3);
    t.is(opcode < 0, first === 0x7f);
    if (opcode < 0) continue;
    const length = first < 0x80 ? 1 : first < 0xc0 ? 2 : 3;
    t.is(putOpcode(bytes, opcode), length);
    t.deepEqual(bytes.slice(0, length), input.slice(0, length));
  }
});
