import type { Clock, TimerHandle } from "../../../host/clock.js";

export interface NodeAddrSenderOptions {
  readonly clock: Clock;
  /** Tells the Primary Provisioner so many addresses; undefined: there is none now. Rejects where it does not answer. */
  readonly send: (addresses: readonly number[]) => Promise<void> | undefined;
}

/** Milliseconds without a report after which the Primary Provisioner is told of the nodes it does not know. */
const sendDelay = 3000;
/** Addresses of one message to it. */
const maxAddresses = 180;

/** Lets the Primary Provisioner know the addresses of all nodes, so that another phone may ask it. */
export class NodeAddrSender {
  readonly #options: NodeAddrSenderOptions;
  /** Addresses that it was not told of. */
  #pending: number[] = [];
  #timer: TimerHandle | undefined;
  #closed = false;

  constructor(options: NodeAddrSenderOptions) {
    this.#options = options;
  }

  /** There is a node that it may not know. */
  add(address: number): void {
    this.#pending.push(address);
  }

  /** Tells it when nothing more comes for a while. */
  schedule(): void {
    if (this.#closed || this.#pending.length === 0) return;
    this.#stop();
    this.#timer = this.#options.clock.schedule(() => {
      this.#timer = undefined;
      void this.#send();
    }, sendDelay);
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  async #send(): Promise<void> {
    const addresses = this.#pending.slice(0, maxAddresses);
    try {
      const told = this.#options.send(addresses);
      if (!told) return;
      await told;
      this.#pending = this.#pending.filter((address) => !addresses.includes(address));
    } catch {
      // It does not answer now: it is told with the next ones.
    }
    this.schedule();
  }
}
