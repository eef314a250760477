import { getUint16BE, getUint32BE, putUint16BE, putUint32BE } from "../base/bytes.js";

/** Octets of upper transport PDU in one segment. Mesh Protocol 1.1 §3.5.2. */
export const accessSegmentLength = 12;
export const controlSegmentLength = 8;
/** Segments that a message may have, and octets that fit into them. */
export const maximumSegments = 32;
export const maximumUpperTransportPdu = accessSegmentLength * maximumSegments;
/** Octets of the longest upper transport access PDU that is sent without segmentation. */
export const maximumUnsegmentedAccess = 15;

const segmentHeaderLength = 4;

/** The header of a segmented message: 1 octet of type and SZMIC, SeqZero, SegO, SegN. §3.5.2.2, §3.5.2.4 */
export interface SegmentHeader {
  /** AKF and AID, or the control opcode: the low 7 bits of the first octet. */
  type: number;
  /** Whether TransMIC has 64 bits; always false in control messages. */
  longMic: boolean;
  seqZero: number;
  segO: number;
  segN: number;
}

/** One segment: header and `payload[start..end)`. */
export function encodeSegment(
  header: Readonly<SegmentHeader>,
  payload: Uint8Array,
  start: number,
  end: number,
): Uint8Array {
  const pdu = new Uint8Array(segmentHeaderLength + end - start);
  pdu[0] = 0x80 | header.type;
  pdu[1] = (header.longMic ? 0x80 : 0) | (header.seqZero >> 6);
  pdu[2] = ((header.seqZero & 0x3f) << 2) | (header.segO >> 3);
  pdu[3] = ((header.segO & 7) << 5) | header.segN;
  pdu.set(payload.subarray(start, end), segmentHeaderLength);
  return pdu;
}

/**
 * Reads the header of `bytes[start..end)` into `header`. False where the PDU is
 * too short, SegO is above SegN, or a segment that is not the last is not full, and for the
 * control opcode 0x00: a Segment Acknowledgment has no segments (§3.5.2.4).
 */
export function decodeSegmentHeader(
  bytes: Uint8Array,
  start: number,
  end: number,
  control: boolean,
  header: SegmentHeader,
): boolean {
  const length = end - start - segmentHeaderLength;
  const full = control ? controlSegmentLength : accessSegmentLength;
  if (length < 1 || length > full) return false;
  const second = bytes[start + 1]!;
  const third = bytes[start + 2]!;
  const fourth = bytes[start + 3]!;
  header.type = bytes[start]! & 0x7f;
  header.longMic = !control && (second & 0x80) !== 0;
  header.seqZero = ((second & 0x7f) << 6) | (third >> 2);
  header.segO = ((third & 3) << 3) | (fourth >> 5);
  header.segN = fourth & 0x1f;
  if (header.segO > header.segN || (control && header.type === acknowledgmentOpcode)) return false;
  return length === full || header.segO === header.segN;
}

/** Where a segment's payload begins. */
export function segmentPayload(start: number): number {
  return start + segmentHeaderLength;
}

/** SEQ of a message's first segment from that of a later one; below 0 where there is none. §3.5.3.1 */
export function sequenceOfFirst(seq: number, seqZero: number): number {
  return seq - ((seq - seqZero) & 0x1fff);
}

/** Octets of parameters of a Segment Acknowledgment message. §3.5.2.3.1 */
const acknowledgmentLength = 6;
const acknowledgmentOpcode = 0x00;

export interface SegmentAcknowledgment {
  /** Sent by a Friend on behalf of its Low Power node. */
  readonly onBehalf: boolean;
  readonly seqZero: number;
  /** Bit n: segment n was received. 0: the receiver cancels the message. */
  readonly bits: number;
}

/** A Segment Acknowledgment message: opcode and parameters. */
export function encodeAcknowledgment(ack: SegmentAcknowledgment): Uint8Array {
  const message = new Uint8Array(1 + acknowledgmentLength);
  message[0] = acknowledgmentOpcode;
  putUint16BE(message, 1, (ack.onBehalf ? 0x8000 : 0) | (ack.seqZero << 2));
  putUint32BE(message, 3, ack.bits);
  return message;
}

/** Reads the parameters of a Segment Acknowledgment message; undefined where their length is wrong. */
export function decodeAcknowledgment(parameters: Uint8Array): SegmentAcknowledgment | undefined {
  if (parameters.length !== acknowledgmentLength) return undefined;
  const word = getUint16BE(parameters, 0);
  const bits = getUint32BE(parameters, 2);
  return { onBehalf: (word & 0x8000) !== 0, seqZero: (word >> 2) & 0x1fff, bits };
}

/** The acknowledgement bits of a whole message of segN + 1 segments. */
export function allSegments(segN: number): number {
  return segN === 31 ? 0xffff_ffff : 2 ** (segN + 1) - 1;
}
