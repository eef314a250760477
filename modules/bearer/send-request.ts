import { frozen } from "../base/frozen.js";

/** Classes of what is sent; a smaller number goes first. */
export const Priority = frozen({
  provisioning: 0,
  /** Network PDUs that this node originates. */
  network: 1,
  /** Network PDUs of others. */
  relay: 2,
  beacon: 3,
});
export type Priority = (typeof Priority)[keyof typeof Priority];

/** What `send` returns; only good for `cancel`. 0 where there was no room. */
export type Transmission = number;

/** The content of an advertisement. The object and its payload are not kept. */
export interface Advertisement {
  /** 1..29 octets, copied. */
  readonly payload: Uint8Array;
  /** How many octets of `payload` are meant; all of them unless told. */
  readonly length?: number;
  /** SRC of a network PDU, which keeps its place among those of its source. Absent or 0: no order is kept. */
  readonly source?: number;
  /**
   * 31 bits: the low 7 of its IV Index above its SEQ. They are compared on the circle, as the
   * index goes on from 7f to 80; what is sent at one time is never half of it apart.
   */
  readonly number?: number;
  /**
   * 0 or absent: it carries a message that is one PDU. Else the transport layer repeats it:
   * 1 and up is a segment, SeqZero (13 bits) and SegO (5 bits) plus 1; -1 an acknowledgement.
   */
  readonly segment?: number;
  /** Called once, later: true when every event was sent, false when it was dropped. Not called after `cancel` or `close`. */
  readonly onEnd?: ((sent: boolean) => void) | undefined;
}

/** An advertisement, and how it is sent. */
export interface SendRequest extends Advertisement {
  /** AD type, one octet (`AdType`). */
  readonly type: number;
  readonly priority: Priority;
  /** Advertising events, 1..8: the Network Transmit or Relay Retransmit Count plus one. */
  readonly transmissions: number;
  /** Milliseconds between the events, 20 or more; 0-10 ms are added at random. */
  readonly interval: number;
}
