/**
 * The L2CAP channel of a connection that carries ATT PDUs: CID 0x0004 (Core Specification 5.4,
 * Vol 3 Part A §2.1).
 */
export interface AttChannel {
  /** PDUs that were sent and have not left yet. */
  readonly waiting: number;
  /** Queues a PDU, which is copied. Ignored when the connection has ended. */
  send(pdu: Uint8Array): void;
  /** Ends the connection; its end is reported later, by `AttReceiver.closed`. */
  close(): void;
}

/** What is above the channel. */
export interface AttReceiver {
  /** Gets a PDU of the other side; it may keep the array. */
  receive(pdu: Uint8Array): void;
  /** PDUs have left: `waiting` is lower than before. */
  room(): void;
  /** The connection has ended. `reason`: HCI error code (Vol 1 Part F). Called once. */
  closed(reason: number): void;
}
