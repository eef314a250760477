import { putUint16BE, putUint24BE } from "../base/bytes.js";
import { ClearPdu } from "../host/network-cipher.js";
import type { NetworkFields, OriginatedPdu } from "./network-pdu.js";

/** Writes a PDU into `clear`. */
export function putClear(
  clear: Uint8Array,
  pdu: Pick<OriginatedPdu, Exclude<keyof NetworkFields, "ivIndex"> | "bytes">,
): void {
  clear[ClearPdu.controlTtl] = (pdu.control ? 0x80 : 0) | pdu.ttl;
  putUint24BE(clear, ClearPdu.seq, pdu.seq);
  putUint16BE(clear, ClearPdu.src, pdu.src);
  putUint16BE(clear, ClearPdu.dst, pdu.dst);
  clear.set(pdu.bytes, ClearPdu.transport);
}

/** Reads the fields of a clear PDU but its IV Index. */
export function readFields(fields: NetworkFields, clear: Uint8Array): void {
  const controlTtl = clear[ClearPdu.controlTtl]!;
  fields.control = (controlTtl & 0x80) !== 0;
  fields.ttl = controlTtl & 0x7f;
  fields.seq = (clear[1]! << 16) | (clear[2]! << 8) | clear[3]!;
  fields.src = (clear[ClearPdu.src]! << 8) | clear[ClearPdu.src + 1]!;
  fields.dst = (clear[ClearPdu.dst]! << 8) | clear[ClearPdu.dst + 1]!;
}
