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
  GenericPowerDefaultGet,
  GenericPowerDefaultSet,
  GenericPowerDefaultSetUnacknowledged,
  GenericPowerDefaultStatus,
  GenericPowerLastGet,
  GenericPowerLastStatus,
  genericPowerLevelClientId,
  GenericPowerLevelGet,
  GenericPowerLevelSet,
  GenericPowerLevelSetUnacknowledged,
  GenericPowerLevelStatus,
  GenericPowerRangeGet,
  GenericPowerRangeSet,
  GenericPowerRangeSetUnacknowledged,
  GenericPowerRangeStatus,
  type GenericPowerRangeValues,
} from "./messages.js";

/** The power of a server, 0..65,535. */
export type PowerLevelStatus = StateStatus<number>;

/** What a GenericPowerLevelClient publishes: a power, 0..65,535. */
export interface PowerLevelPublication extends StatePublication {
  readonly power: number;
}

/** What a GenericPowerLevelClient is made with. */
export interface GenericPowerLevelClientOptions {
  /** Called for each Generic Power Level Status message, requested or published. */
  readonly onStatus?: (status: PowerLevelStatus, context: MessageContext) => void;
}

/**
 * The Generic Power Level Client model. Mesh Model 1.1 §3.4.6. A power is 0..65,535, of which 65,535 is the most that
 * the device can. Transition times that are left out are those of the server. Requests reject as
 * `ClientModel.request` does; what is sent without an answer throws AccessError or NotProvisionedError; both
 * FieldError or RangeError for a value out of range.
 */
export class GenericPowerLevelClient extends StateClient {
  readonly #onStatus: GenericPowerLevelClientOptions["onStatus"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: GenericPowerLevelClientOptions = {}) {
    development.options?.("GenericPowerLevelClient", options);
    super(genericPowerLevelClientId, "application", handlers);
    this.#onStatus = options.onStatus;
  }

  /** Handles a status message, requested or published. */
  heard(status: PowerLevelStatus, context: MessageContext): void {
    const onStatus = this.#onStatus;
    if (onStatus) this.notify(() => onStatus(status, context), undefined);
  }

  /** Requests the power. */
  get(options: RequestOptions): Promise<PowerLevelStatus> {
    return this.request(GenericPowerLevelGet, {}, options);
  }

  /**
   * Sets the power and awaits the status. One of another power than the one asked for may have been published before:
   * it is taken for the answer once the message was sent again.
   */
  set(
    power: number,
    options: RequestOptions,
    transition?: TransitionTimes,
  ): Promise<PowerLevelStatus> {
    const values = this.transaction({ power }, transition);
    return this.requestSet(GenericPowerLevelSet, values, power, options);
  }

  /** Sets the power without an answer, as is usual for groups. */
  setUnacknowledged(power: number, options: SendOptions, transition?: TransitionTimes): void {
    const values = this.transaction({ power }, transition);
    this.sendMessage(GenericPowerLevelSetUnacknowledged, values, options);
  }

  /** Requests the last power that was not 0. */
  async getLast(options: RequestOptions): Promise<number> {
    return (await this.request(GenericPowerLastGet, {}, options)).power;
  }

  /** Requests the power of a device that is switched on; 0: the last one. */
  async getDefault(options: RequestOptions): Promise<number> {
    return (await this.request(GenericPowerDefaultGet, {}, options)).power;
  }

  /** Sets it by the setup server; what it is after that. */
  async setDefault(power: number, options: RequestOptions): Promise<number> {
    return (await this.request(GenericPowerDefaultSet, { power }, options)).power;
  }

  /** Sets it by the setup server without an answer. */
  setDefaultUnacknowledged(power: number, options: SendOptions): void {
    this.sendMessage(GenericPowerDefaultSetUnacknowledged, { power }, options);
  }

  /** Requests the range of a power other than 0. */
  async getRange(options: RequestOptions): Promise<GenericPowerRangeValues> {
    const { maximum, minimum } = await this.request(GenericPowerRangeGet, {}, options);
    return { minimum, maximum };
  }

  /** Sets the range by the setup server. Rejects with MeshError where the server refuses it; what it is after that. */
  async setRange(
    range: GenericPowerRangeValues,
    options: RequestOptions,
  ): Promise<GenericPowerRangeValues> {
    const values = { minimum: range.minimum, maximum: range.maximum };
    const answer = await this.request(GenericPowerRangeSet, values, options);
    const { maximum, minimum, status } = answer;
    if (status !== 0)
      throw new MeshError(
        `range ${range.minimum}..${range.maximum}: the server cannot set its ${status === 1 ? "minimum" : "maximum"}`,
      );
    return { minimum, maximum };
  }

  /** Sets the range by the setup server without an answer. */
  setRangeUnacknowledged(range: GenericPowerRangeValues, options: SendOptions): void {
    this.sendMessage(GenericPowerRangeSetUnacknowledged, range, options);
  }

  /**
   * Publishes a Generic Power Level Set message to the address that a provisioner configured, as
   * `GenericOnOffClient.publish` does. The result may be ignored; see `PublishResult`.
   */
  publish({ acknowledged, power, transition }: PowerLevelPublication): PublishResult {
    return this.publishSet(messages, this.transaction({ power }, transition), acknowledged);
  }
}

const messages = frozen({
  set: GenericPowerLevelSet,
  setUnacknowledged: GenericPowerLevelSetUnacknowledged,
});

const handlers = frozen(
  new ClientHandlerTable<GenericPowerLevelClient>()
    .onStatus(GenericPowerLevelStatus, (client, status, context) => client.heard(status, context))
    .onStatus(GenericPowerLastStatus)
    .onStatus(GenericPowerDefaultStatus)
    .onStatus(GenericPowerRangeStatus),
);
