import type { Message } from "./message.js";
import type { MessageContext } from "./message-context.js";

/** A message, and what a kind of model does with it. */
export interface Handler<M> {
  readonly message: Pick<Message, "decode">;
  readonly take: (model: M, values: never, context: MessageContext) => void;
}

/**
 * The messages that a kind of model handles, made once for all models of the
 * kind: preloaded it lies in flash, where handlers of each model's own would
 * take some 25 slots of memory each.
 */
export class HandlerTable<M> {
  readonly #handlers = new Map<number, Handler<M>>();

  /** Declares a handled message. Throws Error where it is declared already. */
  on<T>(
    message: Message<T>,
    handler: (model: M, values: T, context: MessageContext) => void,
  ): this {
    if (this.#handlers.has(message.opcode)) throw new Error(`${message.name} is handled already`);
    this.#handlers.set(message.opcode, Object.freeze({ message, take: handler }));
    return this;
  }

  get(opcode: number): Handler<M> | undefined {
    return this.#handlers.get(opcode);
  }

  get opcodes(): IterableIterator<number> {
    return this.#handlers.keys();
  }
}

/** A table as a model keeps it: whatever kind it is for. */
export type SharedHandlers = Pick<HandlerTable<never>, "get" | "opcodes">;

/** Hands the access payload `payload[0..end)` to a model; false where its parameters are malformed. */
export function handle<M>(
  { message, take }: Handler<M>,
  model: M,
  context: MessageContext,
  payload: Uint8Array,
  end: number,
): boolean {
  const values = message.decode(payload, end);
  if (values === undefined) return false;
  take(model, values as never, context);
  return true;
}
