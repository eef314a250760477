import { frozen } from "../base/frozen.js";
import { maximumAdPayload } from "./ad-type.js";

/** Priority classes of transmissions; a smaller number goes first. */
export const Priority = frozen({
  provisioning: 0,
  /** Network PDUs that this node originates. */
  network: 1,
  /** Network PDUs of others. */
  relay: 2,
  beacon: 3,
});
export type Priority = (typeof Priority)[keyof typeof Priority];

/** What `send` returns, for `cancel`. 0 where the queue had no room. */
export type Transmission = number;

/** The content of an advertisement. The object and its payload are not kept. */
export interface Advertisement {
  /** 1..29 octets, copied. */
  readonly payload: Uint8Array;
  /** Number of octets of `payload` to send. Default: all. */
  readonly length?: number;
  /**
   * Octets of `payload` in the first AD structure, whose type is that of the request; the others
   * are further structures, complete. Default: all are in one structure.
   */
  readonly first?: number;
  /** SRC of a network PDU: PDUs of one source are sent in the order of `number`. Absent or 0: no order. */
  readonly source?: number;
  /**
   * Order among the PDUs of one source, 31 bits: the low 7 bits of the IV Index above the 24 bits
   * of SEQ. Compared modulo 2^31, as the low bits of the IV Index wrap from 7f to 00.
   */
  readonly number?: number;
  /**
   * Kind of a network PDU. 0 or absent: an unsegmented message. 1 and up: a segment, SeqZero
   * (13 bits) and SegO (5 bits) plus 1; -1: a Segment Acknowledgment. The transport layer
   * retransmits segments and acknowledgments.
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

/** Throws RangeError naming the option that is out of range. */
export function checkSendRequest(request: SendRequest): void {
  const { interval, payload, transmissions, type } = request;
  const length = request.length ?? payload.length;
  if (!Number.isInteger(type) || type < 1 || type > 255)
    throw new RangeError(`type must be 1..255, not ${type}`);
  if (payload.length < 1 || payload.length > maximumAdPayload)
    throw new RangeError(`payload must be 1..${maximumAdPayload} octets, not ${payload.length}`);
  if (!Number.isInteger(length) || length < 1 || length > payload.length)
    throw new RangeError(`length must be 1..${payload.length} octets, not ${length}`);
  if (!Number.isInteger(transmissions) || transmissions < 1 || transmissions > 8)
    throw new RangeError(`transmissions must be 1..8, not ${transmissions}`);
  if (!(interval >= 20 && interval < Infinity))
    throw new RangeError(`interval must be 20 ms or more, not ${interval}`);
}
