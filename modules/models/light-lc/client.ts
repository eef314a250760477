import {
  ClientHandlerTable,
  type PublishResult,
  type RequestOptions,
} from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { equalBytes } from "../../base/bytes.js";
import { development } from "../../base/development.js";
import { MeshError } from "../../base/errors.js";
import { frozen } from "../../base/frozen.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";
import { StateClient, type StatePublication, type StateStatus } from "../common/state-client.js";
import type { TransitionTimes } from "../common/state.js";
import {
  lightLcClientId,
  LightLcLightOnOffGet,
  LightLcLightOnOffSet,
  LightLcLightOnOffSetUnacknowledged,
  LightLcLightOnOffStatus,
  LightLcModeGet,
  LightLcModeSet,
  LightLcModeSetUnacknowledged,
  LightLcModeStatus,
  LightLcOmGet,
  LightLcOmSet,
  LightLcOmSetUnacknowledged,
  LightLcOmStatus,
  LightLcPropertyGet,
  LightLcPropertySet,
  LightLcPropertySetUnacknowledged,
  LightLcPropertyStatus,
  type LightLcPropertyValues,
} from "./messages.js";

/** Whether a controller lights. */
export type LightOnOffStatus = StateStatus<boolean>;

/** What a LightLcClient publishes: of these one. */
export type LightLcPublication =
  | (StatePublication & { readonly onOff: boolean })
  | (Pick<StatePublication, "acknowledged"> &
      ({ readonly mode: boolean } | { readonly occupancyMode: boolean }));

/** What a LightLcClient is made with. */
export interface LightLcClientOptions {
  /** Called for each Light LC Mode Status message, requested or published. */
  readonly onMode?: (mode: boolean, context: MessageContext) => void;
  /** Called for each Light LC OM Status message, requested or published. */
  readonly onOccupancyMode?: (occupancyMode: boolean, context: MessageContext) => void;
  /** Called for each Light LC Light OnOff Status message, requested or published. */
  readonly onStatus?: (status: LightOnOffStatus, context: MessageContext) => void;
}

/**
 * The Light LC Client model. Mesh Model 1.1 §6.6.5. Requests reject as `ClientModel.request` does; what is sent
 * without an answer throws AccessError or NotProvisionedError; both FieldError or RangeError for a
 * value out of range. A controller does not answer about properties that it has not.
 */
export class LightLcClient extends StateClient {
  readonly #options: LightLcClientOptions;

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: LightLcClientOptions = {}) {
    development.options?.("LightLcClient", options);
    super(lightLcClientId, "application", handlers);
    this.#options = options;
  }

  /** Handles a Mode Status message, requested or published. */
  modeHeard(mode: boolean, context: MessageContext): void {
    const { onMode } = this.#options;
    if (onMode) this.notify(() => onMode(mode, context), undefined);
  }

  /** Handles an Occupancy Mode Status message, requested or published. */
  occupancyModeHeard(occupancyMode: boolean, context: MessageContext): void {
    const { onOccupancyMode } = this.#options;
    if (onOccupancyMode) this.notify(() => onOccupancyMode(occupancyMode, context), undefined);
  }

  /** Handles a Light OnOff Status message, requested or published. */
  heard(status: LightOnOffStatus, context: MessageContext): void {
    const { onStatus } = this.#options;
    if (onStatus) this.notify(() => onStatus(status, context), undefined);
  }

  /** Requests whether the controller is on. */
  async getMode(options: RequestOptions): Promise<boolean> {
    return (await this.request(LightLcModeGet, {}, options)).mode;
  }

  /** Switches the controller on, to its Standby state, or off; whether it is on after that. */
  async setMode(mode: boolean, options: RequestOptions): Promise<boolean> {
    return (await this.request(LightLcModeSet, { mode }, options)).mode;
  }

  /** Switches the controller on or off without an answer. */
  setModeUnacknowledged(mode: boolean, options: SendOptions): void {
    this.sendMessage(LightLcModeSetUnacknowledged, { mode }, options);
  }

  /** Requests whether occupancy switches the light on. */
  async getOccupancyMode(options: RequestOptions): Promise<boolean> {
    return (await this.request(LightLcOmGet, {}, options)).occupancyMode;
  }

  /** Sets whether occupancy switches the light on; what it is after that. */
  async setOccupancyMode(occupancyMode: boolean, options: RequestOptions): Promise<boolean> {
    return (await this.request(LightLcOmSet, { occupancyMode }, options)).occupancyMode;
  }

  /** Sets whether occupancy switches the light on, without an answer. */
  setOccupancyModeUnacknowledged(occupancyMode: boolean, options: SendOptions): void {
    this.sendMessage(LightLcOmSetUnacknowledged, { occupancyMode }, options);
  }

  /** Requests whether the controller lights. */
  getOnOff(options: RequestOptions): Promise<LightOnOffStatus> {
    return this.request(LightLcLightOnOffGet, {}, options);
  }

  /**
   * Lets the controller light, or fade to standby, and awaits the status; it does neither while it is off. Without
   * `transition` the fade takes the controller's own time.
   */
  setOnOff(
    onOff: boolean,
    options: RequestOptions,
    transition?: TransitionTimes,
  ): Promise<LightOnOffStatus> {
    const values = this.transaction({ onOff }, transition);
    return this.requestSet(LightLcLightOnOffSet, values, onOff, options);
  }

  /** Lets the controller light, or fade to standby, without an answer. */
  setOnOffUnacknowledged(onOff: boolean, options: SendOptions, transition?: TransitionTimes): void {
    const values = this.transaction({ onOff }, transition);
    this.sendMessage(LightLcLightOnOffSetUnacknowledged, values, options);
  }

  /** Requests a property of the controller, such as `LightControlTimeRunOn`, by the setup server. */
  async getProperty<T>(property: DeviceProperty<T>, options: RequestOptions): Promise<T> {
    const values = { propertyId: property.id };
    const accepts = this.#accepts(property, undefined);
    const answer = await this.request(LightLcPropertyGet, values, options, accepts);
    return valueOf(property, answer);
  }

  /** Sets a property of the controller by the setup server; what it is after that. */
  async setProperty<T>(property: DeviceProperty<T>, value: T, options: RequestOptions): Promise<T> {
    const values = propertyValues(property, value);
    const accepts = this.#accepts(property, values.raw);
    return valueOf(property, await this.request(LightLcPropertySet, values, options, accepts));
  }

  /** Sets a property of the controller by the setup server without an answer. */
  setPropertyUnacknowledged<T>(property: DeviceProperty<T>, value: T, options: SendOptions): void {
    this.sendMessage(LightLcPropertySetUnacknowledged, propertyValues(property, value), options);
  }

  /**
   * Publishes a Set message to the address that a provisioner configured, as `GenericOnOffClient.publish`
   * does. The result may be ignored; see `PublishResult`.
   */
  publish(publication: LightLcPublication): PublishResult {
    const { acknowledged = false } = publication;
    if ("onOff" in publication) {
      const { onOff, transition } = publication;
      const values = this.transaction({ onOff }, transition);
      return this.publishSet(messages, values, acknowledged);
    }
    if ("mode" in publication) {
      const message = acknowledged ? LightLcModeSet : LightLcModeSetUnacknowledged;
      return this.publishMessage(message, { mode: publication.mode });
    }
    const message = acknowledged ? LightLcOmSet : LightLcOmSetUnacknowledged;
    return this.publishMessage(message, { occupancyMode: publication.occupancyMode });
  }

  /**
   * Whether a status is the answer: of the property, and with what was to be set. One with another value
   * may have been published before: it is taken for the answer once the message was sent again.
   */
  #accepts(property: DeviceProperty, wanted: Uint8Array | undefined) {
    return ({ propertyId, raw }: LightLcPropertyValues, sent: number): boolean => {
      if (propertyId !== property.id) return false;
      if (!property.decode(raw)) {
        this.diagnostics?.drop("model.value", raw.length);
        return false;
      }
      return wanted === undefined || sent > 1 || equalBytes(wanted, raw);
    };
  }
}

function propertyValues<T>(property: DeviceProperty<T>, value: T): LightLcPropertyValues {
  return { propertyId: property.id, raw: property.encode(value, "value") };
}

function valueOf<T>(property: DeviceProperty<T>, { raw }: LightLcPropertyValues): T {
  const decoded = property.decode(raw);
  if (!decoded) throw new MeshError(`${property.name}: the answer has no value of it`);
  return decoded.value;
}

const messages = frozen({
  set: LightLcLightOnOffSet,
  setUnacknowledged: LightLcLightOnOffSetUnacknowledged,
});

const handlers = frozen(
  new ClientHandlerTable<LightLcClient>()
    .onStatus(LightLcModeStatus, (client, { mode }, context) => client.modeHeard(mode, context))
    .onStatus(LightLcOmStatus, (client, { occupancyMode }, context) =>
      client.occupancyModeHeard(occupancyMode, context),
    )
    .onStatus(LightLcLightOnOffStatus, (client, status, context) => client.heard(status, context))
    .onStatus(LightLcPropertyStatus),
);
