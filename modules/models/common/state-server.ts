import type { HandlerTable, SharedHandlers } from "../../access/handler-table.js";
import type { Message } from "../../access/message.js";
import { type MessageContext, Model } from "../../access/model.js";
import type { ModelId } from "../../access/model-id.js";
import {
  moveBegun,
  moveEnded,
  type State,
  type StateUser,
  type TransitionTimes,
  valueChanged,
} from "./state.js";

/** Milliseconds within which a message with the same TID is the same transaction. Mesh Model 1.1 §3.4.1. */
const transactionTime = 6000;
/** Milliseconds of a transition from which on its begin is published too. Mesh Model 1.1 §3.7.6.1.2. */
export const longTransition = 2000;

/** The request of a message: Get, Set or Set Unacknowledged. */
export type StateRequest = "get" | "set";

/** The Generic Default Transition Time state of a server. */
export interface DefaultTransition {
  /** Undefined: there is no transition. */
  readonly transition: TransitionTimes | undefined;
}

/** What a server of a state is made with. */
export interface StateServerOptions {
  /** Called for each message that reaches the model, also a Set that changes nothing. */
  readonly onRequest?: (request: StateRequest) => void;
  /**
   * Transition time, ms, for messages without one; default 0. A Generic Default Transition Time Server
   * stands for its state.
   */
  readonly defaultTransitionTime?: number | DefaultTransition;
}

/** A server that executes the Set messages with these values. */
interface Setter<V> {
  receiveSet(values: V, context: MessageContext): void;
  handled(request: StateRequest, context?: MessageContext): void;
  readonly options: Pick<StateServerOptions, "onRequest">;
}

/** Adds the handlers of a Get, a Set and a Set Unacknowledged message to a table; returns it. */
export function addStateHandlers<M extends Setter<V>, V>(
  table: HandlerTable<M>,
  get: Message,
  set: Message<V>,
  setUnacknowledged: Message<V>,
): HandlerTable<M> {
  return table
    .on(get, (server, _, context) => server.handled("get", context))
    .on(set, (server, values, context) => {
      server.receiveSet(values, context);
      server.handled("set", context);
    })
    .on(setUnacknowledged, (server, values, context) => {
      server.receiveSet(values, context);
      // Most have no callback: a message without an answer needs no call then.
      if (server.options.onRequest !== undefined) server.handled("set");
    });
}

/**
 * A server of a state with transitions: executes each transaction once, answers, and publishes
 * changes. A subclass says what its messages carry.
 */
export abstract class StateServer<O extends StateServerOptions> extends Model implements StateUser {
  /** The state that it serves, or the one that its state is bound to. */
  readonly state: State;
  /** What it was made with. */
  readonly options: O;
  /** For a Set without a transition of its own. */
  protected readonly byDefault: DefaultTransition | undefined;
  /** Source (bits 16 to 30) and destination of the latest transaction, its TID, and when it began. */
  #addresses = 0;
  #tid = -1;
  #since = 0;

  protected constructor(id: ModelId, table: SharedHandlers, options: O, state: State) {
    super(id, "application", table);
    this.options = options;
    this.byDefault = defaultTransition(options.defaultTransitionTime);
    this.state = state;
  }

  /** A status message with the present values: the answer, and what is published. */
  protected abstract encodeStatus(): Uint8Array;

  override publicationPayload(): Uint8Array {
    return this.encodeStatus();
  }

  /** The states that scenes keep of this model; see `SceneKeeper`. */
  get sceneStates(): readonly State[] {
    return [this.state];
  }

  protected override onStart(): void {
    this.state.clock = this.services!.clock;
  }

  protected override onStop(): void {
    this.state.finish();
  }

  /**
   * Whether a message begins a transaction: another source, destination or TID than the latest, or 6 s later. `goesOn`: where it does
   * not, the 6 s of the transaction begin again.
   */
  isNew(context: Pick<MessageContext, "dst" | "src">, tid: number, goesOn = false): boolean {
    const now = this.state.clock!.now();
    const addresses = (context.src << 16) | context.dst;
    if (tid === this.#tid && addresses === this.#addresses && now - this.#since < transactionTime) {
      if (goesOn) this.#since = now;
      return false;
    }
    this.#addresses = addresses;
    this.#tid = tid;
    this.#since = now;
    return true;
  }

  /** Whether a Set message with these values begins a transaction. */
  protected begins(values: { readonly tid: number }, context: MessageContext): boolean {
    return this.isNew(context, values.tid);
  }

  /** Calls `onRequest` for a message, and answers one that comes with `context`. */
  handled(request: StateRequest, context?: MessageContext): void {
    const onRequest = this.options.onRequest;
    if (onRequest) this.notify(onRequest, request);
    if (context) this.services?.reply(this, context, this.encodeStatus());
  }

  /** Publishes the state when it has changed, at the end of a transition, and at the begin of a long one. */
  stateChanged(state: State, change: number): void {
    const publishes =
      (change & (valueChanged | moveEnded)) !== 0 ||
      ((change & moveBegun) !== 0 && state.remaining! >= longTransition);
    if (publishes) this.publishState();
  }

  /**
   * Publishes a status message, where a publish address is configured. Posted where several servers
   * are bound to the state: the last of them is called with a long stack.
   */
  protected publishState(): void {
    if (!this.configuration.publication) return;
    // Not by `#publish`: a call more takes slots of the stack.
    if (this.state.user === this) this.services?.publish(this, this.encodeStatus());
    else this.services?.queue.post(StateServer.#publish, this, undefined);
  }

  static #publish<O extends StateServerOptions>(server: StateServer<O>): void {
    server.services?.publish(server, server.encodeStatus());
  }

  /** Tells the application and the trace of a new value of the state. */
  protected tell<T>(model: string, value: T, onChange: ((value: T) => void) | undefined): void {
    if (onChange) this.notify(onChange, value);
    const diagnostics = this.services?.diagnostics;
    if (diagnostics?.tracing)
      diagnostics.emit({
        type: "model.state",
        model,
        element: this.element.index,
        value: Number(value),
      });
  }
}

function defaultTransition(
  given: number | DefaultTransition | undefined,
): DefaultTransition | undefined {
  if (typeof given !== "number") return given;
  return given === 0 ? undefined : { transition: { time: given, delay: 0 } };
}
