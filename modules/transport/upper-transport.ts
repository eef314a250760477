import type { DeviceKey } from "../crypto/application-key.js";
import { applicationNonce, deviceNonce, NONCE_LENGTH } from "../crypto/nonces.js";
import { maximumUpperTransportPdu } from "./lower-transport-pdu.js";

/** The fields of the nonce of an access payload. Mesh Protocol 1.1 §3.9.5.2, §3.9.5.3. */
export interface UpperTransportFields {
  readonly ivIndex: number;
  /** SEQ of the message, of its first segment where there are several. */
  readonly seq: number;
  readonly src: number;
  readonly dst: number;
  /** TransMIC of 64 bits instead of 32. */
  readonly longMic: boolean;
  /** Encrypted with a device key. */
  readonly device: boolean;
}

/** Encrypts and authenticates access payloads, and the reverse, in buffers of its own. §3.6.2, §3.6.4. */
export class UpperTransportCodec {
  private readonly nonce = new Uint8Array(NONCE_LENGTH);
  /** The same, for numbers of four octets: on XS one costs as much as two octets. */
  private readonly words = new DataView(this.nonce.buffer);
  /** The access payload of the last `open`: 1..380 octets from 0 on. */
  readonly clear = new Uint8Array(maximumUpperTransportPdu);

  /** A new upper transport access PDU: payload and TransMIC. `label`: the Label UUID of a virtual DST. */
  seal(
    key: DeviceKey,
    fields: UpperTransportFields,
    payload: Uint8Array,
    label: Uint8Array | undefined,
  ): Uint8Array {
    const mic = fields.longMic ? 8 : 4;
    const pdu = new Uint8Array(payload.length + mic);
    this.setNonce(fields);
    key.aes.seal(this.nonce, payload, 0, payload.length, mic, pdu, 0, label);
    return pdu;
  }

  /** Opens `pdu[start..end)` into `clear`. The payload's length, or -1 where it does not authenticate. */
  open(
    key: DeviceKey,
    fields: UpperTransportFields,
    pdu: Uint8Array,
    start: number,
    end: number,
    label: Uint8Array | undefined,
  ): number {
    const mic = fields.longMic ? 8 : 4;
    if (end - start <= mic) return -1;
    this.setNonce(fields);
    const opened = key.aes.open(this.nonce, pdu, start, end, mic, this.clear, 0, label);
    return opened ? end - start - mic : -1;
  }

  /** The application or device nonce: its type, ASZMIC, SEQ, SRC, DST, IV Index. §3.9.5.2, §3.9.5.3 */
  private setNonce({ ivIndex, seq, src, dst, longMic, device }: UpperTransportFields): void {
    const words = this.words;
    this.nonce[0] = device ? deviceNonce : applicationNonce;
    words.setInt32(1, longMic ? seq | 0x8000_0000 : seq);
    words.setInt32(5, (src << 16) | dst);
    words.setUint32(9, ivIndex);
  }
}
