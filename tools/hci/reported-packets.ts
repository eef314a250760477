import type { AdvertisedPacket } from "../air/packet.js";

/** Senders that the filter of duplicates remembers. */
const MOST = 1024;

/** What a scanner has reported that filters duplicates. */
export class ReportedPackets {
  readonly #keys = new Set<string>();

  /**
   * Whether it is new: the first of this kind from its sender or, of extended PDUs, the first
   * with the data that it has now. `kind`: of the packet, or of what it was answered with.
   */
  add(kind: number, { address, extended }: AdvertisedPacket): boolean {
    const key = extended ? `${address}/${extended.sid}/${extended.did}` : `${address} ${kind}`;
    if (this.#keys.has(key)) return false;
    if (this.#keys.size >= MOST) this.#keys.clear();
    this.#keys.add(key);
    return true;
  }

  clear(): void {
    this.#keys.clear();
  }
}
