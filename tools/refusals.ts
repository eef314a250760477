/**
 * Counts what a server turns away, by the reason, and reports it so seldom that a peer
 * that floods it does not flood the terminal: the first, and whenever there are twice as many.
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

  /** How many there were. */
  of(reason: Reason): number {
    return this.#counts.get(reason) ?? 0;
  }
}
