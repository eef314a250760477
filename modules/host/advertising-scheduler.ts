import type { DropCounts } from "./drop-counts.js";

/** Number of a transmission that was queued, for `cancel`. 0 where the queue had no room. */
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

/** The advertising bearer, as a scheduler sees it. */
export interface AdvertisingSchedulerUser {
  /** The run queue: the end of a transmission that is awaited is an entry. */
  readonly queue: {
    /** Set to true when an entry begins. */
    entered: boolean;
    /** Ends the entry: runs what was posted. */
    leave(): void;
  };
  /** Calls `onEnd` with the argument, later. */
  tell(onEnd: Advertisement["onEnd"], sent: boolean): void;
  /** Counts an advertisement that was dropped as the queue is full, by the octets of its payload. */
  dropped(octets: number): void;
}

/**
 * The transmissions of an advertising bearer: which event comes next, on which advertising set of
 * the radio, and the repeats of each, whose intervals get a random delay of 0-10 ms.
 */
export interface AdvertisingScheduler {
  /**
   * Queues `transmissions` (1..255) events of an AD structure of this type, `interval` ms apart. When
   * the queue is full, a waiting one of a class of less worth is dropped, else this one: 0.
   */
  enqueue(
    advertisement: Advertisement,
    type: number,
    priority: number,
    transmissions: number,
    interval: number,
  ): Transmission;
  /** Cancels the remaining events; `onEnd` is not called. A transmission that has ended is ignored. */
  cancel(transmission: Transmission): void;
  /**
   * Ends the sending of the segments of the message from `source` with this SeqZero whose bits are
   * set (bit n: SegO n); `onEnd` gets true.
   */
  acknowledged(source: number, seqZero: number, bits: number): void;
  /** Drops everything: each `onEnd` gets false. */
  clear(): void;
  /**
   * Milliseconds, about, until a transmission of this class that is queued now has its first event,
   * behind others of the class and of better ones.
   */
  backlog(priority: number): number;
  /** Drops everything; no `onEnd` is called. */
  close(): void;
  /** What it has dropped without telling its user. Absent where that does not happen. */
  readonly counts?: DropCounts;
}
