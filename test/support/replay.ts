import { ReplayList, type ReplayCandidate } from "../../modules/transport/replay-list.js";
import { crypto } from "./crypto.js";
import { testRecords } from "./records.js";

/** A replay list on a test store, whose node is at `iv.index`. */
export function replayList(capacity: number, base = testRecords(), iv = { index: 5 }) {
  const { diagnostics, records } = base;
  const sequence = {
    get state() {
      return { ivIndex: iv.index };
    },
  };
  const list = new ReplayList({ records, diagnostics, crypto, capacity, sequence });
  return { ...base, iv, list };
}

/** A message without segments from `src`. */
export function message(
  src: number,
  ivIndex: number,
  seq: number,
  changes: Partial<ReplayCandidate> = {},
): ReplayCandidate {
  return {
    src,
    ivIndex,
    seq,
    firstSeq: seq,
    segmented: false,
    bytes: new Uint8Array(10),
    ...changes,
  };
}

/** A segmented message from `src` whose first segment had `firstSeq`. */
export function segmentedMessage(
  src: number,
  ivIndex: number,
  firstSeq: number,
  seq: number,
  octets = 20,
): ReplayCandidate {
  return message(src, ivIndex, seq, { firstSeq, segmented: true, bytes: new Uint8Array(octets) });
}
