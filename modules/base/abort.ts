/** The part of the web's AbortSignal that this stack uses; a real one fits too. */
export interface AbortSignalLike {
  /** Whether it was aborted. */
  readonly aborted: boolean;
  /** Has `listener` called once, when it is aborted. */
  addEventListener(type: "abort", listener: () => void): void;
  /** Has `listener` called no more. */
  removeEventListener(type: "abort", listener: () => void): void;
}

/** A way to give up, where the engine has no AbortController (XS has none). */
export class Abort implements AbortSignalLike {
  #aborted = false;
  #listeners: (() => void)[] = [];

  /** Whether it was aborted. */
  get aborted(): boolean {
    return this.#aborted;
  }

  /** Tells every listener, once. */
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
