import type { DispatchResult } from "../../access/access-layer.js";
import { HandlerTable } from "../../access/handler-table.js";
import { maximumPayload } from "../../access/limits.js";
import type { MessageContext } from "../../access/model.js";
import { getOpcode } from "../../access/opcode.js";
import { frozen } from "../../base/frozen.js";
import { NodeServer } from "../node-server.js";
import {
  AggregatorStatus,
  emptyStatusSize,
  itemSize,
  opcodesAggregatorServerId,
  OpcodesAggregatorSequence,
  OpcodesAggregatorStatus,
} from "./messages.js";

/** What the Opcodes Aggregator Server needs of its node. */
export interface OpcodesAggregatorTarget {
  /** Unicast address of the primary element. */
  readonly address: number;
  readonly elements: { readonly length: number };
  /** Hands a message to the element at `context.dst`, and says what became of it. */
  deliver(context: MessageContext, payload: Uint8Array): DispatchResult;
}

const statuses: Readonly<Record<DispatchResult, number>> = frozen({
  delivered: AggregatorStatus.success,
  "access.opcode": AggregatorStatus.messageNotUnderstood,
  "access.no-model": AggregatorStatus.wrongOpcode,
  "access.not-bound": AggregatorStatus.wrongAccessKey,
  "access.length": AggregatorStatus.messageNotUnderstood,
});

const noAnswer = frozen(new Uint8Array(0));

/**
 * The Opcodes Aggregator Server model, on the primary element: several messages
 * in one, to the models of one element, with their answers in one. It takes the
 * key that the messages need: the device key, or an AppKey that it and they are
 * bound to. Models have to answer at once; what comes later is dropped and
 * counted. Mesh Protocol 1.1 §4.4.19.
 */
export class OpcodesAggregatorServer extends NodeServer<OpcodesAggregatorTarget> {
  constructor() {
    super(opcodesAggregatorServerId, "both", handlers);
  }

  /** Carries out the messages in their order, up to the first that cannot be, and answers. */
  run(elementAddress: number, messages: readonly Uint8Array[], context: MessageContext): void {
    const { address, elements } = this.target;
    const known = elementAddress >= address && elementAddress < address + elements.length;
    const { status, items } = known
      ? this.#runAll({ ...context, dst: elementAddress }, messages)
      : { status: AggregatorStatus.invalidAddress, items: [] };
    this.reply(context, OpcodesAggregatorStatus, { status, elementAddress, items });
  }

  #runAll(
    context: MessageContext,
    messages: readonly Uint8Array[],
  ): { status: number; items: Uint8Array[] } {
    const items: Uint8Array[] = [];
    let size = emptyStatusSize;
    for (const message of messages) {
      const { result, answer } = this.#runOne(context, message);
      if (result !== "delivered") return { status: statuses[result], items };
      size += itemSize(answer.length);
      if (size > maximumPayload) return { status: AggregatorStatus.responseOverflow, items };
      items.push(answer);
    }
    return { status: AggregatorStatus.success, items };
  }

  #runOne(
    context: MessageContext,
    message: Uint8Array,
  ): { result: DispatchResult; answer: Uint8Array } {
    if (getOpcode(message, message.length) === OpcodesAggregatorSequence.opcode) {
      // A sequence in a sequence: an answer could not be told from those around it.
      this.services?.diagnostics.drop("access.no-model", message.length);
      return { result: "access.no-model", answer: noAnswer };
    }
    let answer: Uint8Array | undefined;
    let over = false;
    const collect = (payload: Uint8Array) => {
      if (over || answer) return false;
      answer = payload;
      return true;
    };
    const result = this.target.deliver({ ...context, collect }, message);
    over = true;
    return { result, answer: answer ?? noAnswer };
  }
}

const handlers = frozen(
  new HandlerTable<OpcodesAggregatorServer>().on(
    OpcodesAggregatorSequence,
    (server, { elementAddress, items }, context) => server.run(elementAddress, items, context),
  ),
);
