import type { Clock, TimerHandle } from "../../../host/clock.js";

export interface PrimaryNoticeOptions {
  readonly clock: Clock;
  /** Tells the Primary Provisioner so many addresses; undefined: there is none now. Rejects where it does not answer. */
  readonly tell: (addresses: readonly number[]) => Promise<void> | undefined;
}

/** Milliseconds without a report after which the Primary Provisioner is told of the nodes it does not know. */
const quietTime = 3000;
/** Addresses of one message to it. */
const most = 180;

/** Lets the Primary Provisioner know the addresses of all nodes, so that another phone may ask it. */
export class PrimaryNotice {
  readonly #options: PrimaryNoticeOptions;
  /** Addresses that it was not told of. */
  #untold: number[] = [];
  #timer: TimerHandle | undefined;
  #closed = false;

  constructor(options: PrimaryNoticeOptions) {
    this.#options = options;
  }

  /** There is a node that it may not know. */
  add(address: number): void {
    this.#untold.push(address);
  }

  /** Tells it when nothing more comes for a while. */
  soon(): void {
    if (this.#closed || this.#untold.length === 0) return;
    this.#stop();
    this.#timer = this.#options.clock.schedule(() => {
      this.#timer = undefined;
      void this.#tell();
    }, quietTime);
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  async #tell(): Promise<void> {
    const addresses = this.#untold.slice(0, most);
    try {
      const told = this.#options.tell(addresses);
      if (!told) return;
      await told;
      this.#untold = this.#untold.filter((address) => !addresses.includes(address));
    } catch {
      // It does not answer now: it is told with the next ones.
    }
    this.soon();
  }
}
