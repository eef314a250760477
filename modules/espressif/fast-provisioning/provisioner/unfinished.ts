import type { Clock, TimerHandle } from "../../../host/clock.js";

export interface UnfinishedOptions {
  readonly clock: Clock;
  /** Attempts in vain after which a node is not waited for any more, though still tried now and then. */
  readonly attempts: number;
  /** One attempt with a node. True: it is done with. Never rejects. */
  readonly configure: (address: number) => Promise<boolean>;
  /** An attempt is over. */
  readonly onAttempt: () => void;
  /** A node did not answer in all the attempts. */
  readonly onLeft: (address: number) => void;
}

interface Item {
  readonly address: number;
  attempts: number;
  /** When it is tried again, ms of the clock. */
  due: number;
  running: boolean;
}

/** Milliseconds before the second attempt; twice as long before each one after it, */
const pause = 500;
/** up to this. */
const longestPause = 30_000;

/** Nodes that are still to be configured. One that does not answer is tried again, less and less often. */
export class Unfinished {
  readonly #options: UnfinishedOptions;
  #items: Item[] = [];
  #timer: TimerHandle | undefined;
  #closed = false;

  constructor(options: UnfinishedOptions) {
    this.#options = options;
  }

  /** Nodes that are being configured for the first time. */
  get fresh(): number {
    return this.#items.filter(({ attempts }) => attempts === 0).length;
  }

  /** Whether anything is left that is worth waiting for. */
  get urgent(): boolean {
    return this.#items.some(({ attempts }) => attempts < this.#options.attempts);
  }

  /** Configures a node, from now on. */
  add(address: number): void {
    if (this.#items.some((item) => item.address === address)) return;
    const item = { address, attempts: 0, due: 0, running: false };
    this.#items.push(item);
    void this.#try(item);
  }

  /** Forgets a node. */
  remove(address: number): void {
    this.#items = this.#items.filter((item) => item.address !== address);
  }

  close(): void {
    this.#closed = true;
    this.#items = [];
    this.#stop();
  }

  async #try(item: Item): Promise<void> {
    const { attempts, clock, configure, onAttempt, onLeft } = this.#options;
    item.running = true;
    const done = await configure(item.address);
    if (this.#closed) return;
    item.running = false;
    item.attempts++;
    if (done) this.remove(item.address);
    else {
      item.due = clock.now() + Math.min(longestPause, pause * 2 ** (item.attempts - 1));
      if (item.attempts === attempts) onLeft(item.address);
    }
    this.#schedule();
    onAttempt();
  }

  #schedule(): void {
    this.#stop();
    const { clock } = this.#options;
    let due = Infinity;
    for (const item of this.#items) if (!item.running && item.due < due) due = item.due;
    if (due === Infinity) return;
    this.#timer = clock.schedule(() => {
      this.#timer = undefined;
      for (const item of this.#items)
        if (!item.running && item.due <= clock.now()) void this.#try(item);
      if (this.#timer === undefined) this.#schedule();
    }, due - clock.now());
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }
}
