import type { NetworkInterface } from "./network-interface.js";
import type { SecurityCredentials } from "./security-credentials.js";

/** The clear fields of a network PDU. Mesh Protocol 1.1 §3.4.4. */
export interface NetworkFields {
  /** IV Index that the PDU's nonce was made with. */
  ivIndex: number;
  /** CTL: a control message. */
  control: boolean;
  ttl: number;
  seq: number;
  src: number;
  dst: number;
}

/**
 * A network PDU that came for this node, with where it came from. One object is used for
 * all of them: it is only valid during the call that gets it.
 */
export interface ReceivedPdu extends NetworkFields {
  /** The network interface that it came by. */
  interface: NetworkInterface;
  /** What it was secured with. */
  credentials: SecurityCredentials;
  /** dBm; 0 where it came by no radio. */
  rssi: number;
  /** The lower transport PDU is `bytes[start..end)`. */
  readonly bytes: Uint8Array;
  readonly start: number;
  end: number;
  /** The radio has retransmitted it already. */
  relayed: boolean;
}

/** A lower transport PDU that this node originates. */
export interface OriginatedPdu extends Readonly<NetworkFields> {
  /** What it is to be secured with: chosen by the transport layer. */
  readonly credentials: SecurityCredentials;
  readonly bytes: Uint8Array;
  /** Milliseconds that each of its repeats waits at least, on top of the Network Transmit state. Default 0. */
  readonly repeatAfter?: number;
  /** Whether its destination is known to be in range. Default false. */
  readonly toNeighbour?: boolean;
  /** Called when its last transmission is over (true), or it was dropped for want of room. */
  readonly onEnd?: (sent: boolean) => void;
}
