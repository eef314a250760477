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
  genericOnOffClientId,
  GenericOnOffGet,
  GenericOnOffSet,
  GenericOnOffSetUnacknowledged,
  type GenericOnOffSetValues,
  GenericOnOffStatus,
} from "./messages.js";

/** The Generic OnOff state of a server: true is on. */
export type OnOffStatus = StateStatus<boolean>;

/** What a GenericOnOffClient publishes. */
export interface OnOffPublication extends StatePublication {
  /** True switches on. */
  readonly onOff: boolean;
}

/** What a GenericOnOffClient is made with. */
export interface GenericOnOffClientOptions {
  /** Called for each status message, requested or published. */
  readonly onStatus?: (status: OnOffStatus, context: MessageContext) => void;
}

/** The Generic OnOff Client model. Mesh Model 1.1 §3.4.2. */
export class GenericOnOffClient extends StateClient {
  readonly #onStatus: GenericOnOffClientOptions["onStatus"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: GenericOnOffClientOptions = {}) {
    development.options?.("GenericOnOffClient", options);
    super(genericOnOffClientId, "application", handlers);
    this.#onStatus = options.onStatus;
  }

  /** Handles a status message, requested or published. */
  heard(status: OnOffStatus, context: MessageContext): void {
    const onStatus = this.#onStatus;
    if (onStatus) this.notify(() => onStatus(status, context), undefined);
  }

  /** Requests the state. Rejects as `ClientModel.request` does. */
  get(options: RequestOptions): Promise<OnOffStatus> {
    return this.request(GenericOnOffGet, {}, options);
  }

  /**
   * Switches and awaits the status. One that tells of another state than the one asked for
   * may have been published before: it is taken for the answer, of a server that does not
   * follow, once the message was sent again. Rejects as `ClientModel.request` does.
   */
  set(onOff: boolean, options: RequestOptions, transition?: TransitionTimes): Promise<OnOffStatus> {
    return this.requestSet(GenericOnOffSet, this.#values(onOff, transition), onOff, options);
  }

  /**
   * Switches without an answer, as is usual for groups. Throws AccessError, NotProvisionedError.
   */
  setUnacknowledged(onOff: boolean, options: SendOptions, transition?: TransitionTimes): void {
    const values = this.#values(onOff, transition);
    this.sendMessage(GenericOnOffSetUnacknowledged, values, options);
  }

  /**
   * Publishes a Generic OnOff Set Unacknowledged or Generic OnOff Set message, as a switch does
   * when it is pressed: to the address, with the AppKey and TTL and as many times as a provisioner
   * configured in the model's Publication state (Mesh Protocol 1.1 §4.2.3). Retransmissions
   * belong to the same transaction; `transition.delay` becomes shorter from one to the next, so
   * that all lights begin at the same time. The result may be ignored; see `PublishResult`.
   * Throws RangeError for a transition out of range.
   */
  publish({ acknowledged, onOff, transition }: OnOffPublication): PublishResult {
    return this.publishSet(messages, this.#values(onOff, transition), acknowledged);
  }

  #values(onOff: boolean, transition: TransitionTimes | undefined): GenericOnOffSetValues {
    return { onOff, tid: this.nextTid(), transition };
  }
}

const messages = frozen({
  set: GenericOnOffSet,
  setUnacknowledged: GenericOnOffSetUnacknowledged,
});

const handlers = frozen(
  new ClientHandlerTable<GenericOnOffClient>().onStatus(
    GenericOnOffStatus,
    (client, status, context) => client.heard(status, context),
  ),
);
