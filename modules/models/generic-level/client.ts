import {
  ClientHandlerTable,
  type PublishResult,
  type RequestOptions,
} from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { TransitionTimes } from "../common/state.js";
import { StateClient, type StatePublication, type StateStatus } from "../common/state-client.js";
import {
  GenericDeltaSet,
  GenericDeltaSetUnacknowledged,
  type GenericDeltaSetValues,
  genericLevelClientId,
  GenericLevelGet,
  GenericLevelSet,
  GenericLevelSetUnacknowledged,
  type GenericLevelSetValues,
  GenericLevelStatus,
  GenericMoveSet,
  GenericMoveSetUnacknowledged,
} from "./messages.js";

/** The Generic Level state of a server, -32,768..32,767. */
export type LevelStatus = StateStatus<number>;

/** What a GenericLevelClient publishes: one of the three. */
export type LevelPublication = StatePublication &
  (
    | { /** -32,768..32,767. */ readonly level: number }
    | {
        /** Difference to the present level, -2,147,483,648..2,147,483,647. */ readonly delta: number;
      }
    | { /** Difference for each transition time, -32,768..32,767. */ readonly move: number }
  );

/** What a GenericLevelClient is made with. */
export interface GenericLevelClientOptions {
  /** Called for each status message, requested or published. */
  readonly onStatus?: (status: LevelStatus, context: MessageContext) => void;
}

/**
 * The Generic Level Client model. Mesh Model 1.1 §3.4.3. Levels are -32,768..32,767. Transition times
 * that are left out are those of the server. What sends throws FieldError or RangeError for a value out
 * of range.
 */
export class GenericLevelClient extends StateClient {
  readonly #onStatus: GenericLevelClientOptions["onStatus"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: GenericLevelClientOptions = {}) {
    development.options?.("GenericLevelClient", options);
    super(genericLevelClientId, "application", handlers);
    this.#onStatus = options.onStatus;
  }

  /** Handles a status message, requested or published. */
  heard(status: LevelStatus, context: MessageContext): void {
    const onStatus = this.#onStatus;
    if (onStatus) this.notify(() => onStatus(status, context), undefined);
  }

  /** Requests the state. Rejects as `ClientModel.request` does. */
  get(options: RequestOptions): Promise<LevelStatus> {
    return this.request(GenericLevelGet, {}, options);
  }

  /**
   * Sets the level and awaits the status. One of another level than the one asked for may have been
   * published before: it is taken for the answer once the message was sent again. Rejects as
   * `ClientModel.request` does.
   */
  set(level: number, options: RequestOptions, transition?: TransitionTimes): Promise<LevelStatus> {
    return this.requestSet(GenericLevelSet, this.#level(level, transition), level, options);
  }

  /** Sets the level without an answer, as is usual for groups. Throws AccessError, NotProvisionedError. */
  setUnacknowledged(level: number, options: SendOptions, transition?: TransitionTimes): void {
    this.sendMessage(GenericLevelSetUnacknowledged, this.#level(level, transition), options);
  }

  /** Changes the level by `delta`, -2,147,483,648..2,147,483,647, and awaits the status. Rejects as `ClientModel.request` does. */
  delta(
    delta: number,
    options: RequestOptions,
    transition?: TransitionTimes,
  ): Promise<LevelStatus> {
    return this.request(GenericDeltaSet, this.#delta(delta, transition), options);
  }

  /** Changes the level by `delta` without an answer. Throws AccessError, NotProvisionedError. */
  deltaUnacknowledged(delta: number, options: SendOptions, transition?: TransitionTimes): void {
    this.sendMessage(GenericDeltaSetUnacknowledged, this.#delta(delta, transition), options);
  }

  /**
   * Moves the level by `delta`, -32,768..32,767, in each transition time, until it is at an end or is set;
   * 0 stops it. Without a transition time, here or at the server, nothing moves. Rejects as
   * `ClientModel.request` does.
   */
  move(delta: number, options: RequestOptions, transition?: TransitionTimes): Promise<LevelStatus> {
    return this.request(GenericMoveSet, this.#delta(delta, transition), options);
  }

  /** Moves the level without an answer. Throws AccessError, NotProvisionedError. */
  moveUnacknowledged(delta: number, options: SendOptions, transition?: TransitionTimes): void {
    this.sendMessage(GenericMoveSetUnacknowledged, this.#delta(delta, transition), options);
  }

  /**
   * Publishes a Generic Level Set, Delta Set or Move Set message, as a dimmer does, to the address that a
   * provisioner configured, as `GenericOnOffClient.publish` does. The result may be ignored; see
   * `PublishResult`.
   */
  publish(publication: LevelPublication): PublishResult {
    const { acknowledged, transition } = publication;
    if ("level" in publication)
      return this.publishSet(setMessages, this.#level(publication.level, transition), acknowledged);
    if ("delta" in publication)
      return this.publishSet(
        deltaMessages,
        this.#delta(publication.delta, transition),
        acknowledged,
      );
    return this.publishSet(moveMessages, this.#delta(publication.move, transition), acknowledged);
  }

  #level(level: number, transition: TransitionTimes | undefined): GenericLevelSetValues {
    return { level, tid: this.nextTid(), transition };
  }

  #delta(delta: number, transition: TransitionTimes | undefined): GenericDeltaSetValues {
    return { delta, tid: this.nextTid(), transition };
  }
}

const setMessages = frozen({
  set: GenericLevelSet,
  setUnacknowledged: GenericLevelSetUnacknowledged,
});
const deltaMessages = frozen({
  set: GenericDeltaSet,
  setUnacknowledged: GenericDeltaSetUnacknowledged,
});
const moveMessages = frozen({
  set: GenericMoveSet,
  setUnacknowledged: GenericMoveSetUnacknowledged,
});

const handlers = frozen(
  new ClientHandlerTable<GenericLevelClient>().onStatus(
    GenericLevelStatus,
    (client, status, context) => client.heard(status, context),
  ),
);
