import { ClientHandlerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  genericDefaultTransitionTimeClientId,
  GenericDefaultTransitionTimeGet,
  GenericDefaultTransitionTimeSet,
  GenericDefaultTransitionTimeSetUnacknowledged,
  GenericDefaultTransitionTimeStatus,
} from "./messages.js";

/** What a GenericDefaultTransitionTimeClient is made with. */
export interface GenericDefaultTransitionTimeClientOptions {
  /** Called for each status message, requested or published, with milliseconds. */
  readonly onStatus?: (time: number, context: MessageContext) => void;
}

/** The Generic Default Transition Time Client model. Times are milliseconds, 0..37,200,000. Mesh Model 1.1 §3.4.4. */
export class GenericDefaultTransitionTimeClient extends ClientModel {
  readonly #onStatus: GenericDefaultTransitionTimeClientOptions["onStatus"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: GenericDefaultTransitionTimeClientOptions = {}) {
    development.options?.("GenericDefaultTransitionTimeClient", options);
    super(genericDefaultTransitionTimeClientId, "application", handlers);
    this.#onStatus = options.onStatus;
  }

  /** Handles a status message, requested or published. */
  heard(time: number, context: MessageContext): void {
    const onStatus = this.#onStatus;
    if (onStatus) this.notify(() => onStatus(time, context), undefined);
  }

  /** Requests the state. Rejects as `ClientModel.request` does. */
  async get(options: RequestOptions): Promise<number> {
    return (await this.request(GenericDefaultTransitionTimeGet, {}, options)).time;
  }

  /**
   * Sets the state; what it is after that: times are coded in steps of 0.1, 1, 10 or 600 s, and are
   * rounded up. Rejects with RangeError for a time out of range, else as `ClientModel.request` does.
   */
  async set(time: number, options: RequestOptions): Promise<number> {
    return (await this.request(GenericDefaultTransitionTimeSet, { time }, options)).time;
  }

  /** Sets the state without an answer. Throws RangeError, AccessError, NotProvisionedError. */
  setUnacknowledged(time: number, options: SendOptions): void {
    this.sendMessage(GenericDefaultTransitionTimeSetUnacknowledged, { time }, options);
  }
}

const handlers = frozen(
  new ClientHandlerTable<GenericDefaultTransitionTimeClient>().onStatus(
    GenericDefaultTransitionTimeStatus,
    (client, { time }, context) => client.heard(time, context),
  ),
);
