import { Timer } from "../../../base/timer.js";
import type { Clock } from "../../../host/clock.js";

export interface NodeAddrSenderOptions {
  readonly clock: Clock;
  /** Sends Node Addr to the Primary Provisioner; undefined: there is none. Rejects if it is not acknowledged. */
  readonly send: (addresses: readonly number[]) => Promise<void> | undefined;
}

/** Milliseconds after the last report of a node until its address is sent. */
const sendDelay = 3000;
/** Addresses of one message: fewer than the 186 that an access payload has room for. */
const maxAddresses = 180;

/**
 * Sends the addresses of nodes that reported to the top provisioner to the Primary
 * Provisioner, so that it answers Node Addr Get with the addresses of all nodes.
 */
export class NodeAddrSender {
  readonly #options: NodeAddrSenderOptions;
  /** Addresses that the Primary Provisioner has not acknowledged. */
  #pending: number[] = [];
  readonly #timer: Timer<NodeAddrSender>;
  #closed = false;

  constructor(options: NodeAddrSenderOptions) {
    this.#options = options;
    this.#timer = new Timer(options.clock, NodeAddrSender.#sendDue, this);
  }

  /** Adds an address. It is sent after `schedule`. */
  add(address: number): void {
    this.#pending.push(address);
  }

  /** Restarts the delay after which the addresses are sent. */
  schedule(): void {
    if (!this.#closed && this.#pending.length > 0) this.#timer.start(sendDelay);
  }

  close(): void {
    this.#closed = true;
    this.#timer.stop();
  }

  static #sendDue(sender: NodeAddrSender): void {
    void sender.#send();
  }

  async #send(): Promise<void> {
    const addresses = this.#pending.slice(0, maxAddresses);
    try {
      const sent = this.#options.send(addresses);
      if (!sent) return;
      await sent;
      this.#pending = this.#pending.filter((address) => !addresses.includes(address));
    } catch {
      // Not acknowledged: they are sent again after the delay.
    }
    this.schedule();
  }
}
