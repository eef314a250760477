import {
  ClientHandlerTable,
  type PublishResult,
  type RequestOptions,
} from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { development } from "../../base/development.js";
import { MeshError } from "../../base/errors.js";
import { frozen } from "../../base/frozen.js";
import { signedFraction } from "../common/fraction.js";
import type { TransitionTimes } from "../common/state.js";
import { StateClient, type StatePublication, type StateStatus } from "../common/state-client.js";
import {
  lightCtlClientId,
  LightCtlDefaultGet,
  LightCtlDefaultSet,
  LightCtlDefaultSetUnacknowledged,
  LightCtlDefaultStatus,
  type LightCtlDefaultValues,
  LightCtlGet,
  LightCtlSet,
  LightCtlSetUnacknowledged,
  type LightCtlSetValues,
  LightCtlStatus,
  LightCtlTemperatureGet,
  LightCtlTemperatureRangeGet,
  LightCtlTemperatureRangeSet,
  LightCtlTemperatureRangeSetUnacknowledged,
  LightCtlTemperatureRangeStatus,
  type LightCtlTemperatureRangeValues,
  LightCtlTemperatureSet,
  LightCtlTemperatureSetUnacknowledged,
  type LightCtlTemperatureSetValues,
  LightCtlTemperatureStatus,
} from "./messages.js";

/** Lightness, 0..65,535, and colour temperature, K, 800..20,000, of a server. */
export type CtlStatus = StateStatus<{ readonly lightness: number; readonly temperature: number }>;

/** A colour temperature that is asked for. */
export interface WantedTemperature {
  /** K, 800..20,000. */
  readonly temperature: number;
  /** Distance from the black body curve, -1..1. Default 0. */
  readonly deltaUv?: number;
}

/** A light that is asked for. */
export interface WantedCtl extends WantedTemperature {
  /** 0..65,535. */
  readonly lightness: number;
}

/** Colour temperature of a server: K, 800..20,000, and Delta UV, -1..1. */
export type CtlTemperatureStatus = StateStatus<{
  readonly temperature: number;
  readonly deltaUv: number;
}>;

/** What a LightCtlClient publishes: lightness and colour temperature, or the latter alone. */
export type CtlPublication = StatePublication & (WantedCtl | WantedTemperature);

/** What a LightCtlClient is made with. */
export interface LightCtlClientOptions {
  /** Called for each Light CTL Status message, requested or published. */
  readonly onStatus?: (status: CtlStatus, context: MessageContext) => void;
  /** Called for each Light CTL Temperature Status message, requested or published. */
  readonly onTemperatureStatus?: (status: CtlTemperatureStatus, context: MessageContext) => void;
}

/**
 * The Light CTL Client model. Mesh Model 1.1 §6.5.2. Temperatures are K, 800..20,000, lightnesses 0..65,535, Delta UV -1..1. The
 * messages of the temperature alone go to the element of the Light CTL Temperature Server, the others to that of the Light CTL
 * Server. Transition times that are left out are those of the server. Requests reject as `ClientModel.request` does; what is
 * sent without an answer throws AccessError or NotProvisionedError; both FieldError or RangeError for a value out of range.
 */
export class LightCtlClient extends StateClient {
  readonly #options: LightCtlClientOptions;

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: LightCtlClientOptions = {}) {
    development.options?.("LightCtlClient", options);
    super(lightCtlClientId, "application", handlers);
    this.#options = options;
  }

  /** Handles a status message of lightness and temperature, requested or published. */
  heard(status: CtlStatus, context: MessageContext): void {
    const { onStatus } = this.#options;
    if (onStatus) this.notify(() => onStatus(status, context), undefined);
  }

  /** Handles a status message of the temperature, requested or published. */
  heardTemperature(status: CtlTemperatureStatus, context: MessageContext): void {
    const { onTemperatureStatus } = this.#options;
    if (onTemperatureStatus) this.notify(() => onTemperatureStatus(status, context), undefined);
  }

  /** Requests lightness and temperature. */
  get(options: RequestOptions): Promise<CtlStatus> {
    return this.request(LightCtlGet, {}, options);
  }

  /**
   * Sets the light and awaits the status. One of another light than the one asked for may have been published
   * before: it is taken for the answer once the message was sent again.
   */
  set(
    wanted: WantedCtl,
    options: RequestOptions,
    transition?: TransitionTimes,
  ): Promise<CtlStatus> {
    const values = this.#values(wanted, transition);
    return this.requestSet(LightCtlSet, values, values, options, isWanted);
  }

  /** Sets the light without an answer, as is usual for groups. */
  setUnacknowledged(wanted: WantedCtl, options: SendOptions, transition?: TransitionTimes): void {
    this.sendMessage(LightCtlSetUnacknowledged, this.#values(wanted, transition), options);
  }

  /** Requests temperature and Delta UV. */
  getTemperature(options: RequestOptions): Promise<CtlTemperatureStatus> {
    return this.request(LightCtlTemperatureGet, {}, options);
  }

  /** Sets temperature and Delta UV and awaits the status, as `set` does. */
  setTemperature(
    wanted: WantedTemperature,
    options: RequestOptions,
    transition?: TransitionTimes,
  ): Promise<CtlTemperatureStatus> {
    const values = this.#temperature(wanted, transition);
    return this.requestSet(LightCtlTemperatureSet, values, values, options, isWantedTemperature);
  }

  /** Sets temperature and Delta UV without an answer. */
  setTemperatureUnacknowledged(
    wanted: WantedTemperature,
    options: SendOptions,
    transition?: TransitionTimes,
  ): void {
    const values = this.#temperature(wanted, transition);
    this.sendMessage(LightCtlTemperatureSetUnacknowledged, values, options);
  }

  /** Requests what the light powers up with. */
  getDefault(options: RequestOptions): Promise<LightCtlDefaultValues> {
    return this.request(LightCtlDefaultGet, {}, options);
  }

  /** Sets it by the setup server; what it is after that. */
  setDefault(wanted: WantedCtl, options: RequestOptions): Promise<LightCtlDefaultValues> {
    return this.request(LightCtlDefaultSet, defaultsOf(wanted), options);
  }

  /** Sets it by the setup server without an answer. */
  setDefaultUnacknowledged(wanted: WantedCtl, options: SendOptions): void {
    this.sendMessage(LightCtlDefaultSetUnacknowledged, defaultsOf(wanted), options);
  }

  /** Requests the range of the temperature; undefined: the server does not know it. */
  async getTemperatureRange(options: RequestOptions): Promise<LightCtlTemperatureRangeValues> {
    const { maximum, minimum } = await this.request(LightCtlTemperatureRangeGet, {}, options);
    return { minimum, maximum };
  }

  /** Sets the range by the setup server. Rejects with MeshError where the server refuses it; what it is after that. */
  async setTemperatureRange(
    range: LightCtlTemperatureRangeValues,
    options: RequestOptions,
  ): Promise<LightCtlTemperatureRangeValues> {
    const values = { minimum: range.minimum, maximum: range.maximum };
    const answer = await this.request(LightCtlTemperatureRangeSet, values, options);
    const { maximum, minimum, status } = answer;
    if (status !== 0)
      throw new MeshError(
        `range ${range.minimum}..${range.maximum} K: the server cannot set its ${status === 1 ? "minimum" : "maximum"}`,
      );
    return { minimum, maximum };
  }

  /** Sets the range by the setup server without an answer. */
  setTemperatureRangeUnacknowledged(
    range: LightCtlTemperatureRangeValues,
    options: SendOptions,
  ): void {
    this.sendMessage(LightCtlTemperatureRangeSetUnacknowledged, range, options);
  }

  /**
   * Publishes a Light CTL Set or Temperature Set message to the address that a provisioner configured, as
   * `GenericOnOffClient.publish` does. The result may be ignored; see `PublishResult`.
   */
  publish(publication: CtlPublication): PublishResult {
    const { acknowledged, transition } = publication;
    return "lightness" in publication
      ? this.publishSet(messages, this.#values(publication, transition), acknowledged)
      : this.publishSet(
          temperatureMessages,
          this.#temperature(publication, transition),
          acknowledged,
        );
  }

  #values(
    { deltaUv = 0, lightness, temperature }: WantedCtl,
    transition: TransitionTimes | undefined,
  ): LightCtlSetValues {
    return this.transaction({ lightness, temperature, deltaUv }, transition);
  }

  #temperature(
    { deltaUv = 0, temperature }: WantedTemperature,
    transition: TransitionTimes | undefined,
  ): LightCtlTemperatureSetValues {
    return this.transaction({ temperature, deltaUv }, transition);
  }
}

function defaultsOf({ deltaUv = 0, lightness, temperature }: WantedCtl): LightCtlDefaultValues {
  return { lightness, temperature, deltaUv };
}

function isWanted(state: WantedCtl, wanted: WantedCtl): boolean {
  return state.lightness === wanted.lightness && state.temperature === wanted.temperature;
}

function isWantedTemperature(
  state: CtlTemperatureStatus["present"],
  wanted: CtlTemperatureStatus["present"],
): boolean {
  const parts = signedFraction.partsOf(wanted.deltaUv, "deltaUv");
  return state.temperature === wanted.temperature && state.deltaUv === signedFraction.of(parts);
}

const messages = frozen({ set: LightCtlSet, setUnacknowledged: LightCtlSetUnacknowledged });
const temperatureMessages = frozen({
  set: LightCtlTemperatureSet,
  setUnacknowledged: LightCtlTemperatureSetUnacknowledged,
});

const handlers = frozen(
  new ClientHandlerTable<LightCtlClient>()
    .onStatus(LightCtlStatus, (client, status, context) => client.heard(status, context))
    .onStatus(LightCtlTemperatureStatus, (client, status, context) =>
      client.heardTemperature(status, context),
    )
    .onStatus(LightCtlTemperatureRangeStatus)
    .onStatus(LightCtlDefaultStatus),
);
