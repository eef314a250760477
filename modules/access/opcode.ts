/**
 * Opcodes of access messages as numbers: 0x00..0x7E (1 octet), 0x8000..0xBFFF
 * (2 octets), 0xC00000..0xFFFFFF (3 octets: opcode, company identifier).
 * Mesh Protocol 1.1 §3.7.3.1.
 */

import { checkWhole } from "../base/check.js";

/** The number of a vendor opcode: `operation` 0..0x3F, `company` 0..0xFFFF. Throws RangeError for others. */
export function vendorOpcode(operation: number, company: number): number {
  checkWhole("operation", operation, 0, 0x3f);
  checkWhole("company", company, 0, 0xffff);
  return ((0xc0 | operation) << 16) | company;
}

/** Octets of an opcode on the air. */
export function opcodeLength(opcode: number): 1 | 2 | 3 {
  return opcode < 0x80 ? 1 : opcode < 0x10000 ? 2 : 3;
}

/** Writes the opcode at the array's start and gives its length; the company identifier is little-endian. */
export function putOpcode(bytes: Uint8Array, opcode: number): number {
  const length = opcodeLength(opcode);
  if (length === 1) bytes[0] = opcode;
  else if (length === 2) {
    bytes[0] = opcode >> 8;
    bytes[1] = opcode;
  } else {
    bytes[0] = opcode >> 16;
    bytes[1] = opcode;
    bytes[2] = opcode >> 8;
  }
  return length;
}

/** The opcode at the start of `bytes[0..end)`, or -1 where it is cut off or reserved (0x7F). */
export function getOpcode(bytes: Uint8Array, end: number): number {
  if (end < 1) return -1;
  const first = bytes[0]!;
  if (first < 0x7f) return first;
  if (first === 0x7f) return -1;
  if (first < 0xc0) return end < 2 ? -1 : (first << 8) | bytes[1]!;
  return end < 3 ? -1 : (first << 16) | (bytes[2]! << 8) | bytes[1]!;
}
