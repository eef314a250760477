import type { DeviceKey } from "../crypto/application-key.js";

/** Where an access message came from, and with which key. */
export interface MessageContext {
  readonly src: number;
  /** The address it was sent to: an element's, a group or a virtual one. */
  readonly dst: number;
  readonly ttl: number;
  readonly netKeyIndex: number;
  /** Undefined: it was made with a device key. */
  readonly appKeyIndex: number | undefined;
  /** The device key, where it was made with one. */
  readonly deviceKey: DeviceKey | undefined;
  /** dBm at this node's radio; 0 for a message of the node's own. */
  readonly rssi: number;
  /** Where its answer goes: it came inside another message. False where that is answered already. */
  readonly collect?: (payload: Uint8Array) => boolean;
  /** Has a callback called once the answer to that other message was sent, or given up. */
  readonly afterAnswer?: (callback: () => void) => void;
}
