import { AdType } from "../../modules/bearer/ad-type.js";
import { genericLinkOpen, pbAdvHeader } from "../../modules/provisioning/pb-adv/generic-pdu.js";

/** Octets of an AD structure before its data: length and type. */
export const structureHead = 2;
/** Knows which PB-ADV PDUs have no effect on a node but that it may have looked at them. */
export interface LinkJudge {
  /** Whether the node need not be called for a packet; it is counted and looked at then. */
  drops(data: Uint8Array, rssi: number, source: number): boolean;
}

const uuidLength = 16;
/** Octets of a PB-ADV PDU that is a Link Open: it has a UUID behind its first octet. */
const linkOpenLength = pbAdvHeader + 1 + uuidLength;

/** Knows the PB-ADV links of a node, and which PDUs it drops as of another one. */
export class LinkFilter {
  readonly #links: readonly number[];
  readonly #uuid: Uint8Array | undefined;

  /** `links`: Link IDs as numbers. `uuid`: that to which the node accepts links, 16 octets. */
  constructor(links: readonly number[], uuid: Uint8Array | undefined) {
    this.#links = links;
    this.#uuid = uuid;
  }

  /** The filter for Link IDs of four octets each. */
  static of(ids: Uint8Array, uuid: Uint8Array | undefined): LinkFilter {
    const links = Array.from({ length: ids.length >> 2 }, (_, i) => uint32(ids, 4 * i));
    return new LinkFilter(links, uuid);
  }

  /** Whether a packet is a PB-ADV PDU that the PB-ADV bearer drops as of another link. */
  isOtherLink(data: Uint8Array): boolean {
    if (!isPbAdv(data)) return false;
    // Most nodes have no link: the ID of the packet's is read for the others alone.
    const links = this.#links;
    if (links.length > 0 && links.includes(uint32(data, structureHead))) return false;
    return data[structureHead + pbAdvHeader] !== genericLinkOpen || !this.#mayAccept(data);
  }

  /** Whether a Link Open of an unknown link has an effect on the node, or has a wrong length. */
  #mayAccept(data: Uint8Array): boolean {
    if (this.#uuid === undefined) return false;
    if (data.length - structureHead !== linkOpenLength) return true;
    const at = structureHead + pbAdvHeader + 1;
    for (let i = 0; i < uuidLength; i++) if (data[at + i] !== this.#uuid[i]) return false;
    return true;
  }
}

/**
 * Whether a packet is one PB-ADV PDU. Packets of several structures, and those with a wrong length,
 * are left to the node.
 */
export function isPbAdv(data: Uint8Array): boolean {
  return (
    data[1] === AdType.provisioning &&
    data[0] === data.length - 1 &&
    data.length - structureHead > pbAdvHeader
  );
}

function uint32(octets: Uint8Array, at: number): number {
  const low = (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!;
  return octets[at]! * 0x100_0000 + low;
}
