/**
 * Milliseconds from the end of an own event within which a PDU shows that the radio listens again soon: less than
 * the 12 ms for which some are deaf. Hosts need some milliseconds to answer.
 */
const early = 10;

/** Who is notified of what is learned. */
export interface EarlyReceptionOwner {
  /** Called once, when `shown` becomes true. */
  earlyReceptionShown(): void;
  /** Number of PB-ADV links heard lately, the node's own included. Absent: they are not counted. */
  linksHeard?(): number;
}

/**
 * What a node learned of radios like its own on its PB-ADV links: whether they receive right after
 * an advertising event of their own. Some receive nothing for up to 12 ms, and an answer that is sent
 * at once is always lost to them. A lost PDU alone does not tell such a radio from a busy air.
 */
export class EarlyReception {
  owner: EarlyReceptionOwner | undefined;
  #shown = false;

  constructor(owner?: EarlyReceptionOwner) {
    this.owner = owner;
  }

  /** Number of PB-ADV links heard lately, the node's own included; Infinity where they are not counted. */
  get linksHeard(): number {
    return this.owner?.linksHeard?.() ?? Infinity;
  }

  /** Whether the radio was seen to receive early. */
  get shown(): boolean {
    return this.#shown;
  }

  /** A PDU that was sent once was answered so many milliseconds after the end of its event. */
  answered(time: number): void {
    if (time > early || this.#shown) return;
    this.#shown = true;
    this.owner?.earlyReceptionShown();
  }
}
