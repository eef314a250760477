import type { DispatchResult } from "../../access/dispatch-result.js";
import { FieldReader, FieldWriter } from "../../access/field.js";
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
  readItemLength,
  writeItem,
} from "./messages.js";
import { PackedSequence, PackedStatus } from "./packed-messages.js";

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

  /** Carries out the messages, each behind its length, in their order, up to the first that cannot be, and answers. */
  run(elementAddress: number, messages: Uint8Array, context: MessageContext): void {
    const { address, elements } = this.target;
    const sequence = new Sequence(elementAddress, messages, context);
    if (elementAddress < address || elementAddress >= address + elements.length)
      this.#answer(sequence, AggregatorStatus.invalidAddress);
    else this.#next(sequence);
  }

  /** Each message from the run queue: it is to its model as if it had come alone. */
  #next(sequence: Sequence): void {
    if (sequence.messages.remaining === 0) this.#answer(sequence, AggregatorStatus.success);
    else this.services?.queue.post(OpcodesAggregatorServer.#deliver, this, sequence);
  }

  static #deliver(server: OpcodesAggregatorServer, sequence: Sequence): void {
    const { services } = server;
    if (!services) return;
    const { afterAnswer, context, elementAddress: dst, messages } = sequence;
    const message = messages.take(readItemLength(messages));
    if (getOpcode(message, message.length) === PackedSequence.opcode) {
      // A sequence in a sequence: an answer could not be distinguished from those around it.
      services.diagnostics.drop("access.no-model", message.length);
      sequence.result = "access.no-model";
    } else {
      const collect = sequence.collector();
      const inside = { ...context, dst, collect, afterAnswer };
      sequence.result = server.target.deliver(inside, message);
    }
    // After what the message posted: a model that answers from the run queue answers at once.
    services.queue.post(OpcodesAggregatorServer.#delivered, server, sequence);
  }

  static #delivered(server: OpcodesAggregatorServer, sequence: Sequence): void {
    const { answer, answers, result } = sequence;
    sequence.waits = undefined;
    if (result !== "delivered") return server.#answer(sequence, statuses[result]);
    sequence.size += itemSize(answer.length);
    if (sequence.size > maximumPayload)
      return server.#answer(sequence, AggregatorStatus.responseOverflow);
    writeItem(answers, answer, "items");
    server.#next(sequence);
  }

  #answer({ answers, context, elementAddress, ends }: Sequence, status: number): void {
    const onEnd = () => {
      for (const end of ends) end();
    };
    const values = { status, elementAddress, items: answers.finish() };
    this.reply(context, PackedStatus, values, ends.length > 0 ? { onEnd } : {});
  }
}

/** A sequence that is being carried out. */
class Sequence {
  /** The messages that are left. */
  readonly messages: FieldReader;
  /** Answers so far, one for each message that was carried out. */
  readonly answers = new FieldWriter();
  /** Octets of the answer with these. */
  size = emptyStatusSize;
  /** Result of the current message, and its answer. */
  result: DispatchResult = "delivered";
  answer: Uint8Array = noAnswer;
  /** Takes that answer. */
  waits: ((payload: Uint8Array) => boolean) | undefined;
  /** Called once the answer to the sequence was sent. */
  readonly ends: (() => void)[] = [];
  /** The same for all messages, so that a model knows which have one answer. */
  readonly afterAnswer = (end: () => void): void => void this.ends.push(end);

  constructor(
    readonly elementAddress: number,
    messages: Uint8Array,
    readonly context: MessageContext,
  ) {
    this.messages = new FieldReader(messages, 0, messages.length);
  }

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
    PackedSequence,
    (server, { elementAddress, items }, context) => server.run(elementAddress, items, context),
  ),
);
