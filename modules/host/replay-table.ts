/** Bits of a message, and of an entry that was stored. */
export const ReplayFlag = Object.freeze({
  segmented: 1,
  /** Made with a device key. */
  trusted: 2,
  /** It would have fitted into one PDU. */
  short: 4,
  /** The store has lost the number of the last message: that may be accepted again, once. */
  uncertain: 8,
  /** The second of the two copies in the store was written last. */
  second: 16,
});

/** What `admit` answers where a model may not get the message. */
export const ReplayAnswer = Object.freeze({
  unknownSource: -1,
  refused: -2,
  /** As `refused`, but the record is to be written as copy 0, or 1. */
  refusedFirst: -3,
  refusedSecond: -4,
});

/** Octets of an entry's record in the store: version, IV Index, flags and SEQ, CRC. */
export const replayRecordLength = 11;

/**
 * The entries of a `ReplayList`, each found by one look-up: of each source the highest
 * (IV Index, SEQ) of a nonce, the highest SeqAuth of a segmented message, and which numbers
 * unsegmented messages had. Mesh Protocol 1.1 §3.5.3.4, §3.9.8. The stack has one in TypeScript,
 * which is the reference; a host may have one in native code.
 */
export interface ReplayTable {
  /** Entries in use. */
  size(): number;
  /** Entries that were made for messages with a device key. */
  trusted(): number;
  /** Whether a source has an entry. */
  has(src: number): boolean;
  /** Adds an entry with what was stored; `seq` below 0: it is not known. There must be room. */
  load(src: number, ivIndex: number, seq: number, flags: number): void;
  /** Adds an entry for a source that has none; false where there is no room. */
  add(src: number): boolean;
  /** Whether a PDU may be new: its number is above that of the last message of its source. */
  isNew(src: number, ivIndex: number, seq: number): boolean;
  /** Of a segment's message: above 0 it may be new, 0 it is the last that was delivered, below 0 an earlier one. */
  segmented(src: number, ivIndex: number, firstSeq: number): number;
  /**
   * Enters a message. The `recordKey` of the copy to be written, with the record in `record` (11 octets:
   * version, IV Index, flags and SEQ, CRC), or a ReplayAnswer. `kind`: bits of ReplayFlag.
   */
  admit(
    src: number,
    ivIndex: number,
    seq: number,
    firstSeq: number,
    kind: number,
    record: Uint8Array,
    prefix: string,
  ): string | number;
  /** The record of the source's last message could not be stored. */
  unwritten(src: number): void;
  /** Removes an entry whose IV Index is below the previous one, and gives its source; 0 where there is none. */
  expire(ivIndex: number): number;
  /** The key in the store of a source's copy: prefix, four hexadecimal digits, and "b" for copy 1. */
  recordKey(prefix: string, src: number, copy: number): string;
}
