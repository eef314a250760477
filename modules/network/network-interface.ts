import type { NetworkReceiver } from "../host/network-receiver.js";
import { maximumNetworkPdu } from "./limits.js";
import type { SecurityCredentials } from "./security-credentials.js";
import { isProxy, type NetworkSettings } from "./settings.js";

/** What a network interface is connected to. Mesh Protocol 1.1 §3.4.5. */
export type NetworkBearer = "advertising" | "gatt" | "local";

/** A network PDU to be sent. One object is used for all of them: an interface keeps neither it nor its arrays. */
export interface OutboundPdu {
  /** The PDU as it is sent: the first `length` of 29 octets. Not made for the local interface. */
  readonly payload: Uint8Array;
  length: number;
  /** The same in the clear (ClearPdu), for the local interface alone: the first `clearLength` octets. */
  clear: Uint8Array;
  clearLength: number;
  credentials: SecurityCredentials;
  ivIndex: number;
  /** Retransmitted for the Relay feature: it is of another node. */
  relayed: boolean;
  /** SRC and DST. */
  source: number;
  destination: number;
  /** 31 bits: the low 7 of the IV Index above SEQ. */
  number: number;
  /** How the transport layer repeats it: 0 not, 1 and up as a segment (SeqZero and SegO), -1 as an acknowledgment. */
  segment: number;
  /** Milliseconds that its repeats wait at least, where it is not relayed. */
  repeatAfter: number;
  /** Whether its destination is known to be in range; only of what this node originates. */
  toNeighbour: boolean;
  /** Called once, later: true when its last transmission is over, false when it was dropped. */
  onEnd: ((sent: boolean) => void) | undefined;
}

/** The object of all PDUs of a network layer, whose clear octets are in `clear`. Its other fields are set before it is sent. */
export function outboundPdu(clear: Uint8Array): OutboundPdu {
  return {
    payload: new Uint8Array(maximumNetworkPdu),
    length: 0,
    clear,
    clearLength: 0,
    relayed: false,
    source: 0,
    destination: 0,
    number: 0,
    segment: 0,
    repeatAfter: 0,
    toNeighbour: false,
    onEnd: undefined,
  } as unknown as OutboundPdu;
}

/** The network layer, as an interface passes PDUs to it. */
export interface InterfaceUser {
  /**
   * Takes the network PDU `data[start..end)` that came by `from`. Whether it is authentic
   * under a key of this node: a repeat of it, octet for octet, need not be passed on.
   */
  receive(
    from: NetworkInterface,
    data: Uint8Array,
    start: number,
    end: number,
    rssi: number,
  ): boolean;
  /** Takes a PDU that the node sent to itself. */
  receiveLocal(from: NetworkInterface, pdu: LocalPdu): void;
}

/** A PDU that came by the local interface. */
export interface LocalPdu {
  readonly credentials: SecurityCredentials;
  readonly ivIndex: number;
  /** In the clear (ClearPdu), of any length. */
  readonly clear: Uint8Array;
}

/**
 * A network interface: it connects the network layer with one bearer, and has an input
 * filter and an output filter. Mesh Protocol 1.1 §3.4.5.
 */
export interface NetworkInterface {
  readonly bearer: NetworkBearer;
  /** Milliseconds, about, until all PDUs that wait on this interface have been sent. */
  readonly backlog: number;
  /** Passes received PDUs to the network layer from now on. */
  open(network: InterfaceUser): void;
  /**
   * Sends a PDU that passes the output filter, and drops any other. Must not call the
   * `InterfaceUser` before it returns: what comes in would overwrite the PDU that goes out.
   */
  send(pdu: OutboundPdu): void;
  /** A PDU that is authentic came by this interface, from `source`. Called before it is processed. */
  heard?(source: number): void;
  /** The NIDs of the node's credentials changed: the input filter may drop PDUs with any other. */
  setNids?(nids: Uint8Array): void;
  /** PDUs that go no further may be dropped by the receiver, which counts them; undefined: by none. */
  setReceiver?(receiver: NetworkReceiver | undefined): void;
  /** Segments of the message of `source` with this SeqZero need not be sent any more: those whose bits are set. */
  acknowledged?(source: number, seqZero: number, bits: number): void;
  /** Closes the interface; no PDU is passed on any longer. */
  close(): void;
}

/**
 * Whether a PDU that came by one interface is retransmitted on another, or on the same one.
 * Mesh Protocol 1.1 §3.4.6.3, table 3.11: the Relay feature retransmits from the
 * advertising bearer to the advertising bearer, the Proxy feature between the GATT bearer
 * and all others. Nothing goes back to the connection that it came by, and what a node
 * sends to itself is not retransmitted.
 */
export function retransmits(
  from: NetworkInterface,
  to: NetworkInterface,
  settings: Pick<NetworkSettings, "relay" | "proxy" | "privateProxy">,
): boolean {
  if (from.bearer === "local" || to.bearer === "local") return false;
  if (from.bearer === "advertising" && to.bearer === "advertising") return settings.relay === true;
  return from !== to && isProxy(settings);
}
