import { SequenceError } from "../network/sequence.js";
import type { ProxySolicitor } from "../proxy/solicitation/proxy-solicitor.js";
import type { Node } from "./node.js";
import type { ProvisionedNode } from "./provisioned-node.js";

/** Milliseconds until the first solicitation; the time is doubled after each, up to the latter. */
const firstWait = 3000;
const longestWait = 300_000;

/**
 * Solicits the private proxies of all subnets of a node while a search finds no proxy, less and less
 * often: a proxy answers for its On-Demand time of up to 255 s, and numbers are limited. Mesh
 * Protocol 1.1 §6.9.
 */
export class RepeatedSolicitation {
  readonly #node: Node;
  readonly #network: ProvisionedNode;
  readonly #solicitor: ProxySolicitor;
  #wait = firstWait;
  /** When the next one is due, milliseconds of the clock. */
  #due: number;

  /** The search begins now; `network` is that of the node. */
  constructor(node: Node, network: ProvisionedNode, solicitor: ProxySolicitor) {
    this.#node = node;
    this.#network = network;
    this.#solicitor = solicitor;
    this.#due = node.host.clock.now() + firstWait;
  }

  /** Solicits where the time has come. Nothing is sent while the node is suspended. */
  proceed(): void {
    const { bearer, subnets } = this.#network;
    const now = this.#node.host.clock.now();
    if (now < this.#due || bearer.suspended) return;
    this.#wait = Math.min(2 * this.#wait, longestWait);
    this.#due = now + this.#wait;
    for (const { netKeyIndex } of subnets.list) this.solicit(netKeyIndex);
  }

  private solicit(netKeyIndex: number): void {
    try {
      this.#solicitor.solicit(netKeyIndex);
    } catch (error) {
      // Proxies that advertise by themselves can be found nevertheless.
      if (!(error instanceof SequenceError)) throw error;
      this.#node.diagnostics.drop("proxy.no-sequence", 0);
    }
  }
}
