// The nonces of 13 octets (Mesh Protocol 1.1 §3.9, "Nonce"), all big-endian. Each is
// written into an array the caller keeps, so that no packet needs a new one.
import { putUint16BE, putUint24BE, putUint32BE } from "../base/bytes.js";

export const NONCE_LENGTH = 13;
/** First octet of an application nonce, and of a device nonce. */
export const applicationNonce = 0x01;
export const deviceNonce = 0x02;

/** Network nonce. `ctlTtl` is the CTL bit (0x80) with the TTL. */
export function putNetworkNonce(
  nonce: Uint8Array,
  ctlTtl: number,
  seq: number,
  src: number,
  ivIndex: number,
): void {
  put(nonce, 0x00, ctlTtl, seq, src, 0, ivIndex);
}

/** Application nonce. `szmic`: whether the TransMIC has 8 octets. */
export function putApplicationNonce(
  nonce: Uint8Array,
  szmic: boolean,
  seq: number,
  src: number,
  dst: number,
  ivIndex: number,
): void {
  put(nonce, applicationNonce, szmic ? 0x80 : 0, seq, src, dst, ivIndex);
}

/** Device nonce. `szmic`: whether the TransMIC has 8 octets. */
export function putDeviceNonce(
  nonce: Uint8Array,
  szmic: boolean,
  seq: number,
  src: number,
  dst: number,
  ivIndex: number,
): void {
  put(nonce, deviceNonce, szmic ? 0x80 : 0, seq, src, dst, ivIndex);
}

/** Proxy nonce. */
export function putProxyNonce(nonce: Uint8Array, seq: number, src: number, ivIndex: number): void {
  put(nonce, 0x03, 0, seq, src, 0, ivIndex);
}

/** Proxy solicitation nonce. */
export function putSolicitationNonce(nonce: Uint8Array, seq: number, src: number): void {
  put(nonce, 0x04, 0, seq, src, 0, 0);
}

function put(
  nonce: Uint8Array,
  type: number,
  second: number,
  seq: number,
  src: number,
  dst: number,
  ivIndex: number,
): void {
  nonce[0] = type;
  nonce[1] = second;
  putUint24BE(nonce, 2, seq);
  putUint16BE(nonce, 5, src);
  putUint16BE(nonce, 7, dst);
  putUint32BE(nonce, 9, ivIndex);
}
