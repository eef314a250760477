import { frozen } from "./frozen.js";

/** What four bits make of the CRC: half an octet at a time takes a quarter of the steps of one bit at a time. */
const nibbles: readonly number[] = frozen([
  0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7, 0x8108, 0x9129, 0xa14a, 0xb16b,
  0xc18c, 0xd1ad, 0xe1ce, 0xf1ef,
]);

/** CRC-16 of `bytes[start..end)`: polynomial 0x1021, initial 0xFFFF (CRC-16/IBM-3740). */
export function crc16(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0xffff;
  for (let i = start; i < end; i++) {
    const octet = bytes[i]!;
    crc = ((crc << 4) & 0xffff) ^ nibbles[(crc >> 12) ^ (octet >> 4)]!;
    crc = ((crc << 4) & 0xffff) ^ nibbles[(crc >> 12) ^ (octet & 0x0f)]!;
  }
  return crc;
}
