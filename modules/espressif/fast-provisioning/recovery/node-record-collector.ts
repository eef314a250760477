import type { MessageContext, SendOptions } from "../../../access/model.js";
import { frozen } from "../../../base/frozen.js";
import { allNodes } from "../../../network/address.js";
import { NodeRecordClient, recordHandlers } from "../../node-records/client.js";
import {
  type NodeRecord,
  type NodeRecordOrigin,
  NodeRecordOriginGet,
  NodeRecordOriginKnown,
  type NodeRecordOriginRequest,
  NodeRecordOriginStatus,
  originLength,
  recordLength,
} from "../../node-records/messages.js";

/** Receives an Origin Status from the node at `context.src`. */
export type OriginReceiver = (origin: NodeRecordOrigin, context: MessageContext) => void;

/**
 * The client of a top provisioner: it also asks nodes that nobody reported for their Origin Status,
 * with an AppKey. Reports are accepted with device keys alone.
 */
export class NodeRecordCollector extends NodeRecordClient {
  /** Without one an Origin Status is dropped and counted. */
  onOrigin: OriginReceiver | undefined;

  constructor(options: ConstructorParameters<typeof NodeRecordClient>[0]) {
    super(options, "both", handlers);
  }

  /** Sends Origin Get to all nodes. Throws as `Model.sendMessage` does. */
  askOrigins(request: NodeRecordOriginRequest, options: Omit<SendOptions, "dst" | "device">): void {
    this.sendMessage(NodeRecordOriginGet, request, { ...options, dst: allNodes });
  }

  /** Tells a node, with its device key, that its record is stored. Throws as `Model.sendMessage` does. */
  tellKnown(dst: number): void {
    this.sendMessage(NodeRecordOriginKnown, {}, { dst, device: true });
  }

  override receiveReport(
    number: number,
    records: readonly NodeRecord[],
    context: MessageContext,
  ): void {
    if (context.appKeyIndex === undefined) return super.receiveReport(number, records, context);
    this.diagnostics?.drop("access.not-bound", 1 + recordLength * records.length);
  }

  receiveOrigin(origin: NodeRecordOrigin, context: MessageContext): void {
    if (context.appKeyIndex === undefined) this.diagnostics?.drop("access.not-bound", originLength);
    else if (this.onOrigin) this.onOrigin(origin, context);
    else this.diagnostics?.drop("fast-provisioning.origin", originLength);
  }
}

const handlers = frozen(
  recordHandlers<NodeRecordCollector>().on(NodeRecordOriginStatus, (client, origin, context) =>
    client.receiveOrigin(origin, context),
  ),
);
