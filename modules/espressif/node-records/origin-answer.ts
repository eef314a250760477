import type { MessageContext } from "../../access/model.js";
import { randomBetween } from "../../base/random.js";
import { Records } from "../../base/records.js";
import { Timer } from "../../base/timer.js";
import type { Host } from "../../host/host.js";
import type { Node } from "../../node/node.js";
import { originGetLength, originLength, type NodeRecordOriginRequest } from "./messages.js";
import { deleteOrigin, loadOrigin } from "./origin-record.js";
import type { NodeRecordServer } from "./server.js";

export interface OriginAnswerOptions {
  readonly host: Host;
  readonly node: Node;
  readonly server: NodeRecordServer;
}

/** The requester of an Origin Get, and the index of its AppKey. */
interface Requester {
  readonly dst: number;
  readonly appKeyIndex: number;
}

/** Answers Origin Get for a node that was provisioned by fast provisioning. */
export class OriginAnswer {
  readonly #options: OriginAnswerOptions;
  readonly #records: Records;
  readonly #timer: Timer<OriginAnswer>;
  #requester: Requester | undefined;

  constructor(options: OriginAnswerOptions) {
    const { host, node } = options;
    this.#options = options;
    this.#records = new Records({ store: host.store, diagnostics: node.diagnostics });
    this.#timer = new Timer(host.clock, OriginAnswer.#send, this);
  }

  /** Origin Get was received. While an answer waits to be sent others are ignored: they are repeated. */
  asked(
    { high, low, window }: NodeRecordOriginRequest,
    { appKeyIndex, src }: MessageContext,
  ): void {
    const { host, node } = this.#options;
    const { address } = node;
    if (low > high) return node.diagnostics.drop("fast-provisioning.origin", originGetLength);
    if (address === undefined || appKeyIndex === undefined || address < low || address > high)
      return;
    if (this.#timer.running || !loadOrigin(this.#records)) return;
    this.#requester = { dst: src, appKeyIndex };
    this.#timer.start(randomBetween(host.random, 0, window));
  }

  /** The top provisioner has the record of this node, or the node left its network. */
  forget(): void {
    this.close();
    deleteOrigin(this.#records);
  }

  close(): void {
    this.#timer.stop();
  }

  static #send(answer: OriginAnswer): void {
    const { node, server } = answer.#options;
    const origin = loadOrigin(answer.#records);
    if (!origin || !node.provisioned) return;
    const { elements, uuid } = node;
    try {
      server.sendOrigin({ ...origin, elements: elements.length, uuid }, answer.#requester!);
    } catch {
      // The AppKey was deleted since: the node is asked again with another one.
      node.diagnostics.drop("access.not-sent", originLength);
    }
  }
}
