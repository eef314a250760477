import {
  ClientHandlerTable,
  type PublishResult,
  type RequestOptions,
} from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { rangesOf } from "../common/answered-ranges.js";
import { wholeFraction } from "../common/fraction.js";
import type { TransitionTimes } from "../common/state.js";
import { StateClient, type StatePublication } from "../common/state-client.js";
import {
  lightXylClientId,
  LightXylDefaultGet,
  LightXylDefaultSet,
  LightXylDefaultSetUnacknowledged,
  LightXylDefaultStatus,
  LightXylGet,
  LightXylRangeGet,
  LightXylRangeSet,
  LightXylRangeSetUnacknowledged,
  LightXylRangeStatus,
  type LightXylRangeValues,
  LightXylSet,
  LightXylSetUnacknowledged,
  type LightXylSetValues,
  LightXylStatus,
  LightXylTargetGet,
  LightXylTargetStatus,
  type LightXylValues,
} from "./messages.js";

/** What a server tells of a light: `change` is there while a transition is under way, with its remaining milliseconds; undefined: unknown. */
export interface XylStatus {
  readonly present: LightXylValues;
  readonly change: { readonly remaining: number | undefined } | undefined;
}

/** The light to which a transition leads, or the present one. */
export interface XylTargetStatus {
  readonly target: LightXylValues;
  readonly change: { readonly remaining: number | undefined } | undefined;
}

/** What a LightXylClient publishes. */
export type XylPublication = StatePublication & LightXylValues;

/** What a LightXylClient is made with. */
export interface LightXylClientOptions {
  /** Called for each Light xyL Status message, requested or published. */
  readonly onStatus?: (status: XylStatus, context: MessageContext) => void;
}

/**
 * The Light xyL Client model. Mesh Model 1.1 §6.5.4. Coordinates are those of the CIE 1931 diagram, 0..1, lightnesses 0..65,535.
 * Transition times that are left out are those of the server. Requests reject as `ClientModel.request` does; what is sent without
 * an answer throws AccessError or NotProvisionedError; both FieldError or RangeError for a value out of range.
 */
export class LightXylClient extends StateClient {
  readonly #options: LightXylClientOptions;

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: LightXylClientOptions = {}) {
    development.options?.("LightXylClient", options);
    super(lightXylClientId, "application", handlers);
    this.#options = options;
  }

  /** Handles a status message, requested or published. */
  heard(status: XylStatus, context: MessageContext): void {
    const { onStatus } = this.#options;
    if (onStatus) this.notify(() => onStatus(status, context), undefined);
  }

  /** Requests the light. */
  get(options: RequestOptions): Promise<XylStatus> {
    return this.request(LightXylGet, {}, options);
  }

  /**
   * Sets the light and awaits the status. One of another light than the one asked for may have been published
   * before: it is taken for the answer once the message was sent again, or where it says that a transition is under way.
   */
  set(
    wanted: LightXylValues,
    options: RequestOptions,
    transition?: TransitionTimes,
  ): Promise<XylStatus> {
    const values = this.#values(wanted, transition);
    return this.request(
      LightXylSet,
      values,
      options,
      ({ change, present }, sent) => change !== undefined || isSame(present, wanted) || sent > 1,
    );
  }

  /** Sets the light without an answer, as is usual for groups. */
  setUnacknowledged(
    wanted: LightXylValues,
    options: SendOptions,
    transition?: TransitionTimes,
  ): void {
    this.sendMessage(LightXylSetUnacknowledged, this.#values(wanted, transition), options);
  }

  /** Requests the light to which the transition leads. */
  getTarget(options: RequestOptions): Promise<XylTargetStatus> {
    return this.request(LightXylTargetGet, {}, options);
  }

  /** Requests what the light powers up with. */
  getDefault(options: RequestOptions): Promise<LightXylValues> {
    return this.request(LightXylDefaultGet, {}, options);
  }

  /** Sets it by the setup server; what it is after that. */
  setDefault(wanted: LightXylValues, options: RequestOptions): Promise<LightXylValues> {
    return this.request(LightXylDefaultSet, wanted, options);
  }

  /** Sets it by the setup server without an answer. */
  setDefaultUnacknowledged(wanted: LightXylValues, options: SendOptions): void {
    this.sendMessage(LightXylDefaultSetUnacknowledged, wanted, options);
  }

  /** Requests the ranges of x and y. */
  async getRange(options: RequestOptions): Promise<LightXylRangeValues> {
    return rangesOf(await this.request(LightXylRangeGet, {}, options));
  }

  /** Sets the ranges by the setup server. Rejects with MeshError where the server refuses them; what they are after that. */
  async setRange(
    range: LightXylRangeValues,
    options: RequestOptions,
  ): Promise<LightXylRangeValues> {
    return rangesOf(await this.request(LightXylRangeSet, range, options));
  }

  /** Sets the ranges by the setup server without an answer. */
  setRangeUnacknowledged(range: LightXylRangeValues, options: SendOptions): void {
    this.sendMessage(LightXylRangeSetUnacknowledged, range, options);
  }

  /**
   * Publishes a Light xyL Set message to the address that a provisioner configured, as
   * `GenericOnOffClient.publish` does. The result may be ignored; see `PublishResult`.
   */
  publish(publication: XylPublication): PublishResult {
    const { acknowledged, transition } = publication;
    return this.publishSet(messages, this.#values(publication, transition), acknowledged);
  }

  #values(
    { lightness, x, y }: LightXylValues,
    transition: TransitionTimes | undefined,
  ): LightXylSetValues {
    return this.transaction({ lightness, x, y }, transition);
  }
}

function isSame(light: LightXylValues, wanted: LightXylValues): boolean {
  const isCarried = (name: "x" | "y") =>
    wholeFraction.partsOf(light[name], name) === wholeFraction.partsOf(wanted[name], name);
  return light.lightness === wanted.lightness && isCarried("x") && isCarried("y");
}

const messages = frozen({ set: LightXylSet, setUnacknowledged: LightXylSetUnacknowledged });
const handlers = frozen(
  new ClientHandlerTable<LightXylClient>()
    .onStatus(LightXylStatus, (client, status, context) => client.heard(status, context))
    .onStatus(LightXylTargetStatus)
    .onStatus(LightXylDefaultStatus)
    .onStatus(LightXylRangeStatus),
);
