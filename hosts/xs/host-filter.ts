import type { PacketFilter } from "../../modules/host/radio.js";
import { LinkFilter, type LinkJudge } from "./link-filter.js";

const linkIdLength = 4;
const uuidLength = 16;

/** Numbers of the counts of a filter, as in packet-filter.h. */
const Verdict = { unknownType: 1, unknownNid: 2, repeat: 3, otherLink: 4 } as const;

/** A filter that asks a judge about PB-ADV PDUs before it calls the receiver, such as a StationFilter. */
type AskingFilter = PacketFilter & { linkJudge: LinkJudge | undefined };

/**
 * The filter of a machine's radio outside of the machine: it drops what the filter in C would drop,
 * and PB-ADV PDUs of other links, without a call into the machine. For hosts whose radio has a
 * filter, as the stations of a simulation have.
 */
export class HostFilter {
  readonly #filter: PacketFilter;
  readonly #judge: LinkJudge | undefined;
  /** Counts of the radio's filter when the machine booted: it may have served others before. */
  readonly #before: readonly number[];
  /** Undefined: every PB-ADV PDU is wanted. */
  #links: LinkFilter | undefined;
  #otherLinks = 0;

  /**
   * `judge`: drops PB-ADV PDUs by `isOtherLink`. A filter that can ask it does so from the first
   * `wantLinks` on; for others the receiver of their radio has to.
   */
  constructor(filter: PacketFilter, judge?: LinkJudge) {
    this.#filter = filter;
    this.#judge = judge;
    this.#before = this.#counts();
  }

  /** Replaces what is wanted: `octets` has AD types, beacon types, NIDs, of each so many. */
  want(octets: Uint8Array, types: number, beacons: number, nids: number): void {
    this.#filter.set({
      types: octets.slice(0, types),
      beacons: octets.slice(types, types + beacons),
      nids: octets.slice(types + beacons, types + beacons + nids),
    });
  }

  /**
   * Replaces which PB-ADV PDUs are wanted: `octets` has so many Link IDs and, `listens`, a UUID.
   * Fewer than no links: every PDU is.
   */
  wantLinks(octets: Uint8Array, links: number, listens: boolean): void {
    if (links < 0) return this.close();
    const end = linkIdLength * links;
    const uuid = listens ? octets.slice(end, end + uuidLength) : undefined;
    this.#links = LinkFilter.of(octets.subarray(0, end), uuid);
    this.#ask(this.#judge);
  }

  /** Wants every PB-ADV PDU from now on. */
  close(): void {
    this.#links = undefined;
    this.#ask(undefined);
  }

  #ask(judge: LinkJudge | undefined): void {
    if ("linkJudge" in this.#filter) (this.#filter as AskingFilter).linkJudge = judge;
  }

  /** Packets that were dropped here since the machine booted, by their verdict. */
  dropped(verdict: number): number {
    if (verdict === Verdict.otherLink) return this.#otherLinks;
    return this.#counts()[verdict]! - this.#before[verdict]!;
  }

  /** Whether a packet is a PB-ADV PDU that the machine would drop as of another link; counts it. */
  isOtherLink(data: Uint8Array): boolean {
    if (this.#links?.isOtherLink(data) !== true) return false;
    this.#otherLinks++;
    return true;
  }

  #counts(): number[] {
    const counts = [0, 0, 0, 0];
    counts[Verdict.unknownType] = this.#filter.unknownTypes;
    counts[Verdict.unknownNid] = this.#filter.unknownNids;
    counts[Verdict.repeat] = this.#filter.repeats;
    return counts;
  }
}
