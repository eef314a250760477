import type { Diagnostics } from "../base/diagnostics.js";
import { ClearPdu, NetworkCipherResult, NonceType } from "../host/network-cipher.js";
import { isUnicast, unassignedAddress } from "./address.js";
import { putClear, readFields } from "./clear-pdu.js";
import { receiveIvIndex } from "./iv-update.js";
import { maximumNetworkPdu, minimumNetworkPdu } from "./limits.js";
import type { Network } from "./network.js";
import type { NetworkFields } from "./network-pdu.js";
import type { SecurityCredentials } from "./security-credentials.js";
import type { Sequence } from "./sequence.js";

/** Octets of NetMIC of a control message. */
const micLength = 8;

/** A proxy configuration message: a network PDU with the proxy nonce, CTL 1, TTL 0 and DST 0000. */
export interface ConfigurationPdu extends NetworkFields {
  readonly credentials: SecurityCredentials;
  /** The clear PDU: the opcode and its parameters are `bytes[start..end)`. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** What a proxy configuration message is opened with. */
export interface ConfigurationOpener {
  readonly network: Pick<Network, "cipher" | "credentials">;
  readonly sequence: Sequence;
  readonly diagnostics: Diagnostics;
}

/**
 * Opens the proxy configuration message `data[start..end)`. Undefined where it is none of a known
 * network: that is counted. Mesh Protocol 1.1 §6.5, §3.9.5.4.
 */
export function openConfigurationPdu(
  { diagnostics, network, sequence }: ConfigurationOpener,
  data: Uint8Array,
  start: number,
  end: number,
): ConfigurationPdu | undefined {
  const octets = end - start;
  if (octets < minimumNetworkPdu || octets > maximumNetworkPdu) {
    diagnostics.drop("network.length", octets);
    return undefined;
  }
  const ivIndex = receiveIvIndex(sequence.state, data[start]! >> 7);
  const bytes = new Uint8Array(ClearPdu.size);
  const key =
    ivIndex < 0
      ? NetworkCipherResult.wrong
      : network.cipher.open(NonceType.proxy, ivIndex, data, start, end, bytes);
  if (key < 0) {
    const unknown = key === NetworkCipherResult.unknownNid;
    diagnostics.drop(unknown ? "network.unknown-nid" : "network.decrypt", octets);
    return undefined;
  }
  const pdu = {
    ivIndex,
    control: false,
    ttl: 0,
    seq: 0,
    src: 0,
    dst: 0,
    credentials: network.credentials[key]!,
    bytes,
    start: ClearPdu.transport,
    end: octets - 1 - micLength,
  };
  readFields(pdu, bytes);
  if (pdu.control && pdu.ttl === 0 && pdu.dst === unassignedAddress && isUnicast(pdu.src))
    return pdu;
  diagnostics.drop("network.address", octets);
  return undefined;
}

/**
 * Seals a proxy configuration message, an opcode with parameters of 1..12 octets, for the node
 * `src`, with its next sequence number. Undefined where the credentials are those of a key that the
 * node has no longer. Throws SequenceError.
 */
export function sealConfigurationPdu(
  { network, sequence }: Omit<ConfigurationOpener, "diagnostics">,
  credentials: SecurityCredentials,
  src: number,
  bytes: Uint8Array,
): Uint8Array | undefined {
  const key = network.credentials.indexOf(credentials);
  if (key < 0) return undefined;
  const { ivIndex } = sequence;
  const clear = new Uint8Array(ClearPdu.size);
  const seq = sequence.next();
  putClear(clear, { control: true, ttl: 0, seq, src, dst: unassignedAddress, bytes });
  const pdu = new Uint8Array(maximumNetworkPdu);
  const length = ClearPdu.transport + bytes.length;
  const { cipher } = network;
  return pdu.slice(0, cipher.seal(NonceType.proxy, key, ivIndex, clear, length, pdu));
}
