import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model, type SendOptions } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import {
  NodeRecordAcknowledgment,
  NodeRecordCollectorSet,
  NodeRecordCollectorStatus,
  type NodeRecord,
  NodeRecordReport,
  nodeRecordServerId,
} from "./messages.js";

export interface NodeRecordServerOptions {
  /** Collector Set was received from `parent`. */
  readonly onCollector: (collector: number, parent: number) => void;
  /** The report with this number was acknowledged. */
  readonly onAcknowledged: (number: number) => void;
}

/** Sends reports of records, encrypted with the node's own device key. */
export class NodeRecordServer extends Model {
  readonly #options: NodeRecordServerOptions;

  constructor(options: NodeRecordServerOptions) {
    super(nodeRecordServerId, "device", handlers);
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

  receiveCollector(collector: number, context: MessageContext): void {
    this.#options.onCollector(collector, context.src);
    this.reply(context, NodeRecordCollectorStatus, { collector }, { delay: false });
  }

  receiveAcknowledgment(number: number): void {
    this.#options.onAcknowledged(number);
  }
}

const handlers = frozen(
  new HandlerTable<NodeRecordServer>()
    .on(NodeRecordCollectorSet, (server, { collector }, context) =>
      server.receiveCollector(collector, context),
    )
    .on(NodeRecordAcknowledgment, (server, { number }) => server.receiveAcknowledgment(number)),
);
