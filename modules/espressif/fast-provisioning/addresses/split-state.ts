import { getUint16BE, putUint16BE } from "../../../base/bytes.js";
import { isUnicast } from "../../../network/address.js";
import type { UnicastRange } from "../../unicast-range.js";

/**
 * How a node divides the addresses that it was given: some for the nodes that it
 * provisions, the others in ranges for those of them that provision on. Whoever uses
 * it writes `encode()` to the store after each taking and before anybody is told of
 * what was taken: then nothing is given twice, and a power cut loses one taking at most.
 */
export interface AddressSplit {
  /** As many addresses in a row as a node has elements (1..255): the first one. Throws RangeError. */
  allocateAddresses(elements: number): { readonly address: number } | "exhausted";
  /**
   * Addresses for a node to give out. `share`: the part (0..1) of what is free that
   * is wanted, where the split does not go by a rule of its own. Throws RangeError.
   */
  allocateRange(share: number): UnicastRange | "exhausted";
  /** The state in 11 octets, the first of which tells the kind of split. */
  encode(): Uint8Array;
}

const numbers = 5;

/** Octets of every split's encoded state. */
export const splitOctets = 1 + 2 * numbers;

/** A kind (1 octet) and five numbers of 16 bits, big-endian. */
export function encodeNumbers(kind: number, values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(splitOctets);
  bytes[0] = kind;
  for (let i = 0; i < numbers; i++) putUint16BE(bytes, 1 + 2 * i, values[i]!);
  return bytes;
}

/** The five numbers; undefined where the length or the kind is another. */
export function decodeNumbers(kind: number, bytes: Uint8Array): number[] | undefined {
  if (bytes.length !== splitOctets || bytes[0] !== kind) return undefined;
  const values: number[] = [];
  for (let i = 0; i < numbers; i++) values.push(getUint16BE(bytes, 1 + 2 * i));
  return values;
}

/** Throws RangeError unless `value` is a whole number from `low` to `high`. */
export function checkInteger(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`${name}: ${value} is not a whole number from ${low} to ${high}`);
}

/** Throws RangeError unless both ends are unicast addresses in their order. */
export function checkRange({ min, max }: UnicastRange): void {
  if (!Number.isInteger(min) || !Number.isInteger(max) || !isUnicast(min) || !isUnicast(max))
    throw new RangeError(`${min} to ${max} are not unicast addresses`);
  if (min > max) throw new RangeError(`${min} to ${max} is no range`);
}

/** Throws RangeError unless a node can have as many elements: 1..255. */
export function checkElements(elements: number): void {
  checkInteger("elements", elements, 1, 0xff);
}
