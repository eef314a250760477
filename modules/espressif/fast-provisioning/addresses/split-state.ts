import { getUint16BE, putUint16BE } from "../../../base/bytes.js";
import { isUnicast } from "../../../network/address.js";
import type { UnicastRange } from "../../unicast-range.js";

const numbers = 5;

/** Length in octets of the encoded state of a split. */
export const splitOctets = 1 + 2 * numbers;

/** Encodes the kind of split (1 octet) and five numbers (2 octets each, big-endian). */
export function encodeNumbers(kind: number, values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(splitOctets);
  bytes[0] = kind;
  for (let i = 0; i < numbers; i++) putUint16BE(bytes, 1 + 2 * i, values[i]!);
  return bytes;
}

/** The five numbers; undefined for another length or kind. */
export function decodeNumbers(kind: number, bytes: Uint8Array): number[] | undefined {
  if (bytes.length !== splitOctets || bytes[0] !== kind) return undefined;
  const values: number[] = [];
  for (let i = 0; i < numbers; i++) values.push(getUint16BE(bytes, 1 + 2 * i));
  return values;
}

/** Throws RangeError unless `value` is an integer from `low` to `high`. */
export function checkInteger(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`${name}: ${value} is not an integer from ${low} to ${high}`);
}

/** Throws RangeError unless both ends are unicast addresses and `min` is not above `max`. */
export function checkRange({ min, max }: UnicastRange): void {
  if (!Number.isInteger(min) || !Number.isInteger(max) || !isUnicast(min) || !isUnicast(max))
    throw new RangeError(`${min} to ${max} are not unicast addresses`);
  if (min > max) throw new RangeError(`${min} is above ${max}`);
}

/** Throws RangeError unless it is a number of elements: 1..255. */
export function checkElements(elements: number): void {
  checkInteger("elements", elements, 1, 0xff);
}
