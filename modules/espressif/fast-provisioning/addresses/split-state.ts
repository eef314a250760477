import { getUint16BE, putUint16BE } from "../../../base/bytes.js";
import { isUnicast } from "../../../network/address.js";
import type { UnicastRange } from "../../unicast-range.js";

/**
 * Divides the unicast address range of a provisioner: single addresses for the nodes that it
 * provisions, and ranges for those of them that become Temporary Provisioners. The user stores
 * `encode()` after each allocation and before it sends the addresses. Then no address is
 * assigned twice, and a loss of power loses one allocation at most.
 */
export interface AddressSplit {
  /** Allocates consecutive addresses for the elements of a node (1..255): the first of them. Throws RangeError. */
  allocateAddresses(elements: number): { readonly address: number } | "exhausted";
  /**
   * Allocates a range for a Temporary Provisioner. `share`: its part of the free addresses,
   * 0..1; a split with a rule of its own ignores it. Throws RangeError.
   */
  allocateRange(share: number): UnicastRange | "exhausted";
  /** The state in 11 octets. The first one is the kind of split. */
  encode(): Uint8Array;
}

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
