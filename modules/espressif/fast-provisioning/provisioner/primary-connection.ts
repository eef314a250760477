import { AbortError, TimeoutError } from "../../../base/errors.js";
import type { ConfigurationClient } from "../../../foundation/configuration/client.js";
import type { Node } from "../../../node/node.js";
import { ProxyClient } from "../../../node/proxy-client.js";
import type { FoundProxy } from "../../../proxy/proxy-search.js";

/** Milliseconds until a proxy must be connected for a step of a top provisioner. */
const connectTime = 60_000;
/** Milliseconds for an answer to a question for the GATT Proxy state, and between two questions. */
const answerTime = 2500;
const stateInterval = 500;
/** Attempts of a step whose connection is lost. */
const stepAttempts = 5;

/** What became of the proxy connection of a top provisioner. */
export type TopConnection =
  | {
      readonly state: "connected";
      /** Advertising address of the proxy, as the radio reports it. */
      readonly proxy: number;
      /** Unicast address of the proxy's node, where its identity shows that. */
      readonly node: number | undefined;
    }
  | {
      readonly state: "lost";
      /** HCI error code: 0x08 supervision timeout, 0x13 ended by the node, for example. */
      readonly reason: number;
    };

export interface PrimaryConnectionOptions {
  /** The top provisioner's own node, which does not advertise. */
  readonly node: Node;
  /** Called after each change. */
  readonly onChange: (connection: TopConnection) => void;
}

/**
 * The proxy connection of a top provisioner that reaches its network over GATT: to the Primary
 * Provisioner, or to another proxy of the network where that one does not show its identity. A
 * connection that is lost is established again.
 */
export class PrimaryConnection {
  readonly #options: PrimaryConnectionOptions;
  readonly #client: ProxyClient;
  /** Unicast address of the node that is preferred. */
  #address = 0;
  /** The first connection to a proxy, or the attempt. */
  #first: Promise<unknown> | undefined;
  #open = false;
  /** Number of connections that were lost. */
  #losses = 0;
  /** Called after a reconnection, and after `close`. */
  #waiting: (() => void)[] = [];
  #closed = false;

  /** Throws Error where the node's radio has no GATT client. */
  constructor(options: PrimaryConnectionOptions) {
    this.#options = options;
    this.#client = new ProxyClient({
      node: options.node,
      onConnect: (proxy) => this.#connected(proxy),
      onDisconnect: (reason) => {
        this.#losses++;
        this.#open = false;
        options.onChange({ state: "lost", reason });
      },
    });
  }

  /** Whether a proxy is connected now. */
  get open(): boolean {
    return this.#open;
  }

  /**
   * Resolves when a proxy is connected, preferably the node at the unicast address `address`.
   * Rejects with TimeoutError after `timeout` ms, with AbortError after `close`.
   */
  async connect(address: number, timeout = connectTime): Promise<void> {
    if (this.#closed) throw aborted();
    if (this.#address !== address) this.#leave();
    this.#address = address;
    if (this.#open) return;
    if (this.#first) {
      await this.#first;
      if (!this.#open) await this.#reconnected(timeout);
      return;
    }
    const first = this.#begin(address, timeout);
    this.#first = first;
    try {
      await first;
    } catch (error) {
      if (this.#first === first) this.#first = undefined;
      throw error;
    }
  }

  /**
   * Does a step with the node at `address`, and once more after each loss of the connection in
   * which it fails: it must have no further effect then. Rejects as `connect` and `work` do.
   */
  async step<T>(address: number, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      await this.connect(address);
      const losses = this.#losses;
      try {
        return await work();
      } catch (error) {
        if (losses === this.#losses || attempt === stepAttempts) throw error;
      }
    }
  }

  /**
   * Resolves when a proxy is connected and the GATT Proxy state of the node at `address` is on.
   * Rejects with TimeoutError after `timeout` ms.
   */
  async whenForwarding(
    address: number,
    configuration: ConfigurationClient,
    timeout: number,
  ): Promise<void> {
    const { clock } = this.#options.node.host;
    const end = clock.now() + timeout;
    for (let left = timeout; left > 0; left = end - clock.now()) {
      await this.connect(address, left);
      const state = await configuration
        .getGattProxy(address, { timeout: Math.min(left, answerTime) })
        .catch((error: unknown) => {
          if (!(error instanceof TimeoutError)) throw error;
        });
      // A node without the feature is reached through another node, which forwards.
      if (state) return;
      await new Promise<void>((resolve) => clock.schedule(() => resolve(), stateInterval));
    }
    throw new TimeoutError(`the GATT Proxy state of ${address} was not on within ${timeout} ms`);
  }

  /** Ends the connection, and the attempts to establish it. */
  close(): void {
    this.#closed = true;
    this.#leave();
    this.#proceed();
  }

  async #begin(address: number, timeout: number): Promise<void> {
    // From the run of promises: the stack of a chip is too short for the calls before and after it.
    await Promise.resolve();
    if (this.#closed || this.#address !== address) throw aborted();
    const { proxy } = await this.#client.connect({ preferred: address, timeout });
    this.#connected(proxy);
  }

  #leave(): void {
    this.#open = false;
    this.#first = undefined;
    this.#client.close();
  }

  #connected({ address, node }: FoundProxy): void {
    this.#open = true;
    this.#options.onChange({ state: "connected", proxy: address, node });
    this.#proceed();
  }

  #proceed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const proceed of waiting) proceed();
  }

  #reconnected(timeout: number): Promise<void> {
    const { clock } = this.#options.node.host;
    return new Promise((resolve, reject) => {
      const proceed = () => {
        clock.cancel(timer);
        if (this.#open) return resolve();
        if (this.#closed) return reject(aborted());
        reject(new TimeoutError(`no GATT proxy was connected again within ${timeout} ms`));
      };
      const timer = clock.schedule(() => {
        this.#waiting = this.#waiting.filter((other) => other !== proceed);
        proceed();
      }, timeout);
      this.#waiting.push(proceed);
    });
  }
}

function aborted(): AbortError {
  return new AbortError("the top provisioner was closed, or has another Primary Provisioner");
}
