import type { DispatchResult } from "../../access/dispatch-result.js";
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
  /** Dispatches a message to the element at `context.dst`; the result. */
  deliver(context: MessageContext, payload: Uint8Array): DispatchResult;
}

const statuses: Readonly<Record<DispatchResult, number>> = frozen({
  delivered: AggregatorStatus.success,
  "access.opcode": AggregatorStatus.messageNotUnderstood,
  "access.no-model": AggregatorStatus.wrongOpcode,
  "access.not-subscribed": AggregatorStatus.wrongOpcode,
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
    const sequence = new Sequence(elementAddress, messages, context);
    if (elementAddress < address || elementAddress >= address + elements.length)
      this.#answer(sequence, AggregatorStatus.invalidAddress);
    else this.#next(sequence);
  }

  /** Each message from the run queue: it is to its model as if it had come alone. */
  #next(sequence: Sequence): void {
    if (sequence.items.length === sequence.messages.length)
      this.#answer(sequence, AggregatorStatus.success);
    else this.services?.queue.post(OpcodesAggregatorServer.#deliver, this, sequence);
  }

  static #deliver(server: OpcodesAggregatorServer, sequence: Sequence): void {
    const { services } = server;
    if (!services) return;
    const { context, elementAddress: dst, items, messages } = sequence;
    const message = messages[items.length]!;
    if (getOpcode(message, message.length) === OpcodesAggregatorSequence.opcode) {
      // A sequence in a sequence: an answer could not be distinguished from those around it.
      services.diagnostics.drop("access.no-model", message.length);
      sequence.result = "access.no-model";
    } else {
      const collect = sequence.collector();
      const afterAnswer = (callback: () => void) => sequence.ends.push(callback);
      const inside = { ...context, dst, collect, afterAnswer };
      sequence.result = server.target.deliver(inside, message);
    }
    // After what the message posted: a model that answers from the run queue answers at once.
    services.queue.post(OpcodesAggregatorServer.#delivered, server, sequence);
  }

  static #delivered(server: OpcodesAggregatorServer, sequence: Sequence): void {
    const { answer, items, result } = sequence;
    sequence.waits = undefined;
    if (result !== "delivered") return server.#answer(sequence, statuses[result]);
    sequence.size += itemSize(answer.length);
    if (sequence.size > maximumPayload)
      return server.#answer(sequence, AggregatorStatus.responseOverflow);
    items.push(answer);
    server.#next(sequence);
  }

  #answer({ context, elementAddress, ends, items }: Sequence, status: number): void {
    const onEnd = () => {
      for (const end of ends) end();
    };
    const values = { status, elementAddress, items };
    this.reply(context, OpcodesAggregatorStatus, values, ends.length > 0 ? { onEnd } : {});
  }
}

/** A sequence that is being carried out. */
class Sequence {
  /** Answers so far, one for each message that was carried out. */
  readonly items: Uint8Array[] = [];
  /** Octets of the answer with these. */
  size = emptyStatusSize;
  /** Result of the current message, and its answer. */
  result: DispatchResult = "delivered";
  answer: Uint8Array = noAnswer;
  /** Takes that answer. */
  waits: ((payload: Uint8Array) => boolean) | undefined;
  /** Called once the answer to the sequence was sent. */
  readonly ends: (() => void)[] = [];

  constructor(
    readonly elementAddress: number,
    readonly messages: readonly Uint8Array[],
    readonly context: MessageContext,
  ) {}

  /** Takes the answer of the next message: one, and in time. */
  collector(): (payload: Uint8Array) => boolean {
    const collect = (payload: Uint8Array): boolean => {
      if (this.waits !== collect) return false;
      this.waits = undefined;
      this.answer = payload;
      return true;
    };
    this.answer = noAnswer;
    return (this.waits = collect);
  }
}

const handlers = frozen(
  new HandlerTable<OpcodesAggregatorServer>().on(
    OpcodesAggregatorSequence,
    (server, { elementAddress, items }, context) => server.run(elementAddress, items, context),
  ),
);
