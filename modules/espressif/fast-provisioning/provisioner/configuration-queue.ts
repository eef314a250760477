import { Timer } from "../../../base/timer.js";
import type { Clock } from "../../../host/clock.js";

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
  readonly #timer: Timer<ConfigurationQueue>;
  #closed = false;

  /** `maxAttempts`: attempts after which a node no longer counts as pending. */
  constructor(clock: Clock, maxAttempts: number) {
    this.#clock = clock;
    this.#timer = new Timer(clock, ConfigurationQueue.#retry, this);
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
    this.#timer.stop();
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
    let next = Infinity;
    for (const { retryAt, running } of this.#items) if (!running && retryAt < next) next = retryAt;
    if (next === Infinity) this.#timer.stop();
    else this.#timer.start(next - this.#clock.now());
  }

  static #retry(queue: ConfigurationQueue): void {
    const now = queue.#clock.now();
    for (const item of queue.#items)
      if (!item.running && item.retryAt <= now) void queue.#try(item);
    if (!queue.#timer.running) queue.#schedule();
  }
}
