/** Milliseconds within which a message with the same TID is the same transaction. Mesh Model 1.1 §3.4.1. */
const transactionTime = 6000;

/** Detects a repeated message: same source, destination and TID within six seconds. */
export class Transactions {
  #src = 0;
  #dst = 0;
  #tid = -1;
  #since = 0;

  /** Whether a message is new at this time (ms); it is remembered if it is. */
  isNew(
    context: { readonly src: number; readonly dst: number },
    tid: number,
    now: number,
  ): boolean {
    const { src, dst } = context;
    const same = src === this.#src && dst === this.#dst && tid === this.#tid;
    if (same && now - this.#since < transactionTime) return false;
    this.#src = src;
    this.#dst = dst;
    this.#tid = tid;
    this.#since = now;
    return true;
  }
}
