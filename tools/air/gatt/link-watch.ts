import type { Station } from "../station.js";
import type { LinkParameters, Side } from "./link-side.js";

/** A connection that was established. */
export interface WatchedLink {
  readonly central: Station;
  readonly peripheral: Station;
  /** Addresses that they used for it, 48 bits. */
  readonly addresses: readonly [central: number, peripheral: number];
  readonly parameters: LinkParameters;
}

/** Gets what connections of an air carry. Calls come at the time that each of it arrives. */
export interface LinkListener {
  opened(link: WatchedLink): void;
  /** A data PDU arrived for the first time. `from`: 0 the central, 1 the peripheral. */
  delivered(link: WatchedLink, from: Side, fragment: Uint8Array, isFirst: boolean): void;
  /** `reason`: the HCI error code that the central gets. */
  closed(link: WatchedLink, reason: number): void;
}

/** The listeners of an air's connections. */
export class LinkWatch {
  readonly #listeners = new Set<LinkListener>();

  /** Returns a function that ends it. */
  add(listener: LinkListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What a connection calls: nothing for one that was not established. */
  follow(link: WatchedLink): LinkFollower {
    return new LinkFollower(link, this.#listeners);
  }
}

/** One connection, as its listeners see it. */
export class LinkFollower {
  readonly #link: WatchedLink;
  readonly #listeners: ReadonlySet<LinkListener>;
  #isOpen = false;

  constructor(link: WatchedLink, listeners: ReadonlySet<LinkListener>) {
    this.#link = link;
    this.#listeners = listeners;
  }

  /** One side has received a packet of the other one. */
  heard(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    for (const listener of this.#listeners) listener.opened(this.#link);
  }

  delivered(from: Side, fragment: Uint8Array, isFirst: boolean): void {
    for (const listener of this.#listeners) listener.delivered(this.#link, from, fragment, isFirst);
  }

  closed(reason: number): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const listener of this.#listeners) listener.closed(this.#link, reason);
  }
}
