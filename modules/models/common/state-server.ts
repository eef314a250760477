import { HandlerTable, type SharedHandlers } from "../../access/handler-table.js";
import type { Message } from "../../access/message.js";
import { type MessageContext, Model } from "../../access/model.js";
import type { ModelId } from "../../access/model-id.js";
import { moveBegun, moveEnded, type State, type StateUser, valueChanged } from "./state.js";

/** Milliseconds within which a message with the same TID is the same transaction. Mesh Model 1.1 §3.4.1. */
const transactionTime = 6000;
/** Milliseconds of a transition from which on its begin is published too. Mesh Model 1.1 §3.7.6.1.2. */
const longTransition = 2000;

/** The request of a message: Get, Set or Set Unacknowledged. */
export type StateRequest = "get" | "set";

/** What a server of a state is made with. */
export interface StateServerOptions {
  /** Called for each message that reaches the model, also a Set that changes nothing. */
  readonly onRequest?: (request: StateRequest) => void;
  /** Transition time, ms, for messages without one; default 0. */
  readonly defaultTransitionTime?: number;
}

/** The transition that a message asks for, in milliseconds. */
export interface TransitionTimes {
  readonly time: number;
  readonly delay: number;
}

/** Parameters that all messages have that set a state with a transition. */
export interface SetValues {
  readonly tid: number;
  readonly transition: TransitionTimes | undefined;
}

/** What a status message says: the present value, and what comes while a transition is under way. */
export interface StateStatus<T = number> {
  readonly present: T;
  readonly change: { readonly target: T; readonly remaining: number | undefined } | undefined;
}

/**
 * The handlers of a Get, a Set and a Set Unacknowledged message of a server. `set` executes a Set;
 * the answer follows.
 */
export function stateHandlers<M extends StateServer<StateServerOptions>, V>(
  messages: {
    readonly get: Message;
    readonly set: Message<V>;
    readonly setUnacknowledged: Message<V>;
  },
  set: (server: M, values: V, context: MessageContext) => void,
): HandlerTable<M> {
  return new HandlerTable<M>()
    .on(messages.get, (server, _, context) => server.handled("get", context))
    .on(messages.set, (server, values, context) => {
      set(server, values, context);
      server.handled("set", context);
    })
    .on(messages.setUnacknowledged, (server, values, context) => {
      set(server, values, context);
      server.handled("set");
    });
}

/**
 * A server of a state with transitions: executes each transaction once, answers, and publishes
 * changes. A subclass says what its messages carry.
 */
export abstract class StateServer<O extends StateServerOptions> extends Model implements StateUser {
  /** The state that it serves, or the one that its state is bound to. */
  readonly state: State;
  // `private` and `protected`, not `#`: XS adds a slot per instance for `#` fields.
  protected readonly options: O;
  /** Source, destination and TID of the latest transaction as one number, and when it began. */
  private transaction = -1;
  private since = 0;

  protected constructor(id: ModelId, table: SharedHandlers, options: O, state: State) {
    super(id, "application", table);
    this.options = options;
    this.state = state;
  }

  /** A status message with the present values: the answer, and what is published. */
  protected abstract encodeStatus(): Uint8Array;

  override publicationPayload(): Uint8Array {
    return this.encodeStatus();
  }

  protected override onStart(): void {
    this.state.clock = this.services!.clock;
  }

  protected override onStop(): void {
    this.state.finish();
  }

  /** Whether a message begins a transaction: another source, destination or TID than the latest, or 6 s later. */
  isNew({ dst, src }: Pick<MessageContext, "dst" | "src">, tid: number): boolean {
    const now = this.services!.clock.now();
    const transaction = (src * 0x1_0000 + dst) * 0x100 + tid;
    if (transaction === this.transaction && now - this.since < transactionTime) return false;
    this.transaction = transaction;
    this.since = now;
    return true;
  }

  /** Handles a Set message, once per transaction: sets the state to `target`. */
  receiveSet(target: number, { tid, transition }: SetValues, context: MessageContext): void {
    if (!this.isNew(context, tid)) return;
    const time = transition?.time ?? this.options.defaultTransitionTime ?? 0;
    this.state.set(target, time, transition?.delay, this);
  }

  /** Calls `onRequest` for a message, and answers one that comes with `context`. */
  handled(request: StateRequest, context?: MessageContext): void {
    const { onRequest } = this.options;
    if (onRequest) this.notify(onRequest, request);
    if (context) this.services?.reply(this, context, this.encodeStatus());
  }

  /** Publishes the state when it has changed, at the end of a transition, and at the begin of a long one. */
  stateChanged(state: State, change: number, _setter: unknown): void {
    const publishes =
      (change & (valueChanged | moveEnded)) !== 0 ||
      ((change & moveBegun) !== 0 && state.remaining! >= longTransition);
    if (publishes) this.publishState();
  }

  /** Publishes a status message, where a publish address is configured. */
  protected publishState(): void {
    if (this.configuration.publication) this.services?.publish(this, this.encodeStatus());
  }

  /** For the trace: the state has a new value. */
  protected traceState(model: string, value: number): void {
    const diagnostics = this.services?.diagnostics;
    if (diagnostics?.tracing)
      diagnostics.emit({ type: "model.state", model, element: this.element.index, value });
  }
}
