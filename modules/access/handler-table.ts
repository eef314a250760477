import type { Message } from "./message.js";
import type { MessageContext } from "./message-context.js";

/** What a kind of model does with one message. */
export type SharedHandler<M> = (
  model: M,
  context: MessageContext,
  payload: Uint8Array,
  end: number,
) => boolean;

/**
 * The messages that a kind of model handles, made once for all models of the
 * kind: preloaded it lies in flash, where handlers of each model's own would
 * take some 25 slots of memory each.
 */
export class HandlerTable<M> {
  readonly #handlers = new Map<number, SharedHandler<M>>();

  /** Declares a handled message. Throws Error where it is declared already. */
  on<T>(
    message: Message<T>,
    handler: (model: M, values: T, context: MessageContext) => void,
  ): this {
    if (this.#handlers.has(message.opcode)) throw new Error(`${message.name} is handled already`);
    this.#handlers.set(message.opcode, (model, context, payload, end) => {
      const values = message.decode(payload, end);
      if (values === undefined) return false;
      handler(model, values, context);
      return true;
    });
    return this;
  }

  get(opcode: number): SharedHandler<M> | undefined {
    return this.#handlers.get(opcode);
  }

  get opcodes(): IterableIterator<number> {
    return this.#handlers.keys();
  }
}

/** A table as a model keeps it: whatever kind it is for. */
export type SharedHandlers = Pick<HandlerTable<never>, "get" | "opcodes">;
