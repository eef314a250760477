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
  /** Records are to go to `collector`, else to `parent`, who said so. */
  readonly onCollector: (collector: number, parent: number) => void;
  /** The report of this number arrived. */
  readonly onAcknowledged: (number: number) => void;
}

/** Reports the nodes that this node took in, sealed with its own device key. */
export class NodeRecordServer extends Model {
  readonly #options: NodeRecordServerOptions;

  constructor(options: NodeRecordServerOptions) {
    super(nodeRecordServerId, "device", handlers);
    this.#options = options;
  }

  /** Sends records to a collector that knows this node's device key. Throws as `Model.sendMessage` does. */
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
