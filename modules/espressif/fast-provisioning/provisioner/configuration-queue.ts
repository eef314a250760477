import type { Clock, TimerHandle } from "../../../host/clock.js";

interface Item {
  readonly address: number;
  /** Attempts that ended. */
  attempts: number;
  /** When the next attempt begins, ms of the clock. */
  retryAt: number;
  running: boolean;
}

/** Milliseconds between the first two attempts with a node; twice as long after each further one. */
const firstRetryDelay = 500;
/** The longest of these delays, ms. */
const maxRetryDelay = 30_000;

/**
 * Nodes that are to be configured. All of them are configured at the same time; an attempt
 * that fails is repeated after a delay, without a limit of their number.
 */
export abstract class ConfigurationQueue {
  readonly #clock: Clock;
  readonly #maxAttempts: number;
  #items: Item[] = [];
  #timer: TimerHandle | undefined;
  #closed = false;

  /** `maxAttempts`: attempts after which a node no longer counts as pending. */
  constructor(clock: Clock, maxAttempts: number) {
    this.#clock = clock;
    this.#maxAttempts = maxAttempts;
  }

  /** Nodes whose first attempt is under way. */
  get firstAttempts(): number {
    return this.#items.filter(({ attempts }) => attempts === 0).length;
  }

  /** Whether there are nodes with fewer than the maximum of attempts. */
  get pending(): boolean {
    return this.#items.some(({ attempts }) => attempts < this.#maxAttempts);
  }

  protected get closed(): boolean {
    return this.#closed;
  }

  /** Starts to configure a node, unless it is in the queue. */
  add(address: number): void {
    if (this.#items.some((item) => item.address === address)) return;
    const item = { address, attempts: 0, retryAt: 0, running: false };
    this.#items.push(item);
    void this.#try(item);
  }

  remove(address: number): void {
    this.#items = this.#items.filter((item) => item.address !== address);
  }

  close(): void {
    this.#closed = true;
    this.#items = [];
    this.#stop();
  }

  /** One attempt. True: the node is configured, or is not to be configured any more. Never rejects. */
  protected abstract configure(address: number): Promise<boolean>;

  /** An attempt ended. */
  protected abstract attemptEnded(): void;

  /** The last of the maximum of attempts failed. */
  protected abstract unresponsive(address: number): void;

  async #try(item: Item): Promise<void> {
    item.running = true;
    const done = await this.configure(item.address);
    if (this.#closed) return;
    item.running = false;
    item.attempts++;
    if (done) this.remove(item.address);
    else {
      const delay = Math.min(maxRetryDelay, firstRetryDelay * 2 ** (item.attempts - 1));
      item.retryAt = this.#clock.now() + delay;
      if (item.attempts === this.#maxAttempts) this.unresponsive(item.address);
    }
    this.#schedule();
    this.attemptEnded();
  }

  #schedule(): void {
    this.#stop();
    let next = Infinity;
    for (const { retryAt, running } of this.#items) if (!running && retryAt < next) next = retryAt;
    if (next === Infinity) return;
    this.#timer = this.#clock.schedule(() => {
      this.#timer = undefined;
      this.#retry();
    }, next - this.#clock.now());
  }

  #retry(): void {
    const now = this.#clock.now();
    for (const item of this.#items) if (!item.running && item.retryAt <= now) void this.#try(item);
    if (this.#timer === undefined) this.#schedule();
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#clock.cancel(this.#timer);
    this.#timer = undefined;
  }
}
