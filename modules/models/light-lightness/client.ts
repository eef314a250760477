import {
  ClientHandlerTable,
  type PublishResult,
  type RequestOptions,
} from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { development } from "../../base/development.js";
import { MeshError } from "../../base/errors.js";
import { frozen } from "../../base/frozen.js";
import type { TransitionTimes } from "../common/state.js";
import { StateClient, type StatePublication, type StateStatus } from "../common/state-client.js";
import {
  lightLightnessClientId,
  LightLightnessDefaultGet,
  LightLightnessDefaultSet,
  LightLightnessDefaultSetUnacknowledged,
  LightLightnessDefaultStatus,
  LightLightnessGet,
  LightLightnessLastGet,
  LightLightnessLastStatus,
  LightLightnessLinearGet,
  LightLightnessLinearSet,
  LightLightnessLinearSetUnacknowledged,
  LightLightnessLinearStatus,
  LightLightnessRangeGet,
  LightLightnessRangeSet,
  LightLightnessRangeSetUnacknowledged,
  LightLightnessRangeStatus,
  type LightLightnessRangeValues,
  LightLightnessSet,
  LightLightnessSetUnacknowledged,
  type LightLightnessSetValues,
  LightLightnessStatus,
} from "./messages.js";

/** A lightness of a server, 0..65,535. */
export type LightnessStatus = StateStatus<number>;

/** What a LightLightnessClient publishes: a perceived lightness or a linear one, 0..65,535. */
export type LightnessPublication = StatePublication &
  ({ readonly lightness: number } | { readonly linear: number });

/** What a LightLightnessClient is made with. */
export interface LightLightnessClientOptions {
  /** Called for each Light Lightness Status message, requested or published. */
  readonly onStatus?: (status: LightnessStatus, context: MessageContext) => void;
  /** Called for each Light Lightness Linear Status message, requested or published. */
  readonly onLinearStatus?: (status: LightnessStatus, context: MessageContext) => void;
}

/**
 * The Light Lightness Client model. Mesh Model 1.1 §6.5.1. A lightness is 0..65,535: a perceived one unless "linear"
 * says that it is the power. Transition times that are left out are those of the server. Requests
 * reject as `ClientModel.request` does; what is sent without an answer throws AccessError or
 * NotProvisionedError; both FieldError or RangeError for a value out of range.
 */
export class LightLightnessClient extends StateClient {
  readonly #options: LightLightnessClientOptions;

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: LightLightnessClientOptions = {}) {
    development.options?.("LightLightnessClient", options);
    super(lightLightnessClientId, "application", handlers);
    this.#options = options;
  }

  /** Handles a status message, requested or published. */
  heard(status: LightnessStatus, linear: boolean, context: MessageContext): void {
    const { onLinearStatus, onStatus } = this.#options;
    const listener = linear ? onLinearStatus : onStatus;
    if (listener) this.notify(() => listener(status, context), undefined);
  }

  /** Requests the lightness. */
  get(options: RequestOptions): Promise<LightnessStatus> {
    return this.request(LightLightnessGet, {}, options);
  }

  /**
   * Sets the lightness and awaits the status. One of another lightness than the one asked for may have been
   * published before: it is taken for the answer once the message was sent again.
   */
  set(
    lightness: number,
    options: RequestOptions,
    transition?: TransitionTimes,
  ): Promise<LightnessStatus> {
    const values = this.#values(lightness, transition);
    return this.requestSet(LightLightnessSet, values, lightness, options);
  }

  /** Sets the lightness without an answer, as is usual for groups. */
  setUnacknowledged(lightness: number, options: SendOptions, transition?: TransitionTimes): void {
    const values = this.#values(lightness, transition);
    this.sendMessage(LightLightnessSetUnacknowledged, values, options);
  }

  /** Requests the linear lightness. */
  getLinear(options: RequestOptions): Promise<LightnessStatus> {
    return this.request(LightLightnessLinearGet, {}, options);
  }

  /** Sets the linear lightness and awaits the status, which may be a step of it away. */
  setLinear(
    linear: number,
    options: RequestOptions,
    transition?: TransitionTimes,
  ): Promise<LightnessStatus> {
    return this.request(LightLightnessLinearSet, this.#values(linear, transition), options);
  }

  /** Sets the linear lightness without an answer. */
  setLinearUnacknowledged(
    linear: number,
    options: SendOptions,
    transition?: TransitionTimes,
  ): void {
    const values = this.#values(linear, transition);
    this.sendMessage(LightLightnessLinearSetUnacknowledged, values, options);
  }

  /** Requests the last lightness that was not 0. */
  async getLast(options: RequestOptions): Promise<number> {
    return (await this.request(LightLightnessLastGet, {}, options)).lightness;
  }

  /** Requests the lightness of a light that is switched on; 0: the last one. */
  async getDefault(options: RequestOptions): Promise<number> {
    return (await this.request(LightLightnessDefaultGet, {}, options)).lightness;
  }

  /** Sets it by the setup server; what it is after that. */
  async setDefault(lightness: number, options: RequestOptions): Promise<number> {
    return (await this.request(LightLightnessDefaultSet, { lightness }, options)).lightness;
  }

  /** Sets it by the setup server without an answer. */
  setDefaultUnacknowledged(lightness: number, options: SendOptions): void {
    this.sendMessage(LightLightnessDefaultSetUnacknowledged, { lightness }, options);
  }

  /** Requests the range of a lightness other than 0. */
  async getRange(options: RequestOptions): Promise<LightLightnessRangeValues> {
    const { maximum, minimum } = await this.request(LightLightnessRangeGet, {}, options);
    return { minimum, maximum };
  }

  /** Sets the range by the setup server. Rejects with MeshError where the server refuses it; what it is after that. */
  async setRange(
    range: LightLightnessRangeValues,
    options: RequestOptions,
  ): Promise<LightLightnessRangeValues> {
    const values = { minimum: range.minimum, maximum: range.maximum };
    const answer = await this.request(LightLightnessRangeSet, values, options);
    const { maximum, minimum, status } = answer;
    if (status !== 0)
      throw new MeshError(
        `range ${range.minimum}..${range.maximum}: the server cannot set its ${status === 1 ? "minimum" : "maximum"}`,
      );
    return { minimum, maximum };
  }

  /** Sets the range by the setup server without an answer. */
  setRangeUnacknowledged(range: LightLightnessRangeValues, options: SendOptions): void {
    this.sendMessage(LightLightnessRangeSetUnacknowledged, range, options);
  }

  /**
   * Publishes a Light Lightness Set or Linear Set message to the address that a provisioner configured, as
   * `GenericOnOffClient.publish` does. The result may be ignored; see `PublishResult`.
   */
  publish(publication: LightnessPublication): PublishResult {
    const { acknowledged, transition } = publication;
    return "linear" in publication
      ? this.publishSet(linearMessages, this.#values(publication.linear, transition), acknowledged)
      : this.publishSet(messages, this.#values(publication.lightness, transition), acknowledged);
  }

  #values(lightness: number, transition: TransitionTimes | undefined): LightLightnessSetValues {
    return { lightness, tid: this.nextTid(), transition };
  }
}

const messages = frozen({
  set: LightLightnessSet,
  setUnacknowledged: LightLightnessSetUnacknowledged,
});
const linearMessages = frozen({
  set: LightLightnessLinearSet,
  setUnacknowledged: LightLightnessLinearSetUnacknowledged,
});

const handlers = frozen(
  new ClientHandlerTable<LightLightnessClient>()
    .onStatus(LightLightnessStatus, (client, status, context) =>
      client.heard(status, false, context),
    )
    .onStatus(LightLightnessLinearStatus, (client, status, context) =>
      client.heard(status, true, context),
    )
    .onStatus(LightLightnessLastStatus)
    .onStatus(LightLightnessDefaultStatus)
    .onStatus(LightLightnessRangeStatus),
);
