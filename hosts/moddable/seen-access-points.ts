/** Number of access points in the list. */
const count = 32;
/** Octets of an entry: BSSID (6 octets), channel, WifiAuth. */
const size = 8;

/**
 * Channel and authentication of access points from scans. They are kept because the driver does
 * not report them for the connected access point.
 */
export class SeenAccessPoints {
  readonly #octets = new Uint8Array(count * size);
  /** Index of the next entry, which replaces the oldest one. */
  #next = 0;
  #left = 0;

  /** Call when a scan begins. Its first entries are kept: drivers report the strongest first. */
  begin(): void {
    this.#left = count;
  }

  add(bssid: Uint8Array, channel: number, auth: number): void {
    if (this.#left === 0) return;
    this.#left--;
    const at = this.#next * size;
    this.#octets.set(bssid, at);
    this.#octets[at + 6] = channel;
    this.#octets[at + 7] = auth;
    this.#next = (this.#next + 1) % count;
  }

  /** The latest entry with this BSSID. */
  find(bssid: Uint8Array): { readonly channel: number; readonly auth: number } | undefined {
    for (let back = 1; back <= count; back++) {
      const at = ((this.#next + count - back) % count) * size;
      // channel 0 marks an empty entry
      if (this.#octets[at + 6] === 0 || !this.#isAt(at, bssid)) continue;
      return { channel: this.#octets[at + 6]!, auth: this.#octets[at + 7]! };
    }
    return undefined;
  }

  #isAt(at: number, bssid: Uint8Array): boolean {
    for (let i = 0; i < 6; i++) if (this.#octets[at + i] !== bssid[i]) return false;
    return true;
  }
}
