import { ClientHandlerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { MessageContext } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import {
  NodeRecordAcknowledgment,
  NodeRecordCollectorSet,
  NodeRecordCollectorStatus,
  type NodeRecord,
  nodeRecordClientId,
  NodeRecordReport,
} from "./messages.js";

export interface NodeRecordClientOptions {
  /** Keeps the records that the node at `context.src` reports. False: not all of them could be kept. */
  readonly onReport: (records: readonly NodeRecord[], context: MessageContext) => boolean;
}

/** Collects the records of nodes whose device keys it knows. */
export class NodeRecordClient extends ClientModel {
  /** The number of the last report that was kept, by its sender. */
  readonly #stored = new Map<number, number>();

  readonly #onReport: NodeRecordClientOptions["onReport"];

  constructor({ onReport }: NodeRecordClientOptions) {
    super(nodeRecordClientId, "device", handlers);
    this.#onReport = onReport;
  }

  receiveReport(number: number, records: readonly NodeRecord[], context: MessageContext): void {
    if (records.length > 0) {
      // What could not be kept is reported again; an earlier report may have had its number.
      this.#stored.delete(context.src);
      if (!this.#onReport(records, context)) return;
      this.#stored.set(context.src, number);
    }
    // Another number: it is heard, and its report is not here.
    const kept = this.#stored.get(context.src) ?? number ^ 0x80;
    this.reply(context, NodeRecordAcknowledgment, { number: kept }, { delay: false });
  }

  /** Tells a node whom its records go to. Rejects as `ClientModel.request` does. */
  async setCollector(
    node: number,
    collector: number,
    options: Omit<RequestOptions, "dst" | "device">,
  ): Promise<void> {
    await this.request(
      NodeRecordCollectorSet,
      { collector },
      { ...options, dst: node, device: true },
    );
  }
}

const handlers = frozen(
  new ClientHandlerTable<NodeRecordClient>()
    .onStatus(NodeRecordCollectorStatus)
    .on(NodeRecordReport, (client, { number, records }, context) =>
      client.receiveReport(number, records, context),
    ),
);
