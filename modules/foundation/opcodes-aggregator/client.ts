import { development } from "../../base/development.js";
import { answerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { Message } from "../../access/message.js";
import { getOpcode } from "../../access/opcode.js";
import { frozen } from "../../base/frozen.js";
import {
  opcodesAggregatorClientId,
  OpcodesAggregatorSequence,
  OpcodesAggregatorStatus,
} from "./messages.js";

const handlers = frozen(answerTable([OpcodesAggregatorStatus]));

/** A message for a sequence, and what it is answered with; `aggregated` makes one. */
export interface AggregatedMessage<R = unknown> {
  /** Opcode and parameters. */
  readonly payload: Uint8Array;
  /** Message of the answer; undefined for an unacknowledged message. */
  readonly response: Message<R> | undefined;
}

/** A message to be sent in a sequence. Throws FieldError for a value out of range. */
export function aggregated<T, R>(message: Message<T, R>, values: T): AggregatedMessage<R> {
  development.args?.("aggregated", [message, values]);
  return { payload: message.encode(values), response: message.response };
}

/** The result of a sequence. */
export interface AggregatedAnswer<R extends readonly unknown[]> {
  /** A code of `AggregatorStatus`: why the rest was not carried out. */
  readonly status: number;
  /** Messages that were carried out, from the first on. */
  readonly carriedOut: number;
  /** In the order of the messages; undefined where there is none, or it is malformed. */
  readonly answers: { readonly [K in keyof R]: R[K] | undefined };
}

/** How a sequence is sent: to the element of the server at `dst`, with an AppKey or (`device`) the node's device key. */
export interface SequenceOptions extends RequestOptions {
  /** Unicast address of the element whose models the messages are for; default: `dst`. */
  readonly elementAddress?: number;
}

/** The Opcodes Aggregator Client model. Mesh Protocol 1.1 §4.4.20. */
export class OpcodesAggregatorClient extends ClientModel {
  constructor() {
    super(opcodesAggregatorClientId, "both", handlers);
  }

  /**
   * Sends messages as one and awaits their answers. Rejects as
   * `ClientModel.request` does: with AccessError where they are too long together.
   */
  async sequence<const R extends readonly unknown[]>(
    messages: { readonly [K in keyof R]: AggregatedMessage<R[K]> },
    options: SequenceOptions,
  ): Promise<AggregatedAnswer<R>> {
    const { elementAddress = options.dst, ...others } = options;
    const list: readonly AggregatedMessage[] = messages;
    const { status, items } = await this.request(
      OpcodesAggregatorSequence,
      { elementAddress, items: list.map(({ payload }) => payload) },
      others,
      (answer) => answer.elementAddress === elementAddress && answer.items.length <= list.length,
    );
    const answers = list.map(({ response }, i) => answerOf(response, items[i]));
    return { status, carriedOut: items.length, answers: answers as AggregatedAnswer<R>["answers"] };
  }
}

function answerOf(response: Message | undefined, item: Uint8Array | undefined): unknown {
  if (!response || !item || getOpcode(item, item.length) !== response.opcode) return undefined;
  return response.decode(item, item.length);
}
