import { ClientHandlerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { SharedHandlers } from "../../access/handler-table.js";
import type { MessageContext, ModelAccess } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import {
  NodeRecordAcknowledgment,
  NodeRecordCollectorSet,
  NodeRecordCollectorStatus,
  type NodeRecord,
  nodeRecordClientId,
  NodeRecordReport,
  waitUnit,
} from "./messages.js";
import { ReportAdmission } from "./report-admission.js";

/** The longest wait that an acknowledgment has room for, in its unit. */
const longestWait = 0xff;

export interface NodeRecordClientOptions {
  /** Stores the records that the node at `context.src` reported. False: not all of them could be stored. */
  onReport(records: readonly NodeRecord[], context: MessageContext): boolean;
}

/** Receives reports of records from nodes whose device keys are known. */
export class NodeRecordClient extends ClientModel {
  /** Number of the last stored report, by the address of its sender. */
  readonly #stored = new Map<number, number>();

  readonly #admission = new ReportAdmission();
  readonly #options: NodeRecordClientOptions;

  /** `access` and `table`: of a subclass that handles more messages. */
  constructor(
    options: NodeRecordClientOptions,
    access: ModelAccess = "device",
    table: SharedHandlers = handlers,
  ) {
    super(nodeRecordClientId, access, table);
    this.#options = options;
  }

  receiveReport(number: number, records: readonly NodeRecord[], context: MessageContext): void {
    const admission = this.#admission;
    const now = this.services!.clock.now();
    if (records.length > 0) {
      admission.over(context.src);
      // A report that is not stored must not be acknowledged by an earlier one with its number.
      this.#stored.delete(context.src);
      if (!this.#options.onReport(records, context)) return;
      this.#stored.set(context.src, number);
    }
    // Any other number means that the report was not received.
    const stored = this.#stored.get(context.src) ?? number ^ 0x80;
    const wait = stored === number ? admission.courtesy(now) : admission.ask(context.src, now);
    const units = wait > 0 ? Math.min(Math.ceil(wait / waitUnit), longestWait) : undefined;
    this.reply(
      context,
      NodeRecordAcknowledgment,
      { number: stored, wait: units },
      { delay: false },
    );
  }

  /** Sends Collector Set and awaits the status. Rejects as `ClientModel.request` does. */
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

/** The handlers of what a node receives that collects records. */
export function recordHandlers<M extends NodeRecordClient>(): ClientHandlerTable<M> {
  return new ClientHandlerTable<M>()
    .onStatus(NodeRecordCollectorStatus)
    .on(NodeRecordReport, (client, { number, records }, context) =>
      client.receiveReport(number, records, context),
    );
}

const handlers = frozen(recordHandlers());
