import type { AdvertisedPacket } from "../air/packet.js";

/** Number of senders that the duplicate filter remembers. */
const MOST = 1024;

/** The duplicate filter of a scanner. */
export class ReportedPackets {
  readonly #keys = new Set<string>();

  /**
   * Whether a packet is new: the first of its kind from its sender or, for extended PDUs, the
   * first with its current data. `kind`: that of the packet, or of its scan response.
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
