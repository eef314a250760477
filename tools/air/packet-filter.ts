import { AdType } from "../../modules/bearer/ad-type.js";
import type { PacketFilter, WantedPackets } from "../../modules/host/radio.js";

/** Number of network PDUs that are remembered, a power of two. */
const REPEATS = 32;
/**
 * Octets of the shortest network PDU: IVI and NID, CTL and TTL, SEQ, SRC, DST, one octet of
 * transport PDU, NetMIC of 4 octets.
 */
const SHORTEST = 14;
const LONGEST = 29;

const Verdict = { taken: 0, unknownType: 1, unknownNid: 2, repeat: 3 } as const;
type Verdict = (typeof Verdict)[keyof typeof Verdict];

/**
 * Drops the same packets as hosts/native/packet-filter.c, for nodes that run without that file:
 * so a node's host cost does not depend on what it runs on.
 */
export class StationFilter implements PacketFilter {
  #on = false;
  readonly #types = new Uint8Array(256);
  readonly #beacons = new Uint8Array(256);
  readonly #nids = new Uint8Array(128);
  /**
   * Whole packets, with the offset and length of the PDU in each, indexed by the low bits of the
   * PDU's last octet.
   */
  readonly #packets: (Uint8Array | undefined)[] = new Array<undefined>(REPEATS).fill(undefined);
  readonly #starts = new Uint8Array(REPEATS);
  readonly #lengths = new Uint8Array(REPEATS);
  readonly #counts = [0, 0, 0, 0];

  set({ beacons, nids, types }: WantedPackets): void {
    this.#on = true;
    this.#packets.fill(undefined);
    want(this.#types, types);
    want(this.#beacons, beacons);
    want(this.#nids, nids);
  }

  get unknownTypes(): number {
    return this.#counts[Verdict.unknownType]!;
  }

  get unknownNids(): number {
    return this.#counts[Verdict.unknownNid]!;
  }

  get repeats(): number {
    return this.#counts[Verdict.repeat]!;
  }

  /** Whether a packet passes the filter; counts it. `data` must not change afterwards. */
  takes(data: Uint8Array): boolean {
    if (!this.#on) return true;
    const verdict = this.#judge(data);
    this.#counts[verdict]!++;
    return verdict === Verdict.taken;
  }

  /**
   * A packet with one wanted AD structure passes; otherwise the verdict of the structure that
   * passed most checks.
   */
  #judge(data: Uint8Array): Verdict {
    let furthest: Verdict = Verdict.unknownType;
    let at = 0;
    while (at < data.length) {
      const size = data[at]!;
      // A length of zero ends the significant part early (Core 5.4, Vol 3 Part C §11).
      if (size === 0) break;
      // Packets with an invalid length pass, because JavaScript reports them.
      if (at + 1 + size > data.length) return Verdict.taken;
      const verdict = this.#judgeStructure(data, at + 2, size - 1);
      if (verdict === Verdict.taken) return verdict;
      if (verdict > furthest) furthest = verdict;
      at += 1 + size;
    }
    return at === 0 ? Verdict.taken : furthest;
  }

  #judgeStructure(data: Uint8Array, start: number, length: number): Verdict {
    const type = data[start - 1]!;
    if (this.#types[type] === 0) return Verdict.unknownType;
    if (type === AdType.beacon)
      return length > 0 && this.#beacons[data[start]!] === 1 ? Verdict.taken : Verdict.unknownType;
    if (type !== AdType.networkPdu || length < SHORTEST || length > LONGEST) return Verdict.taken;
    if (this.#nids[data[start]! & 0x7f] === 0) return Verdict.unknownNid;
    return this.#isRepeat(data, start, length) ? Verdict.repeat : Verdict.taken;
  }

  #isRepeat(data: Uint8Array, start: number, length: number): boolean {
    const place = data[start + length - 1]! & (REPEATS - 1);
    const known = this.#packets[place];
    if (known !== undefined && this.#lengths[place] === length) {
      const before = this.#starts[place]!;
      // In most cases a repetition is the same packet object of the simulation.
      if (known === data && before === start) return true;
      let i = 0;
      while (i < length && known[before + i] === data[start + i]) i++;
      if (i === length) return true;
    }
    this.#packets[place] = data;
    this.#starts[place] = start;
    this.#lengths[place] = length;
    return false;
  }
}

function want(table: Uint8Array, numbers: Uint8Array): void {
  table.fill(0);
  for (const number of numbers) if (number < table.length) table[number] = 1;
}
