import { AdType } from "../../modules/bearer/ad-type.js";
import type { PacketFilter } from "../../modules/host/radio.js";
import { genericLinkOpen, pbAdvHeader } from "../../modules/provisioning/pb-adv/generic-pdu.js";

/** Octets of an AD structure before its data: length and type. */
export const structureHead = 2;
const linkIdLength = 4;
const uuidLength = 16;
/** Octets of a PB-ADV PDU that is a Link Open: it has a UUID behind its first octet. */
const linkOpenLength = pbAdvHeader + 1 + uuidLength;

/** Numbers of the counts of a filter, as in packet-filter.h. */
const Verdict = { unknownType: 1, unknownNid: 2, repeat: 3, otherLink: 4 } as const;

/**
 * The filter of a machine's radio outside of the machine: it drops what the filter in C would drop,
 * and PB-ADV PDUs of other links, without a call into the machine. For hosts whose radio has a
 * filter, as the stations of a simulation have.
 */
export class HostFilter {
  readonly #filter: PacketFilter;
  /** Counts of the radio's filter when the machine booted: it may have served others before. */
  readonly #before: readonly number[];
  /** Link IDs as numbers; undefined: every PB-ADV PDU is wanted. */
  #links: readonly number[] | undefined;
  /** UUID to which the machine accepts links. */
  #uuid: Uint8Array | undefined;
  #otherLinks = 0;

  constructor(filter: PacketFilter) {
    this.#filter = filter;
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
    const end = linkIdLength * links;
    const ids = Array.from({ length: Math.max(0, links) }, (_, i) =>
      uint32(octets, linkIdLength * i),
    );
    this.#links = links < 0 ? undefined : ids;
    this.#uuid = listens ? octets.slice(end, end + uuidLength) : undefined;
  }

  /** Packets that were dropped here since the machine booted, by their verdict. */
  dropped(verdict: number): number {
    if (verdict === Verdict.otherLink) return this.#otherLinks;
    return this.#counts()[verdict]! - this.#before[verdict]!;
  }

  /** Whether a packet is a PB-ADV PDU that the machine would drop as of another link; counts it. */
  isOtherLink(data: Uint8Array): boolean {
    if (this.#links === undefined || data[1] !== AdType.provisioning) return false;
    const length = data.length - structureHead;
    // Packets of several structures, and those with a wrong length, are left to the machine.
    if (data[0] !== data.length - 1 || length <= pbAdvHeader) return false;
    if (this.#links.includes(uint32(data, structureHead))) return false;
    if (data[structureHead + pbAdvHeader] === genericLinkOpen && this.#mayAccept(data, length))
      return false;
    this.#otherLinks++;
    return true;
  }

  /** Whether a Link Open of an unknown link has an effect on the machine, or has a wrong length. */
  #mayAccept(data: Uint8Array, length: number): boolean {
    if (this.#uuid === undefined) return false;
    if (length !== linkOpenLength) return true;
    const at = structureHead + pbAdvHeader + 1;
    for (let i = 0; i < uuidLength; i++) if (data[at + i] !== this.#uuid[i]) return false;
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

function uint32(octets: Uint8Array, at: number): number {
  const low = (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!;
  return octets[at]! * 0x100_0000 + low;
}
