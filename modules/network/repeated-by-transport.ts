import { ClearPdu } from "../host/network-cipher.js";

/** SEG, the top bit of a lower transport PDU. Mesh Protocol 1.1 §3.5.2. */
const segmented = 0x80;
/** Opcode of the Segment Acknowledgment message, §3.5.2.3.1, and octets of the network PDU that it is in. */
const acknowledgmentOpcode = 0x00;
const acknowledgmentOctets = 24;

/**
 * How the transport layer repeats the content of a clear network PDU, for `SendRequest.segment`:
 * 1 and up is a segment, by its SeqZero (13 bits) and SegO (5 bits), -1 a Segment
 * Acknowledgment message, and 0 a PDU that is sent once.
 */
export function segmentNumber(clear: Uint8Array, control: boolean): number {
  const at = ClearPdu.transport;
  const first = clear[at]!;
  if ((first & segmented) !== 0)
    return 1 + (((clear[at + 1]! & 0x7f) << 11) | (clear[at + 2]! << 3) | (clear[at + 3]! >> 5));
  return control && first === acknowledgmentOpcode ? -1 : 0;
}

/**
 * SeqZero of the message whose segments are acknowledged by a clear control PDU that was
 * made of a network PDU of so many octets; -1 where it is no Segment Acknowledgment.
 */
export function acknowledgedSeqZero(clear: Uint8Array, octets: number): number {
  const at = ClearPdu.transport;
  if (octets !== acknowledgmentOctets || clear[at] !== acknowledgmentOpcode) return -1;
  return ((clear[at + 1]! & 0x7f) << 6) | (clear[at + 2]! >> 2);
}
