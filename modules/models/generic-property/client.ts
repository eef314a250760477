import { ClientHandlerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { Message } from "../../access/message.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { equalBytes } from "../../base/bytes.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";
import type { PropertyAccess } from "./access.js";
import {
  GenericAdminPropertiesGet,
  GenericAdminPropertiesStatus,
  GenericAdminPropertyGet,
  GenericAdminPropertySet,
  GenericAdminPropertySetUnacknowledged,
  GenericAdminPropertyStatus,
  GenericClientPropertiesGet,
  GenericClientPropertiesStatus,
  GenericManufacturerPropertiesGet,
  GenericManufacturerPropertiesStatus,
  GenericManufacturerPropertyGet,
  GenericManufacturerPropertySet,
  GenericManufacturerPropertySetUnacknowledged,
  GenericManufacturerPropertyStatus,
  genericPropertyClientId,
  type GenericPropertyStatusValues,
  GenericUserPropertiesGet,
  GenericUserPropertiesStatus,
  GenericUserPropertyGet,
  GenericUserPropertySet,
  GenericUserPropertySetUnacknowledged,
  GenericUserPropertyStatus,
} from "./messages.js";
import { refused } from "./property-error.js";
import { type PropertyKind, PropertyStatus } from "./property-status.js";

/** What a GenericPropertyClient is made with. */
export interface GenericPropertyClientOptions {
  /** Called for each status message with a property, requested or published. */
  readonly onStatus?: (status: PropertyStatus, context: MessageContext) => void;
}

/** A property, as a client gets it. */
export interface PropertyState<T> {
  /** What users may do with it. */
  readonly access: PropertyAccess;
  /** Its value, in the unit of the property. */
  readonly value: T;
}

/** What is to be set: values that a status with a state of these is the answer to. */
interface Wanted {
  readonly access?: PropertyAccess;
  readonly raw?: Uint8Array;
}

/**
 * The Generic Property Client model. Requests are typed by the property: the value is in its unit. They
 * reject as `ClientModel.request` does, with PropertyError where the server does not do what was asked
 * for, and with FieldError for a value that the property cannot represent. Answers with values that the
 * property prohibits are counted as `model.value` and ignored. Mesh Model 1.1 §3.4.
 */
export class GenericPropertyClient extends ClientModel {
  readonly #onStatus: GenericPropertyClientOptions["onStatus"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: GenericPropertyClientOptions = {}) {
    development.options?.("GenericPropertyClient", options);
    super(genericPropertyClientId, "application", handlers);
    this.#onStatus = options.onStatus;
  }

  /** Handles a status message with a property, requested or published. */
  heard(kind: PropertyKind, values: GenericPropertyStatusValues, context: MessageContext): void {
    const onStatus = this.#onStatus;
    if (!onStatus) return;
    const status = new PropertyStatus(kind, values, this.diagnostics);
    this.notify(() => onStatus(status, context), undefined);
  }

  /** Requests which properties users have access to, by their Property IDs. */
  async getUserProperties(options: RequestOptions): Promise<readonly number[]> {
    return (await this.request(GenericUserPropertiesGet, {}, options)).propertyIds;
  }

  /** Requests a property as a user. Rejects with PropertyError also where it can only be written. */
  async getUserProperty<T>(
    property: DeviceProperty<T>,
    options: RequestOptions,
  ): Promise<PropertyState<T>> {
    const answer = await this.#get(GenericUserPropertyGet, property, options);
    if (answer.state?.raw.length === 0) throw refused("write-only", property, options);
    return stateOf(property, answer, options);
  }

  /**
   * Sets a property as a user; its state then. Of one that can only be written the value is the one that
   * was sent. Rejects with PropertyError also where it can only be read.
   */
  async setUserProperty<T>(
    property: DeviceProperty<T>,
    value: T,
    options: RequestOptions,
  ): Promise<PropertyState<T>> {
    const raw = property.encode(value, "value");
    const values = { propertyId: property.id, raw };
    const accepts = this.#accepts(property, { raw });
    const answer = await this.request(GenericUserPropertySet, values, options, accepts);
    const { state } = answer;
    if (state?.raw.length === 0) {
      if (state.access === "read") throw refused("read-only", property, options);
      return { access: state.access, value };
    }
    return stateOf(property, answer, options);
  }

  /** Sets a property as a user, without an answer. Throws AccessError, NotProvisionedError, and FieldError for a value that the property cannot represent. */
  setUserPropertyUnacknowledged<T>(
    property: DeviceProperty<T>,
    value: T,
    options: SendOptions,
  ): void {
    const values = { propertyId: property.id, raw: property.encode(value, "value") };
    this.sendMessage(GenericUserPropertySetUnacknowledged, values, options);
  }

  /** Requests which properties an Admin Property Server has, by their Property IDs. */
  async getAdminProperties(options: RequestOptions): Promise<readonly number[]> {
    return (await this.request(GenericAdminPropertiesGet, {}, options)).propertyIds;
  }

  /** Requests a property as an administrator. */
  async getAdminProperty<T>(
    property: DeviceProperty<T>,
    options: RequestOptions,
  ): Promise<PropertyState<T>> {
    return stateOf(property, await this.#get(GenericAdminPropertyGet, property, options), options);
  }

  /** Sets the value of a property, and what users may do with it; its state then. */
  async setAdminProperty<T>(
    property: DeviceProperty<T>,
    { access, value }: PropertyState<T>,
    options: RequestOptions,
  ): Promise<PropertyState<T>> {
    const raw = property.encode(value, "value");
    const values = { propertyId: property.id, access, raw };
    const accepts = this.#accepts(property, { access, raw });
    const answer = await this.request(GenericAdminPropertySet, values, options, accepts);
    return stateOf(property, answer, options);
  }

  /** The same without an answer. Throws AccessError, NotProvisionedError, and FieldError for a value that the property cannot represent. */
  setAdminPropertyUnacknowledged<T>(
    property: DeviceProperty<T>,
    { access, value }: PropertyState<T>,
    options: SendOptions,
  ): void {
    const values = { propertyId: property.id, access, raw: property.encode(value, "value") };
    this.sendMessage(GenericAdminPropertySetUnacknowledged, values, options);
  }

  /** Requests which properties a Manufacturer Property Server has, by their Property IDs. */
  async getManufacturerProperties(options: RequestOptions): Promise<readonly number[]> {
    return (await this.request(GenericManufacturerPropertiesGet, {}, options)).propertyIds;
  }

  /** Requests a property of the manufacturer. */
  async getManufacturerProperty<T>(
    property: DeviceProperty<T>,
    options: RequestOptions,
  ): Promise<PropertyState<T>> {
    const answer = await this.#get(GenericManufacturerPropertyGet, property, options);
    return stateOf(property, answer, options);
  }

  /** Sets whether users may read a property of the manufacturer: "none" or "read"; its state then. */
  async setManufacturerProperty<T>(
    property: DeviceProperty<T>,
    access: PropertyAccess,
    options: RequestOptions,
  ): Promise<PropertyState<T>> {
    const values = { propertyId: property.id, access };
    const accepts = this.#accepts(property, { access });
    const answer = await this.request(GenericManufacturerPropertySet, values, options, accepts);
    return stateOf(property, answer, options);
  }

  /** The same without an answer. Throws AccessError, NotProvisionedError, FieldError. */
  setManufacturerPropertyUnacknowledged(
    property: DeviceProperty,
    access: PropertyAccess,
    options: SendOptions,
  ): void {
    const values = { propertyId: property.id, access };
    this.sendMessage(GenericManufacturerPropertySetUnacknowledged, values, options);
  }

  /** Requests which properties the clients of an element use, from a Property ID on, 1..0xFFFF: as many as a message carries. */
  async getClientProperties(from: number, options: RequestOptions): Promise<readonly number[]> {
    const values = { propertyId: from };
    return (await this.request(GenericClientPropertiesGet, values, options)).propertyIds;
  }

  #get(
    message: Message<{ propertyId: number }, GenericPropertyStatusValues>,
    property: DeviceProperty,
    options: RequestOptions,
  ): Promise<GenericPropertyStatusValues> {
    const values = { propertyId: property.id };
    return this.request(message, values, options, this.#accepts(property, {}));
  }

  /**
   * Whether a status is the answer: of the property, and with what was to be set. One with another state
   * may have been published before: it is taken for the answer once the message was sent again.
   */
  #accepts(property: DeviceProperty, wanted: Wanted) {
    return ({ propertyId, state }: GenericPropertyStatusValues, sent: number): boolean => {
      if (propertyId !== property.id) return false;
      if (!state || state.raw.length === 0) return true;
      if (!property.decode(state.raw)) {
        this.diagnostics?.drop("model.value", state.raw.length);
        return false;
      }
      if (sent > 1) return true;
      const { access = state.access, raw = state.raw } = wanted;
      return access === state.access && equalBytes(raw, state.raw);
    };
  }
}

function stateOf<T>(
  property: DeviceProperty<T>,
  { state }: GenericPropertyStatusValues,
  options: { readonly dst: number },
): PropertyState<T> {
  const decoded = state && property.decode(state.raw);
  if (!decoded) throw refused("no-property", property, options);
  return { access: state.access, value: decoded.value };
}

const handlers = frozen(
  new ClientHandlerTable<GenericPropertyClient>()
    .onStatus(GenericUserPropertiesStatus)
    .onStatus(GenericUserPropertyStatus, (client, values, context) =>
      client.heard("user", values, context),
    )
    .onStatus(GenericAdminPropertiesStatus)
    .onStatus(GenericAdminPropertyStatus, (client, values, context) =>
      client.heard("admin", values, context),
    )
    .onStatus(GenericManufacturerPropertiesStatus)
    .onStatus(GenericManufacturerPropertyStatus, (client, values, context) =>
      client.heard("manufacturer", values, context),
    )
    .onStatus(GenericClientPropertiesStatus),
);
