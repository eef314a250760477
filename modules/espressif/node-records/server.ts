import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model, type SendOptions } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import {
  NodeRecordAcknowledgment,
  NodeRecordCollectorSet,
  NodeRecordCollectorStatus,
  type NodeRecord,
  type NodeRecordOrigin,
  NodeRecordOriginGet,
  NodeRecordOriginKnown,
  type NodeRecordOriginRequest,
  NodeRecordOriginStatus,
  NodeRecordReport,
  nodeRecordServerId,
  originGetLength,
  waitUnit,
} from "./messages.js";

export interface NodeRecordServerOptions {
  /** Collector Set was received from `parent`. */
  readonly onCollector: (collector: number, parent: number) => void;
  /** The report with this number was acknowledged. `wait`: ms until the node asks whether it may send another; 0: it may. */
  readonly onAcknowledged: (number: number, wait: number) => void;
  /** Origin Get was received. */
  readonly onOriginGet: (request: NodeRecordOriginRequest, context: MessageContext) => void;
  /** The top provisioner, whose unicast address is `src`, has the record of this node. */
  readonly onOriginKnown: (src: number) => void;
}

/**
 * Sends reports of records, encrypted with the node's own device key, and the node's Origin Status,
 * encrypted with an AppKey. Of the messages that it receives Origin Get alone is accepted with an
 * AppKey, which every node of the network has.
 */
export class NodeRecordServer extends Model {
  readonly #options: NodeRecordServerOptions;

  constructor(options: NodeRecordServerOptions) {
    super(nodeRecordServerId, "both", handlers);
    this.#options = options;
  }

  /** Sends a report to a node that has this node's device key. Throws as `Model.sendMessage` does. */
  report(
    number: number,
    records: readonly NodeRecord[],
    options: Omit<SendOptions, "device">,
  ): void {
    this.sendMessage(
      NodeRecordReport,
      { number, records: [...records] },
      { ...options, device: true },
    );
  }

  /** Sends the Origin Status to a node that asked for it. Throws as `Model.sendMessage` does. */
  sendOrigin(origin: NodeRecordOrigin, options: SendOptions): void {
    this.sendMessage(NodeRecordOriginStatus, origin, options);
  }

  /** Whether a message came with the node's device key (`device`), or with an AppKey. Another one is dropped and counted. */
  accepts({ appKeyIndex }: MessageContext, device: boolean, octets: number): boolean {
    if ((appKeyIndex === undefined) === device) return true;
    this.diagnostics?.drop("access.not-bound", octets);
    return false;
  }

  receiveCollector(collector: number, context: MessageContext): void {
    this.#options.onCollector(collector, context.src);
    this.reply(context, NodeRecordCollectorStatus, { collector }, { delay: false });
  }

  receiveAcknowledgment(number: number, wait: number): void {
    this.#options.onAcknowledged(number, wait);
  }

  receiveOriginGet(request: NodeRecordOriginRequest, context: MessageContext): void {
    this.#options.onOriginGet(request, context);
  }

  receiveOriginKnown({ src }: MessageContext): void {
    this.#options.onOriginKnown(src);
  }
}

const handlers = frozen(
  new HandlerTable<NodeRecordServer>()
    .on(NodeRecordCollectorSet, (server, { collector }, context) => {
      if (server.accepts(context, true, 2)) server.receiveCollector(collector, context);
    })
    .on(NodeRecordAcknowledgment, (server, { number, wait }, context) => {
      if (server.accepts(context, true, wait === undefined ? 1 : 2))
        server.receiveAcknowledgment(number, waitUnit * (wait ?? 0));
    })
    .on(NodeRecordOriginGet, (server, request, context) => {
      if (server.accepts(context, false, originGetLength))
        server.receiveOriginGet(request, context);
    })
    .on(NodeRecordOriginKnown, (server, _values, context) => {
      if (server.accepts(context, true, 0)) server.receiveOriginKnown(context);
    }),
);
