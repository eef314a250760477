import {
  ClientHandlerTable,
  ClientModel,
  type PublishResult,
  type RequestOptions,
} from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { randomBetween } from "../../base/random.js";
import {
  genericOnOffClientId,
  GenericOnOffGet,
  GenericOnOffSet,
  GenericOnOffSetUnacknowledged,
  type GenericOnOffSetValues,
  GenericOnOffStatus,
} from "./messages.js";

/** The Generic OnOff state of a server. */
export interface OnOffStatus {
  /** Present state: true is on. */
  readonly present: boolean;
  /**
   * Target state and remaining milliseconds (undefined: unknown) of a transition; undefined: no
   * transition.
   */
  readonly change: { readonly target: boolean; readonly remaining: number | undefined } | undefined;
}

/** Times of a transition. */
export interface OnOffTransition {
  /** Duration of the transition, 0..37,200,000 ms. */
  readonly time: number;
  /** Time until it begins, 0..1275 ms. */
  readonly delay: number;
}

/** What a GenericOnOffClient publishes. */
export interface OnOffPublication {
  /** True switches on. */
  readonly onOff: boolean;
  /** Times of the transition. Default: those of each server. */
  readonly transition?: OnOffTransition;
  /**
   * Whether each server that is reached answers, to `onStatus`. Default false, as is usual for
   * groups: their answers would collide.
   */
  readonly acknowledged?: boolean;
}

/** What a GenericOnOffClient is made with. */
export interface GenericOnOffClientOptions {
  /** Called for each status message, requested or published. */
  readonly onStatus?: (status: OnOffStatus, context: MessageContext) => void;
}

/** The Generic OnOff Client model. Mesh Model 1.1 §3.4.2. */
export class GenericOnOffClient extends ClientModel {
  readonly #onStatus: GenericOnOffClientOptions["onStatus"];
  #tid = 0;

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

  /** The first TID is random: after a restart a server may still remember the latest transactions. */
  protected override onStart(): void {
    if (this.services) this.#tid = randomBetween(this.services.random, 0, 0xff);
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
  set(onOff: boolean, options: RequestOptions, transition?: OnOffTransition): Promise<OnOffStatus> {
    const follows = ({ change, present }: OnOffStatus, sent: number) =>
      (change ? change.target : present) === onOff || sent > 1;
    return this.request(GenericOnOffSet, this.#values(onOff, transition), options, follows);
  }

  /**
   * Switches without an answer, as is usual for groups. Throws AccessError, NotProvisionedError.
   */
  setUnacknowledged(onOff: boolean, options: SendOptions, transition?: OnOffTransition): void {
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
  publish({ acknowledged = false, onOff, transition }: OnOffPublication): PublishResult {
    const message = acknowledged ? GenericOnOffSet : GenericOnOffSetUnacknowledged;
    const later = transition && transition.delay > 0 ? delayedLess : undefined;
    return this.publishMessage(message, this.#values(onOff, transition), later);
  }

  /** A new transaction; its repeats carry the same TID. */
  #values(onOff: boolean, transition: OnOffTransition | undefined): GenericOnOffSetValues {
    const tid = this.#tid;
    this.#tid = (tid + 1) & 0xff;
    return { onOff, tid, transition };
  }
}

/** The values of a retransmission: what is left of the delay (Mesh Model 1.1 §3.2.1.3). */
function delayedLess(values: GenericOnOffSetValues, elapsed: number): GenericOnOffSetValues {
  const { delay, time } = values.transition!;
  return { ...values, transition: { time, delay: Math.max(0, delay - elapsed) } };
}

const handlers = frozen(
  new ClientHandlerTable<GenericOnOffClient>().onStatus(
    GenericOnOffStatus,
    (client, status, context) => client.heard(status, context),
  ),
);
