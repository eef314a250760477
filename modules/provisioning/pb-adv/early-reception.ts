/** Milliseconds from the end of an own event within which a PDU shows that the radio listens again at once. */
const early = 7;

/** Who is notified of what is learned. */
export interface EarlyReceptionOwner {
  /** Called once, when `shown` becomes true. */
  earlyReceptionShown(): void;
}

/**
 * What a node learned of radios like its own on its PB-ADV links: whether they receive right after
 * an advertising event of their own. Some receive nothing for up to 12 ms, and an answer that is sent
 * at once is always lost to them. A lost PDU alone does not tell such a radio from a busy air.
 */
export class EarlyReception {
  readonly #owner: EarlyReceptionOwner | undefined;
  #shown = false;

  constructor(owner?: EarlyReceptionOwner) {
    this.#owner = owner;
  }

  /** Whether the radio was seen to receive early. */
  get shown(): boolean {
    return this.#shown;
  }

  /** A PDU that was sent once was answered so many milliseconds after the end of its event. */
  answered(time: number): void {
    if (time > early || this.#shown) return;
    this.#shown = true;
    this.#owner?.earlyReceptionShown();
  }
}
