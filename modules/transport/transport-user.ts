import type { DeviceKey } from "../crypto/application-key.js";
import type { ReplayCandidate } from "./replay-list.js";
import type { TransportKeys } from "./transport-keys.js";

/** Where a received access message came from, and with which key. */
export interface ReceivedAccess {
  readonly src: number;
  /** The address it was sent to: an element's, a group or a virtual one. */
  readonly dst: number;
  readonly ttl: number;
  readonly netKeyIndex: number;
  /** The AppKey's index, or undefined where a device key was used. */
  readonly appKeyIndex: number | undefined;
  /** The device key that fitted, where one was used. */
  readonly deviceKey: DeviceKey | undefined;
  /** dBm at this node's radio; 0 for a message of the node's own. */
  readonly rssi: number;
}

/** The access layer, as the transport layer sees it. */
export interface TransportUser extends TransportKeys {
  /** Whether an element is subscribed to a group or virtual address. §3.4.2.4 */
  listensTo(address: number): boolean;
  /**
   * Processes the access message `payload[0..length)`, which is only valid during the call. `label`: the
   * Label UUID that it was sent to, where DST is virtual. `pdu` identifies it in the replay protection
   * list, during the call; undefined where the node sent it to itself. `opcode`: where the radio's code
   * has read it; below 0 where there is none.
   */
  receive(
    message: ReceivedAccess,
    payload: Uint8Array,
    length: number,
    label: Uint8Array | undefined,
    pdu: ReplayCandidate | undefined,
    opcode?: number,
  ): unknown;
}
