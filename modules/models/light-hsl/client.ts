import {
  ClientHandlerTable,
  type PublishResult,
  type RequestOptions,
} from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { rangesOf } from "../common/answered-ranges.js";
import { angle, wholeFraction } from "../common/fraction.js";
import type { TransitionTimes } from "../common/state.js";
import { StateClient, type StatePublication, type StateStatus } from "../common/state-client.js";
import {
  lightHslClientId,
  LightHslDefaultGet,
  LightHslDefaultSet,
  LightHslDefaultSetUnacknowledged,
  LightHslDefaultStatus,
  LightHslGet,
  LightHslHueGet,
  LightHslHueSet,
  LightHslHueSetUnacknowledged,
  LightHslHueStatus,
  LightHslRangeGet,
  LightHslRangeSet,
  LightHslRangeSetUnacknowledged,
  LightHslRangeStatus,
  type LightHslRangeValues,
  LightHslSaturationGet,
  LightHslSaturationSet,
  LightHslSaturationSetUnacknowledged,
  LightHslSaturationStatus,
  LightHslSet,
  LightHslSetUnacknowledged,
  type LightHslSetValues,
  LightHslStatus,
  LightHslTargetGet,
  LightHslTargetStatus,
  type LightHslValues,
} from "./messages.js";

/** What a server tells of a light: `change` is there while a transition is under way, with its remaining milliseconds; undefined: unknown. */
export interface HslStatus {
  readonly present: LightHslValues;
  readonly change: { readonly remaining: number | undefined } | undefined;
}

/** The light to which a transition leads, or the present one. */
export interface HslTargetStatus {
  readonly target: LightHslValues;
  readonly change: { readonly remaining: number | undefined } | undefined;
}

/** What a LightHslClient publishes: a light, a hue or a saturation. */
export type HslPublication = StatePublication &
  (LightHslValues | { readonly hue: number } | { readonly saturation: number });

/** What a LightHslClient is made with. */
export interface LightHslClientOptions {
  /** Called for each Light HSL Status message, requested or published. */
  readonly onStatus?: (status: HslStatus, context: MessageContext) => void;
  /** Called for each Light HSL Hue Status message, requested or published, with degrees. */
  readonly onHue?: (status: StateStatus<number>, context: MessageContext) => void;
  /** Called for each Light HSL Saturation Status message, requested or published, with 0..1. */
  readonly onSaturation?: (status: StateStatus<number>, context: MessageContext) => void;
}

/**
 * The Light HSL Client model. Mesh Model 1.1 §6.5.3. Hues are degrees, 0..360, saturations 0..1, lightnesses 0..65,535. The messages
 * of the hue, or of the saturation, alone go to the element of their server, the others to that of the Light HSL Server.
 * Transition times that are left out are those of the server. Requests reject as `ClientModel.request` does; what is sent without
 * an answer throws AccessError or NotProvisionedError; both FieldError or RangeError for a value out of range.
 */
export class LightHslClient extends StateClient {
  readonly #options: LightHslClientOptions;

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: LightHslClientOptions = {}) {
    development.options?.("LightHslClient", options);
    super(lightHslClientId, "application", handlers);
    this.#options = options;
  }

  /** Handles a status message: calls one of the options. */
  heard<K extends keyof LightHslClientOptions>(
    option: K,
    status: Parameters<NonNullable<LightHslClientOptions[K]>>[0],
    context: MessageContext,
  ): void {
    const listener = this.#options[option] as ((...args: unknown[]) => void) | undefined;
    if (listener) this.notify(() => listener(status, context), undefined);
  }

  /** Requests the light. */
  get(options: RequestOptions): Promise<HslStatus> {
    return this.request(LightHslGet, {}, options);
  }

  /**
   * Sets the light and awaits the status. One of another light than the one asked for may have been published
   * before: it is taken for the answer once the message was sent again, or where it says that a transition is under way.
   */
  set(
    wanted: LightHslValues,
    options: RequestOptions,
    transition?: TransitionTimes,
  ): Promise<HslStatus> {
    const values = this.#values(wanted, transition);
    return this.request(
      LightHslSet,
      values,
      options,
      ({ change, present }, sent) => change !== undefined || isSame(present, wanted) || sent > 1,
    );
  }

  /** Sets the light without an answer, as is usual for groups. */
  setUnacknowledged(
    wanted: LightHslValues,
    options: SendOptions,
    transition?: TransitionTimes,
  ): void {
    this.sendMessage(LightHslSetUnacknowledged, this.#values(wanted, transition), options);
  }

  /** Requests the light to which the transition leads. */
  getTarget(options: RequestOptions): Promise<HslTargetStatus> {
    return this.request(LightHslTargetGet, {}, options);
  }

  /** Requests the hue, in degrees. */
  getHue(options: RequestOptions): Promise<StateStatus<number>> {
    return this.request(LightHslHueGet, {}, options);
  }

  /** Sets the hue, in degrees, and awaits the status. */
  setHue(
    hue: number,
    options: RequestOptions,
    transition?: TransitionTimes,
  ): Promise<StateStatus<number>> {
    const values = this.transaction({ hue }, transition);
    return this.requestSet(LightHslHueSet, values, hue, options, isSameHue);
  }

  /** Sets the hue without an answer. */
  setHueUnacknowledged(hue: number, options: SendOptions, transition?: TransitionTimes): void {
    const values = this.transaction({ hue }, transition);
    this.sendMessage(LightHslHueSetUnacknowledged, values, options);
  }

  /** Requests the saturation, 0..1. */
  getSaturation(options: RequestOptions): Promise<StateStatus<number>> {
    return this.request(LightHslSaturationGet, {}, options);
  }

  /** Sets the saturation, 0..1, and awaits the status. */
  setSaturation(
    saturation: number,
    options: RequestOptions,
    transition?: TransitionTimes,
  ): Promise<StateStatus<number>> {
    const values = this.transaction({ saturation }, transition);
    return this.requestSet(LightHslSaturationSet, values, saturation, options, isSameSaturation);
  }

  /** Sets the saturation without an answer. */
  setSaturationUnacknowledged(
    saturation: number,
    options: SendOptions,
    transition?: TransitionTimes,
  ): void {
    const values = this.transaction({ saturation }, transition);
    this.sendMessage(LightHslSaturationSetUnacknowledged, values, options);
  }

  /** Requests what the light powers up with. */
  getDefault(options: RequestOptions): Promise<LightHslValues> {
    return this.request(LightHslDefaultGet, {}, options);
  }

  /** Sets it by the setup server; what it is after that. */
  setDefault(wanted: LightHslValues, options: RequestOptions): Promise<LightHslValues> {
    return this.request(LightHslDefaultSet, wanted, options);
  }

  /** Sets it by the setup server without an answer. */
  setDefaultUnacknowledged(wanted: LightHslValues, options: SendOptions): void {
    this.sendMessage(LightHslDefaultSetUnacknowledged, wanted, options);
  }

  /** Requests the ranges of hue and saturation. */
  async getRange(options: RequestOptions): Promise<LightHslRangeValues> {
    return rangesOf(await this.request(LightHslRangeGet, {}, options));
  }

  /** Sets the ranges by the setup server. Rejects with MeshError where the server refuses them; what they are after that. */
  async setRange(
    range: LightHslRangeValues,
    options: RequestOptions,
  ): Promise<LightHslRangeValues> {
    return rangesOf(await this.request(LightHslRangeSet, range, options));
  }

  /** Sets the ranges by the setup server without an answer. */
  setRangeUnacknowledged(range: LightHslRangeValues, options: SendOptions): void {
    this.sendMessage(LightHslRangeSetUnacknowledged, range, options);
  }

  /**
   * Publishes a Light HSL Set, Hue Set or Saturation Set message to the address that a provisioner configured, as
   * `GenericOnOffClient.publish` does. The result may be ignored; see `PublishResult`.
   */
  publish(publication: HslPublication): PublishResult {
    const { acknowledged, transition } = publication;
    if ("lightness" in publication)
      return this.publishSet(messages, this.#values(publication, transition), acknowledged);
    if ("hue" in publication) {
      const values = this.transaction({ hue: publication.hue }, transition);
      return this.publishSet(hueMessages, values, acknowledged);
    }
    const values = this.transaction({ saturation: publication.saturation }, transition);
    return this.publishSet(saturationMessages, values, acknowledged);
  }

  #values(
    { hue, lightness, saturation }: LightHslValues,
    transition: TransitionTimes | undefined,
  ): LightHslSetValues {
    return this.transaction({ lightness, hue, saturation }, transition);
  }
}

/** Whether two angles are carried as the same one. */
function isSameHue(hue: number, wanted: number): boolean {
  return angle.partsOf(hue, "hue") === angle.partsOf(wanted, "hue");
}

/** Whether two saturations are carried as the same one. */
function isSameSaturation(saturation: number, wanted: number): boolean {
  const name = "saturation";
  return wholeFraction.partsOf(saturation, name) === wholeFraction.partsOf(wanted, name);
}

function isSame(light: LightHslValues, wanted: LightHslValues): boolean {
  return (
    light.lightness === wanted.lightness &&
    isSameHue(light.hue, wanted.hue) &&
    isSameSaturation(light.saturation, wanted.saturation)
  );
}

const messages = frozen({ set: LightHslSet, setUnacknowledged: LightHslSetUnacknowledged });
const hueMessages = frozen({
  set: LightHslHueSet,
  setUnacknowledged: LightHslHueSetUnacknowledged,
});
const saturationMessages = frozen({
  set: LightHslSaturationSet,
  setUnacknowledged: LightHslSaturationSetUnacknowledged,
});

const handlers = frozen(
  new ClientHandlerTable<LightHslClient>()
    .onStatus(LightHslStatus, (client, status, context) =>
      client.heard("onStatus", status, context),
    )
    .onStatus(LightHslHueStatus, (client, status, context) =>
      client.heard("onHue", status, context),
    )
    .onStatus(LightHslSaturationStatus, (client, status, context) =>
      client.heard("onSaturation", status, context),
    )
    .onStatus(LightHslTargetStatus)
    .onStatus(LightHslDefaultStatus)
    .onStatus(LightHslRangeStatus),
);
