import type { AbortSignalLike } from "../../modules/base/abort.js";

/** A signal that outlives much work: who listens to it now, and how many did so far. It forgets nobody by itself. */
export class ListeningSignal implements AbortSignalLike {
  readonly listeners = new Set<() => void>();
  added = 0;
  aborted = false;

  addEventListener(_type: "abort", listener: () => void): void {
    this.listeners.add(listener);
    this.added++;
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.listeners.delete(listener);
  }

  abort(): void {
    this.aborted = true;
    for (const listener of [...this.listeners]) listener();
  }
}
