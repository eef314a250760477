import type { Clock, TimerHandle } from "../../../host/clock.js";

export interface ConfigurationQueueOptions {
  readonly clock: Clock;
  /** Attempts in vain after which a node is not waited for any more, though still tried now and then. */
  readonly maxAttempts: number;
  /** One attempt with a node. True: it is done with. Never rejects. */
  readonly configure: (address: number) => Promise<boolean>;
  /** An attempt is over. */
  readonly onAttempt: () => void;
  /** A node did not answer in all the attempts. */
  readonly onUnresponsive: (address: number) => void;
}

interface Item {
  readonly address: number;
  attempts: number;
  /** When it is tried again, ms of the clock. */
  retryAt: number;
  running: boolean;
}

/** Milliseconds before the second attempt; twice as long before each one after it, */
const firstRetryDelay = 500;
/** up to this. */
const maxRetryDelay = 30_000;

/** Nodes that are still to be configured. One that does not answer is tried again, less and less often. */
export class ConfigurationQueue {
  readonly #options: ConfigurationQueueOptions;
  #items: Item[] = [];
  #timer: TimerHandle | undefined;
  #closed = false;

  constructor(options: ConfigurationQueueOptions) {
    this.#options = options;
  }

  /** Nodes that are being configured for the first time. */
  get firstAttempts(): number {
    return this.#items.filter(({ attempts }) => attempts === 0).length;
  }

  /** Whether anything is left that is worth waiting for. */
  get pending(): boolean {
    return this.#items.some(({ attempts }) => attempts < this.#options.maxAttempts);
  }

  /** Configures a node, from now on. */
  add(address: number): void {
    if (this.#items.some((item) => item.address === address)) return;
    const item = { address, attempts: 0, retryAt: 0, running: false };
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
    const { maxAttempts, clock, configure, onAttempt, onUnresponsive } = this.#options;
    item.running = true;
    const done = await configure(item.address);
    if (this.#closed) return;
    item.running = false;
    item.attempts++;
    if (done) this.remove(item.address);
    else {
      item.retryAt =
        clock.now() + Math.min(maxRetryDelay, firstRetryDelay * 2 ** (item.attempts - 1));
      if (item.attempts === maxAttempts) onUnresponsive(item.address);
    }
    this.#schedule();
    onAttempt();
  }

  #schedule(): void {
    this.#stop();
    const { clock } = this.#options;
    let due = Infinity;
    for (const item of this.#items) if (!item.running && item.retryAt < due) due = item.retryAt;
    if (due === Infinity) return;
    this.#timer = clock.schedule(() => {
      this.#timer = undefined;
      for (const item of this.#items)
        if (!item.running && item.retryAt <= clock.now()) void this.#try(item);
      if (this.#timer === undefined) this.#schedule();
    }, due - clock.now());
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }
}
