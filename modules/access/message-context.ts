import type { ReceivedAccess } from "../transport/transport-user.js";

/** Where an access message came from, and with which key. */
export interface MessageContext extends ReceivedAccess {
  /** Where its answer goes: it came inside another message. False where that is answered already. */
  readonly collect?: (payload: Uint8Array) => boolean;
  /** Has a callback called once the answer to that other message was sent, or given up. */
  readonly afterAnswer?: (callback: () => void) => void;
}
