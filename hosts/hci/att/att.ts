// The Attribute Protocol (Core Specification 5.4, Vol 3 Part F).
import { MeshError } from "../../../modules/base/errors.js";
import type { GattUuid } from "../../../modules/host/gatt.js";

/** Opcodes of PDUs (§3.4.8). */
export const Att = {
  error: 0x01,
  exchangeMtu: 0x02,
  exchangeMtuResponse: 0x03,
  findInformation: 0x04,
  findInformationResponse: 0x05,
  findByTypeValue: 0x06,
  findByTypeValueResponse: 0x07,
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

/** Bit of an opcode: a command, which is not answered (§3.3.1). */
export const commandFlag = 0x40;

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
  valueNotAllowed: 0x13,
} as const;

/** Attribute types, services and characteristics (Vol 3 Part G §3, Assigned Numbers). */
export const AttributeType = {
  primaryService: 0x2800,
  secondaryService: 0x2801,
  characteristic: 0x2803,
  configuration: 0x2902,
  genericAccess: 0x1800,
  genericAttribute: 0x1801,
  deviceName: 0x2a00,
  appearance: 0x2a01,
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

/** Bits of the Client Characteristic Configuration (Vol 3 Part G §3.3.3.3). */
export const Configuration = { notification: 1, indication: 2 } as const;

export const leastMtu = 23;
export const mostMtu = 517;
/** Most octets of an attribute value (Vol 3 Part F §3.2.9). */
export const longestValue = 512;

/** What a request of a client fails with at our server; it becomes an Error Response. */
export class AttError extends MeshError {
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

/** Throws RangeError if a UUID is neither a number of 16 bits nor 16 octets. */
export function checkUuid(uuid: GattUuid): void {
  if (typeof uuid === "number") {
    if (!(Number.isInteger(uuid) && uuid >= 0 && uuid <= 0xffff))
      throw new RangeError(`uuid: a whole number of 16 bits, or 16 octets, not ${uuid}`);
  } else if (uuid.length !== 16)
    throw new RangeError(`uuid: a number of 16 bits, or 16 octets, not ${uuid.length} octets`);
}

/**
 * The 12 octets of the Bluetooth Base UUID that follow the 32 bits of a short UUID
 * (Core Specification 5.4, Vol 3 Part B §2.5.1), in the order in which they are written.
 */
const base = [0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0x80, 0x5f, 0x9b, 0x34, 0xfb];

/** A UUID of 128 bits that stands for one of 16 bits as that number. */
function shortened(uuid: GattUuid): GattUuid {
  if (typeof uuid === "number" || uuid.length !== 16 || uuid[0] !== 0 || uuid[1] !== 0) return uuid;
  return base.every((octet, i) => octet === uuid[4 + i]) ? (uuid[2]! << 8) | uuid[3]! : uuid;
}

/** Whether two UUIDs are the same. One of 16 bits equals its form of 128 bits. */
export function sameUuid(a: GattUuid, b: GattUuid): boolean {
  const [one, other] = [shortened(a), shortened(b)];
  if (typeof one === "number" || typeof other === "number") return one === other;
  return one.length === other.length && one.every((octet, i) => octet === other[i]);
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
