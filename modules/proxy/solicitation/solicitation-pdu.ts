import { frozen } from "../../base/frozen.js";
import { AdType } from "../../bearer/ad-type.js";
import { ClearPdu, NetworkCipherResult, NonceType } from "../../host/network-cipher.js";
import { isUnicast, unassignedAddress } from "../../network/address.js";
import { putClear } from "../../network/clear-pdu.js";
import { maximumNetworkPdu } from "../../network/limits.js";
import type { Network } from "../../network/network.js";
import type { SecurityCredentials } from "../../network/security-credentials.js";

/** UUID of the Mesh Proxy Solicitation service. Mesh Protocol 1.1 §7.2.3. */
export const meshProxySolicitationService = 0x1859;

/** Octets of the network PDU: it has no transport PDU, and a NetMIC of 8. */
const networkPduLength = 17;
/** Identification Type of the only Solicitation PDU there is. */
const identificationType = 0;
/** Octets of its service data: UUID, Identification Type, network PDU. */
const serviceDataLength = 3 + networkPduLength;
/** A Solicitation PDU has the IV Index 0 in nonce and obfuscation. §6.9.1 */
const ivIndex = 0;
const noTransportPdu = frozen(new Uint8Array(0));

/** Octets after the type of the first AD structure: the flags; UUID list; header of the service data. */
const header = frozen([
  0x06,
  3,
  AdType.uuids16,
  meshProxySolicitationService & 0xff,
  meshProxySolicitationService >> 8,
  1 + serviceDataLength,
  AdType.serviceData16,
  meshProxySolicitationService & 0xff,
  meshProxySolicitationService >> 8,
  identificationType,
]);

/** Octets of the first AD structure of a solicitation, the flags, without length and type. */
export const solicitationFirst = 1;

/** What is needed of the network layer: its keys. */
export type SolicitationKeys = Pick<Network, "cipher" | "credentials">;

/** How a service data structure is understood, where it is no Solicitation PDU of a known network. */
export const SolicitationResult = frozen({
  /** Service data of another service. */
  otherService: -1,
  /** Its length or its Identification Type is not known. */
  length: -2,
  /** No key has its NID. */
  unknownNid: -3,
  decrypt: -4,
  /** CTL, TTL, DST or SSRC are not those of a Solicitation PDU. */
  address: -5,
});

/**
 * Opens the service data `data[start..end)` of an advertisement: the number of the key, as in
 * `keys.credentials`, with SSEQ and SSRC in `clear` (ClearPdu); below 0 a SolicitationResult.
 * Allocates nothing. Mesh Protocol 1.1 §6.9.1.
 */
export function openSolicitation(
  keys: SolicitationKeys,
  data: Uint8Array,
  start: number,
  end: number,
  clear: Uint8Array,
): number {
  if (data[start] !== (meshProxySolicitationService & 0xff) || end - start < 3)
    return SolicitationResult.otherService;
  if (data[start + 1] !== meshProxySolicitationService >> 8) return SolicitationResult.otherService;
  if (data[start + 2] !== identificationType || end - start !== serviceDataLength)
    return SolicitationResult.length;
  const key = keys.cipher.open(NonceType.proxySolicitation, ivIndex, data, start + 3, end, clear);
  if (key === NetworkCipherResult.unknownNid) return SolicitationResult.unknownNid;
  // The lowest bit of the IV Index 0 stands in front of the NID, outside of what is authenticated.
  if (key < 0 || data[start + 3]! > 0x7f) return SolicitationResult.decrypt;
  const dst = (clear[ClearPdu.dst]! << 8) | clear[ClearPdu.dst + 1]!;
  const isSolicitation = clear[ClearPdu.controlTtl] === 0x80 && dst === unassignedAddress;
  return isSolicitation && isUnicast(solicitationSource(clear)) ? key : SolicitationResult.address;
}

/** SSRC of a Solicitation PDU that was opened. */
export function solicitationSource(clear: Uint8Array): number {
  return (clear[ClearPdu.src]! << 8) | clear[ClearPdu.src + 1]!;
}

/** SSEQ of a Solicitation PDU that was opened. */
export function solicitationSequence(clear: Uint8Array): number {
  return (clear[ClearPdu.seq]! << 16) | (clear[ClearPdu.seq + 1]! << 8) | clear[ClearPdu.seq + 2]!;
}

/**
 * The payload of a solicitation's advertisement, 27 octets, whose first AD structure, of type
 * `AdType.flags`, has `solicitationFirst` of them: 29 octets on the air. Mesh Protocol 1.1 §6.9.1,
 * §7.2.3.
 */
export function sealSolicitation(
  { cipher, credentials }: SolicitationKeys,
  use: SecurityCredentials,
  src: number,
  seq: number,
): Uint8Array {
  const dst = unassignedAddress;
  const clear = new Uint8Array(ClearPdu.size);
  putClear(clear, { control: true, ttl: 0, seq, src, dst, bytes: noTransportPdu });
  // A cipher writes where there is room for the longest PDU.
  const pdu = new Uint8Array(maximumNetworkPdu);
  const key = credentials.indexOf(use);
  cipher.seal(NonceType.proxySolicitation, key, ivIndex, clear, ClearPdu.transport, pdu);
  const payload = new Uint8Array(header.length + networkPduLength);
  payload.set(header);
  payload.set(pdu.subarray(0, networkPduLength), header.length);
  return payload;
}
