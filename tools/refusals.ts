/**
 * Counts what a server refuses, by reason. It reports the first refusal, and each time the number
 * has doubled, so that a peer that floods the server does not flood the terminal.
 */
export class Refusals<Reason extends string> {
  readonly #counts = new Map<Reason, number>();
  readonly #tell: ((reason: Reason, count: number) => void) | undefined;

  constructor(tell?: (reason: Reason, count: number) => void) {
    this.#tell = tell;
  }

  add(reason: Reason): void {
    const count = this.of(reason) + 1;
    this.#counts.set(reason, count);
    if (Number.isInteger(Math.log2(count))) this.#tell?.(reason, count);
  }

  /** Number of refusals for a reason. */
  of(reason: Reason): number {
    return this.#counts.get(reason) ?? 0;
  }
}
