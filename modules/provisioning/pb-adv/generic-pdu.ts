import { putUint16BE } from "../../base/bytes.js";
import type { CloseReason } from "../link.js";
import { frameCheckSequence } from "./fcs.js";

/** Payload octets of the first segment and of the others. */
export const startPayload = 20;
export const continuationPayload = 23;
/** The longest provisioning PDU that 64 segments carry. */
export const maximumPdu = startPayload + 63 * continuationPayload;

/** Octets before the generic provisioning PDU: Link ID (4) and transaction number (1). */
export const pbAdvHeader = 5;

/** First octet of a Link Open, §5.3.1.3. */
export const genericLinkOpen = 0x03;

/** A generic provisioning PDU, §5.3.1. `payload` is a copy. */
export type GenericPdu =
  | {
      readonly type: "start";
      readonly lastSegment: number;
      readonly totalLength: number;
      readonly fcs: number;
      readonly payload: Uint8Array;
    }
  | { readonly type: "continuation"; readonly segment: number; readonly payload: Uint8Array }
  | { readonly type: "ack" }
  | { readonly type: "link-open"; readonly uuid: Uint8Array }
  | { readonly type: "link-ack" }
  | { readonly type: "link-close"; readonly reason: CloseReason };

/** Index of the last segment of a PDU of this length. */
export function lastSegmentOf(totalLength: number): number {
  return Math.max(0, Math.ceil((totalLength - startPayload) / continuationPayload));
}

/** Payload octets of one segment of a PDU of this length. */
export function segmentLength(totalLength: number, segment: number): number {
  if (segment === 0) return Math.min(totalLength, startPayload);
  const before = startPayload + (segment - 1) * continuationPayload;
  return Math.min(totalLength - before, continuationPayload);
}

/** The octets of a generic provisioning PDU, without Link ID and transaction number. */
export function encodeGeneric(pdu: GenericPdu): Uint8Array {
  switch (pdu.type) {
    case "start": {
      const out = new Uint8Array(4 + pdu.payload.length);
      out[0] = pdu.lastSegment << 2;
      putUint16BE(out, 1, pdu.totalLength);
      out[3] = pdu.fcs;
      out.set(pdu.payload, 4);
      return out;
    }
    case "continuation": {
      const out = new Uint8Array(1 + pdu.payload.length);
      out[0] = (pdu.segment << 2) | 2;
      out.set(pdu.payload, 1);
      return out;
    }
    case "ack":
      return Uint8Array.of(0x01);
    case "link-open": {
      const out = new Uint8Array(1 + pdu.uuid.length);
      out[0] = genericLinkOpen;
      out.set(pdu.uuid, 1);
      return out;
    }
    case "link-ack":
      return Uint8Array.of(0x07);
    case "link-close":
      return Uint8Array.of(0x0b, pdu.reason);
  }
}

/** Why a generic provisioning PDU was dropped. */
export type GenericProblem = "length" | "control" | "segment";

/** The generic provisioning PDU in `data[start..end)`, or why it is dropped: every length and value must fit. */
export function decodeGeneric(
  data: Uint8Array,
  start: number,
  end: number,
): GenericPdu | GenericProblem {
  if (end <= start) return "length";
  const first = data[start]!;
  const high = first >> 2;
  switch (first & 3) {
    case 0: {
      if (end - start < 5) return "length";
      const totalLength = (data[start + 1]! << 8) | data[start + 2]!;
      const payload = data.slice(start + 4, end);
      if (totalLength < 1 || lastSegmentOf(totalLength) !== high) return "segment";
      if (payload.length !== segmentLength(totalLength, 0)) return "length";
      return { type: "start", lastSegment: high, totalLength, fcs: data[start + 3]!, payload };
    }
    case 1:
      if (high !== 0) return "control";
      return end - start === 1 ? { type: "ack" } : "length";
    case 2: {
      const payload = data.slice(start + 1, end);
      if (high === 0) return "segment";
      if (payload.length < 1 || payload.length > continuationPayload) return "length";
      return { type: "continuation", segment: high, payload };
    }
    default:
      return decodeControl(high, data, start + 1, end);
  }
}

function decodeControl(
  opcode: number,
  data: Uint8Array,
  start: number,
  end: number,
): GenericPdu | GenericProblem {
  const length = end - start;
  switch (opcode) {
    case 0:
      return length === 16 ? { type: "link-open", uuid: data.slice(start, end) } : "length";
    case 1:
      return length === 0 ? { type: "link-ack" } : "length";
    case 2:
      return length === 1 ? { type: "link-close", reason: data[start]! } : "length";
    default:
      return "control";
  }
}

/** A provisioning PDU (1..1469 octets) as the generic PDUs that carry it. Throws RangeError for another length. */
export function segmentPdu(pdu: Uint8Array): Uint8Array[] {
  if (pdu.length < 1 || pdu.length > maximumPdu)
    throw new RangeError(`pdu must be 1..${maximumPdu} octets, not ${pdu.length}`);
  const lastSegment = lastSegmentOf(pdu.length);
  const segments: Uint8Array[] = [];
  let offset = 0;
  for (let segment = 0; segment <= lastSegment; segment++) {
    const payload = pdu.subarray(offset, offset + segmentLength(pdu.length, segment));
    offset += payload.length;
    segments.push(
      encodeGeneric(
        segment === 0
          ? {
              type: "start",
              lastSegment,
              totalLength: pdu.length,
              fcs: frameCheckSequence(pdu),
              payload,
            }
          : { type: "continuation", segment, payload },
      ),
    );
  }
  return segments;
}
