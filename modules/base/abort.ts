/**
 * The part of the web platform's AbortSignal that this stack uses; an AbortSignal can be passed
 * as well.
 */
export interface AbortSignalLike {
  /** Whether it was aborted. */
  readonly aborted: boolean;
  /** Calls `listener` once, when it is aborted. */
  addEventListener(type: "abort", listener: () => void): void;
  /** `listener` is not called any longer. */
  removeEventListener(type: "abort", listener: () => void): void;
}

/** An AbortSignal and its controller in one, for engines without AbortController, as XS. */
export class Abort implements AbortSignalLike {
  #aborted = false;
  #listeners: (() => void)[] = [];

  /** Whether it was aborted. */
  get aborted(): boolean {
    return this.#aborted;
  }

  /** Calls every listener, once. */
  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  addEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners = this.#listeners.filter((other) => other !== listener);
  }
}
