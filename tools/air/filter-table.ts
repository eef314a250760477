import { AdType } from "../../modules/bearer/ad-type.js";
import type { LinkJudge } from "../../hosts/xs/link-filter.js";
import type { WantedPackets } from "../../modules/host/radio.js";
import { beaconKind, kindOf, kinds, nidKind, structureHead } from "./ad-shape.js";

/** Number of network PDUs that a filter remembers, a power of two. */
const repeats = 32;

/** What becomes of a packet, by the checks that it passed. The numbers are those of packet-filter.h. */
export const Verdict = { taken: 0, unknownType: 1, unknownNid: 2, repeat: 3 } as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** Verdicts, and the number of a column that each has. */
const verdicts = 4;

/** Knows which network PDUs go no further at a node. */
export interface PduJudge {
  /**
   * Whether the node would drop the network PDU `data[start..end)`; counts it then. Otherwise the
   * node receives it next.
   */
  drops(data: Uint8Array, start: number, end: number): boolean;
}

/** Counts the network PDUs that pass a filter. */
export interface PduCounter {
  /** A packet has passed. */
  passed(data: Uint8Array): void;
}

/** What one station wants: a verdict for each kind of structure. */
type Wants = Uint8Array;

/**
 * The filters of all stations of an air, in columns: a packet comes to many stations at once, and
 * most drop it for the same reason. So what is asked of each is side by side in memory.
 */
export class FilterTable {
  /** 1 for each station whose filter is on. */
  #on = new Uint8Array(0);
  /** Of each station what its filter wants. */
  readonly #wants: (Wants | undefined)[] = [];
  /** For the kinds that came so far: the verdict of each station. */
  readonly #rows: (Uint8Array | undefined)[] = new Array<undefined>(kinds).fill(undefined);
  /**
   * The latest PDUs of each station, by the low bits of their last octet: their packets, with the
   * place of the PDU in each.
   */
  readonly #packets: (Uint8Array | undefined)[][] = Array.from({ length: repeats }, () => []);
  readonly #starts: Uint8Array[] = [];
  readonly #lengths: Uint8Array[] = [];
  readonly #counts: Uint32Array[] = Array.from({ length: verdicts }, () => new Uint32Array(0));
  readonly #judges: (PduJudge | undefined)[] = [];
  readonly #linkJudges: (LinkJudge | undefined)[] = [];
  readonly #counters: (PduCounter | undefined)[] = [];
  #capacity = 0;
  #last = -1;
  // The packet of `begin`.
  #data: Uint8Array = new Uint8Array(0);
  #kind = 0;

  /** Adds a filter, which is off; its index. */
  add(): number {
    const index = ++this.#last;
    this.#judges.push(undefined);
    this.#linkJudges.push(undefined);
    this.#counters.push(undefined);
    if (index >= this.#capacity) this.#grow(2 * (index + 1));
    return index;
  }

  /** Turns a filter on, or replaces what it wants. */
  set(index: number, { beacons, nids, types }: WantedPackets): void {
    const wants = new Uint8Array(kinds).fill(Verdict.unknownType);
    for (const type of types) if (type < 256) wants[type] = Verdict.taken;
    // A structure of a type that is not wanted is dropped for its type.
    if (wants[AdType.beacon] === Verdict.taken) {
      // One without an octet has no type of beacon that could be wanted.
      wants[AdType.beacon] = Verdict.unknownType;
      for (const type of beacons) if (type < 256) wants[beaconKind(type)] = Verdict.taken;
    }
    if (wants[AdType.networkPdu] === Verdict.taken) {
      wants.fill(Verdict.unknownNid, nidKind(0), kinds);
      for (const nid of nids) if (nid < 128) wants[nidKind(nid)] = Verdict.taken;
    }
    this.#on[index] = 1;
    this.#wants[index] = wants;
    this.#rows.forEach((row, kind) => {
      if (row) row[index] = wants[kind]!;
    });
    for (const packets of this.#packets) packets[index] = undefined;
  }

  /** Lets a node drop network PDUs that have passed its filter; undefined: none. */
  setJudge(index: number, judge: PduJudge | undefined): void {
    this.#judges[index] = judge;
  }

  /** Lets a node drop PB-ADV PDUs that have passed its filter; undefined: none. */
  setLinkJudge(index: number, judge: LinkJudge | undefined): void {
    this.#linkJudges[index] = judge;
  }

  /** Lets something count what a filter lets pass; undefined: nothing does. */
  setCounter(index: number, counter: PduCounter | undefined): void {
    this.#counters[index] = counter;
  }

  /**
   * Whether the node drops a packet that has passed its filter, without being called. `rssi` and
   * `source` as for a PacketReceiver.
   */
  spares(index: number, data: Uint8Array, rssi: number, source: number): boolean {
    this.#counters[index]?.passed(data);
    if (data[1] === AdType.provisioning)
      return this.#linkJudges[index]?.drops(data, rssi, source) === true;
    const judge = this.#judges[index];
    if (judge === undefined || data.length < structureHead || data[0] !== data.length - 1)
      return false;
    if (kindOf(data, structureHead, data.length - structureHead) < nidKind(0)) return false;
    return judge.drops(data, structureHead, data.length);
  }

  /** Packets that had this verdict at one filter so far. */
  count(index: number, verdict: Verdict): number {
    return this.#counts[verdict]![index]!;
  }

  /** Prepares `dropsIt` for one packet; false if it is not one whole AD structure. */
  begin(data: Uint8Array): boolean {
    if (data.length < structureHead || data[0] !== data.length - 1) return false;
    this.#data = data;
    this.#kind = kindOf(data, structureHead, data.length - structureHead);
    this.#rows[this.#kind] ??= this.#row(this.#kind);
    return true;
  }

  /** Whether a filter drops the packet of `begin`; counts it. The packet must not change afterwards. */
  dropsIt(index: number): boolean {
    if (this.#on[index] === 0) return false;
    let verdict = this.#rows[this.#kind]![index] as Verdict;
    if (verdict === Verdict.taken && this.#kind >= nidKind(0)) {
      const length = this.#data.length - structureHead;
      if (this.#isRepeat(index, this.#data, structureHead, length)) verdict = Verdict.repeat;
    }
    this.#counts[verdict]![index]!++;
    return verdict !== Verdict.taken;
  }

  /** Whether a packet passes a filter; counts it. `data` must not change afterwards. */
  takes(index: number, data: Uint8Array): boolean {
    if (this.#on[index] === 0) return true;
    const verdict = this.#judge(index, data);
    this.#counts[verdict]![index]!++;
    return verdict === Verdict.taken;
  }

  /**
   * A packet with one wanted AD structure passes; otherwise the verdict of the structure that
   * passed most checks.
   */
  #judge(index: number, data: Uint8Array): Verdict {
    let furthest: Verdict = Verdict.unknownType;
    let at = 0;
    while (at < data.length) {
      const size = data[at]!;
      // A length of zero ends the significant part early (Core 5.4, Vol 3 Part C §11).
      if (size === 0) break;
      // Packets with an invalid length pass, because JavaScript reports them.
      if (at + 1 + size > data.length) return Verdict.taken;
      const verdict = this.#judgeStructure(index, data, at + structureHead, size - 1);
      if (verdict === Verdict.taken) return verdict;
      if (verdict > furthest) furthest = verdict;
      at += 1 + size;
    }
    return at === 0 ? Verdict.taken : furthest;
  }

  #judgeStructure(index: number, data: Uint8Array, start: number, length: number): Verdict {
    const kind = kindOf(data, start, length);
    const verdict = this.#wants[index]![kind] as Verdict;
    if (verdict !== Verdict.taken || kind < nidKind(0)) return verdict;
    return this.#isRepeat(index, data, start, length) ? Verdict.repeat : Verdict.taken;
  }

  #isRepeat(index: number, data: Uint8Array, start: number, length: number): boolean {
    const place = data[start + length - 1]! & (repeats - 1);
    const packets = this.#packets[place]!;
    const starts = this.#starts[place]!;
    const lengths = this.#lengths[place]!;
    const known = packets[index];
    if (known !== undefined && lengths[index] === length) {
      const before = starts[index]!;
      // In most cases a repetition is the same packet object of the simulation.
      if (known === data && before === start) return true;
      let i = 0;
      while (i < length && known[before + i] === data[start + i]) i++;
      if (i === length) return true;
    }
    packets[index] = data;
    starts[index] = start;
    lengths[index] = length;
    return false;
  }

  #row(kind: number): Uint8Array {
    const row = new Uint8Array(this.#capacity);
    for (let i = 0; i <= this.#last; i++) row[i] = this.#wants[i]?.[kind] ?? Verdict.taken;
    return row;
  }

  #grow(capacity: number): void {
    const grown = (octets: Uint8Array) => {
      const longer = new Uint8Array(capacity);
      longer.set(octets);
      return longer;
    };
    this.#on = grown(this.#on);
    this.#rows.forEach((row, kind) => {
      if (row) this.#rows[kind] = grown(row);
    });
    for (let place = 0; place < repeats; place++) {
      this.#starts[place] = grown(this.#starts[place] ?? new Uint8Array(0));
      this.#lengths[place] = grown(this.#lengths[place] ?? new Uint8Array(0));
      const packets = this.#packets[place]!;
      while (packets.length < capacity) packets.push(undefined);
    }
    for (let verdict = 0; verdict < verdicts; verdict++) {
      const longer = new Uint32Array(capacity);
      longer.set(this.#counts[verdict]!);
      this.#counts[verdict] = longer;
    }
    this.#capacity = capacity;
  }
}
