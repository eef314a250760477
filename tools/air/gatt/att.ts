// The Attribute Protocol (Core Specification 5.4, Vol 3 Part F).
import type { GattUuid } from "../../../modules/host/gatt.js";

export const Att = {
  error: 0x01,
  exchangeMtu: 0x02,
  exchangeMtuResponse: 0x03,
  findInformation: 0x04,
  findInformationResponse: 0x05,
  readByType: 0x08,
  readByTypeResponse: 0x09,
  read: 0x0a,
  readResponse: 0x0b,
  readBlob: 0x0c,
  readBlobResponse: 0x0d,
  readByGroupType: 0x10,
  readByGroupTypeResponse: 0x11,
  write: 0x12,
  writeResponse: 0x13,
  prepareWrite: 0x16,
  prepareWriteResponse: 0x17,
  executeWrite: 0x18,
  executeWriteResponse: 0x19,
  notification: 0x1b,
  indication: 0x1d,
  confirmation: 0x1e,
  writeCommand: 0x52,
} as const;

/** Error codes (§3.4.1.1). */
export const AttErrorCode = {
  invalidHandle: 0x01,
  readNotPermitted: 0x02,
  writeNotPermitted: 0x03,
  invalidPdu: 0x04,
  requestNotSupported: 0x06,
  invalidOffset: 0x07,
  prepareQueueFull: 0x09,
  attributeNotFound: 0x0a,
  invalidLength: 0x0d,
  unlikely: 0x0e,
  unsupportedGroup: 0x10,
} as const;

/** Attribute types (Vol 3 Part G §3, Assigned Numbers). */
export const AttributeType = {
  primaryService: 0x2800,
  characteristic: 0x2803,
  configuration: 0x2902,
  genericAttribute: 0x1801,
  serviceChanged: 0x2a05,
} as const;

/** Bits of a characteristic's properties (Vol 3 Part G §3.3.1.1). */
export const Property = {
  read: 0x02,
  writeWithoutResponse: 0x04,
  write: 0x08,
  notify: 0x10,
  indicate: 0x20,
} as const;

export const leastMtu = 23;
export const mostMtu = 517;
/** Most octets of an attribute value (Vol 3 Part F §3.2.9). */
export const longestValue = 512;

/** An ATT Error Response. */
export class AttError extends Error {
  /** An AttErrorCode. */
  readonly code: number;

  constructor(code: number) {
    super(`ATT error 0x${code.toString(16).padStart(2, "0")}`);
    this.code = code;
  }

  override get name(): string {
    return "AttError";
  }
}

/** A UUID as sent over the air: 2 or 16 octets, little-endian. */
export function uuidOctets(uuid: GattUuid): Uint8Array {
  if (typeof uuid === "number") return Uint8Array.of(uuid, uuid >> 8);
  return uuid.slice().reverse();
}

/** The UUID of octets that `uuidOctets` made; undefined if they have another length. */
export function uuidOf(octets: Uint8Array): GattUuid | undefined {
  if (octets.length === 2) return octets[0]! | (octets[1]! << 8);
  return octets.length === 16 ? octets.slice().reverse() : undefined;
}

/** Whether two UUIDs are the same. */
export function sameUuid(a: GattUuid, b: GattUuid): boolean {
  if (typeof a === "number" || typeof b === "number") return a === b;
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}

/** Encodes a PDU: an opcode, 16-bit words (little-endian), then octets. */
export function pdu(opcode: number, words: readonly number[], data?: Uint8Array): Uint8Array {
  const octets = new Uint8Array(1 + 2 * words.length + (data?.length ?? 0));
  octets[0] = opcode;
  words.forEach((word, i) => octets.set([word & 0xff, word >> 8], 1 + 2 * i));
  if (data) octets.set(data, 1 + 2 * words.length);
  return octets;
}

/** The 16-bit word at `offset`; 0 beyond the end. */
export function word(octets: Uint8Array, offset: number): number {
  return (octets[offset] ?? 0) | ((octets[offset + 1] ?? 0) << 8);
}
