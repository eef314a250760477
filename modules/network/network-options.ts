import type { Diagnostics } from "../base/diagnostics.js";
import type { Crypto } from "../host/crypto.js";
import type { NetworkInterface } from "./network-interface.js";
import type { ReceivedPdu } from "./network-pdu.js";
import type { Sequence } from "./sequence.js";
import type { NetworkSettings } from "./settings.js";
import type { Subnets } from "./subnets.js";

/** The lower transport layer, as the network layer sees it. */
export interface NetworkUser {
  /** Whether a group or virtual address is one this node is subscribed to. §3.4.2.4 */
  listensTo(address: number): boolean;
  /** Takes a PDU that came for this node; it is only good during the call. */
  receive(pdu: Readonly<ReceivedPdu>): void;
}

export interface NetworkOptions {
  /** The node's network interfaces; the local one among them. The network layer opens and closes them. */
  readonly interfaces: readonly NetworkInterface[];
  readonly crypto: Crypto;
  readonly diagnostics: Diagnostics;
  readonly subnets: Subnets;
  readonly sequence: Sequence;
  readonly settings: NetworkSettings;
  /** Unicast address of the primary element. */
  readonly address: number;
  /** Elements, hence unicast addresses, of the node. */
  readonly elements: number;
  /** Entries of the message cache, a power of two. Default 64. */
  readonly cacheSize?: number;
}
