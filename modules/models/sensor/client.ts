import { answerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { MessageContext, SendOptions } from "../../access/model.js";
import { equalBytes } from "../../base/bytes.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  isOrdered,
  type OrderedCharacteristic,
} from "../common/device-properties/characteristic.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";
import {
  cadenceOf,
  cadenceSteps,
  decodeCadence,
  encodeCadence,
  type SensorCadence,
} from "./cadence.js";
import { decodeDescriptor, type SensorDescriptor } from "./descriptor.js";
import type { MarshalledValue } from "./marshalled.js";
import {
  sensorAnswers,
  SensorCadenceGet,
  SensorCadenceSet,
  SensorCadenceSetUnacknowledged,
  type SensorCadenceValues,
  sensorClientId,
  SensorColumnGet,
  SensorDescriptorGet,
  type SensorDescriptorValues,
  SensorGet,
  SensorSeriesGet,
  SensorSettingGet,
  SensorSettingSet,
  SensorSettingSetUnacknowledged,
  SensorSettingsGet,
  type SensorSettingStatusValues,
  SensorStatus,
} from "./messages.js";
import { missing } from "./sensor-error.js";
import { SensorValues } from "./sensor-values.js";
import { columnLength, decodeColumns, encodeXs } from "./series.js";
import type { SensorColumn } from "./sensor-state.js";

/** What a SensorClient is made with. */
export interface SensorClientOptions {
  /** Called for each Sensor Status message, requested or published. */
  readonly onStatus?: (values: SensorValues, context: MessageContext) => void;
}

/** A setting of a sensor, as a client gets it. */
export interface SensorSettingStatusOf<T> {
  /** Its value, in the unit of the setting's property. */
  readonly value: T;
  /** Whether it can be set. */
  readonly writable: boolean;
}

/** A range of X of a series. */
export interface SensorSeriesRange {
  /** Lowest X. */
  readonly from: number;
  /** Highest X. */
  readonly to: number;
}

/**
 * The Sensor Client model. Requests are typed by the property: the value is in its unit. They reject
 * as `ClientModel.request` does, and with SensorError where the server does not have what was asked
 * for. Answers with values that the property prohibits are counted as `sensor.value` and ignored.
 * Mesh Model 1.1 §4.4.
 */
export class SensorClient extends ClientModel {
  readonly #onStatus: SensorClientOptions["onStatus"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: SensorClientOptions = {}) {
    development.options?.("SensorClient", options);
    super(sensorClientId, "application", handlers);
    this.#onStatus = options.onStatus;
  }

  /** Handles a Sensor Status message, requested or published. */
  heard(raw: readonly MarshalledValue[], context: MessageContext): void {
    const onStatus = this.#onStatus;
    if (!onStatus) return;
    const values = new SensorValues(raw, this.diagnostics);
    this.notify(() => onStatus(values, context), undefined);
  }

  /** Requests the value of a sensor, in the unit of its property; undefined: the server does not know it. */
  async get<T>(property: DeviceProperty<T>, options: RequestOptions): Promise<T> {
    const { id } = property;
    const only = ({ values }: { readonly values: readonly MarshalledValue[] }) =>
      values.length === 1 && values[0]!.propertyId === id ? values[0]!.raw : undefined;
    const { values } = await this.request(SensorGet, { propertyId: id }, options, (answer) => {
      const raw = only(answer);
      return raw !== undefined && (raw.length === 0 || this.#decodes(raw, property.decode(raw)));
    });
    const [{ raw }] = values as [MarshalledValue];
    if (raw.length === 0) throw missing("no-sensor", property, options);
    return property.decode(raw)!.value;
  }

  /** Requests the values of all sensors of a server. */
  async getAll(options: RequestOptions): Promise<SensorValues> {
    const { values } = await this.request(SensorGet, { propertyId: undefined }, options);
    return new SensorValues(values, this.diagnostics);
  }

  /** Requests how all sensors of a server measure. */
  async getDescriptors(options: RequestOptions): Promise<readonly SensorDescriptor[]> {
    const values = { propertyId: undefined };
    const { descriptors } = await this.request(SensorDescriptorGet, values, options);
    const known: SensorDescriptor[] = [];
    for (const { details, propertyId } of descriptors)
      if (details) known.push(decodeDescriptor(propertyId, details));
    return known;
  }

  /** Requests how a sensor measures. */
  async getDescriptor(
    property: DeviceProperty,
    options: RequestOptions,
  ): Promise<SensorDescriptor> {
    const values = { propertyId: property.id };
    const { descriptors } = await this.request(
      SensorDescriptorGet,
      values,
      options,
      (answer) =>
        answer.descriptors.length === 1 && answer.descriptors[0]!.propertyId === property.id,
    );
    const [{ details, propertyId }] = descriptors as [SensorDescriptorValues];
    if (!details) throw missing("no-sensor", property, options);
    return decodeDescriptor(propertyId, details);
  }

  /** Requests the column of a series that begins at `x`. */
  async getColumn<Y>(
    property: DeviceProperty<unknown, Y>,
    x: number,
    options: RequestOptions,
  ): Promise<SensorColumn<Y>> {
    const wanted = encodeXs(property, [x]);
    const values = { propertyId: property.id, x: wanted };
    const { column } = await this.request(SensorColumnGet, values, options, (answer) => {
      const { column: octets, propertyId } = answer;
      if (propertyId !== property.id || !equalBytes(octets.subarray(0, wanted.length), wanted))
        return false;
      if (octets.length === wanted.length) return true;
      const whole = octets.length === columnLength(property);
      return this.#decodes(octets, whole ? decodeColumns(property, octets) : undefined);
    });
    if (column.length === wanted.length) throw missing("no-series", property, options);
    return decodeColumns(property, column)![0]!;
  }

  /**
   * Requests the columns of a series that begin in a range of X, or all: none where it has none
   * there, or the server has no such sensor or no series of it.
   */
  async getSeries<Y>(
    property: DeviceProperty<unknown, Y>,
    options: RequestOptions,
    range?: SensorSeriesRange,
  ): Promise<readonly SensorColumn<Y>[]> {
    const octets = encodeXs(property, range ? [range.from, range.to] : []);
    const values = { propertyId: property.id, range: octets };
    const { columns } = await this.request(
      SensorSeriesGet,
      values,
      options,
      (answer) =>
        answer.propertyId === property.id &&
        this.#decodes(answer.columns, decodeColumns(property, answer.columns)),
    );
    return decodeColumns(property, columns)!;
  }

  /** Requests the cadence of a sensor. */
  async getCadence(property: DeviceProperty, options: RequestOptions): Promise<SensorCadence> {
    const order = orderOf(property);
    const values = { propertyId: property.id };
    const accepts = (answer: SensorCadenceValues) => this.#acceptsCadence(property, order, answer);
    const { cadence } = await this.request(SensorCadenceGet, values, options, accepts);
    return this.#cadence(property, order, cadence, options);
  }

  /**
   * Sets the cadence of a sensor; the one that it has then. Rejects with FieldError for what the
   * property cannot represent.
   */
  async setCadence(
    property: DeviceProperty,
    cadence: SensorCadence,
    options: RequestOptions,
  ): Promise<SensorCadence> {
    const order = orderOf(property);
    const values = cadenceValues(property, order, cadence);
    const accepts = (answer: SensorCadenceValues, sent: number) =>
      this.#acceptsCadence(property, order, answer) &&
      (answer.cadence.length === 0 || sent > 1 || equalBytes(answer.cadence, values.cadence));
    const answer = await this.request(SensorCadenceSet, values, options, accepts);
    return this.#cadence(property, order, answer.cadence, options);
  }

  /**
   * Sets the cadence of the sensors of a group, without an answer. Throws AccessError,
   * NotProvisionedError, and FieldError for what the property cannot represent.
   */
  setCadenceUnacknowledged(
    property: DeviceProperty,
    cadence: SensorCadence,
    options: SendOptions,
  ): void {
    const values = cadenceValues(property, orderOf(property), cadence);
    this.sendMessage(SensorCadenceSetUnacknowledged, values, options);
  }

  /** Requests which settings a sensor has, by their Property IDs: none where the server has no such sensor. */
  async getSettings(property: DeviceProperty, options: RequestOptions): Promise<readonly number[]> {
    const values = { propertyId: property.id };
    const fits = (answer: { readonly propertyId: number }) => answer.propertyId === property.id;
    return (await this.request(SensorSettingsGet, values, options, fits)).settings;
  }

  /** Requests a setting of a sensor. */
  async getSetting<T>(
    property: DeviceProperty,
    setting: DeviceProperty<T>,
    options: RequestOptions,
  ): Promise<SensorSettingStatusOf<T>> {
    const values = { propertyId: property.id, settingId: setting.id };
    const accepts = (answer: SensorSettingStatusValues) =>
      this.#acceptsSetting(property, setting, answer);
    const answer = await this.request(SensorSettingGet, values, options, accepts);
    return this.#setting(property, setting, answer, options);
  }

  /**
   * Sets a setting of a sensor; the value that it has then. Rejects with FieldError for a value that
   * the setting's property cannot represent.
   */
  async setSetting<T>(
    property: DeviceProperty,
    setting: DeviceProperty<T>,
    value: T,
    options: RequestOptions,
  ): Promise<SensorSettingStatusOf<T>> {
    const raw = setting.encode(value);
    const values = { propertyId: property.id, settingId: setting.id, raw };
    const accepts = (answer: SensorSettingStatusValues, sent: number) => {
      if (!this.#acceptsSetting(property, setting, answer)) return false;
      const answered = answer.setting?.raw ?? noOctets;
      return answered.length === 0 || sent > 1 || equalBytes(answered, raw);
    };
    const answer = await this.request(SensorSettingSet, values, options, accepts);
    return this.#setting(property, setting, answer, options);
  }

  /**
   * Sets a setting of the sensors of a group, without an answer. Throws AccessError,
   * NotProvisionedError, and FieldError for a value that the setting's property cannot represent.
   */
  setSettingUnacknowledged<T>(
    property: DeviceProperty,
    setting: DeviceProperty<T>,
    value: T,
    options: SendOptions,
  ): void {
    const values = {
      propertyId: property.id,
      settingId: setting.id,
      raw: setting.encode(value),
    };
    this.sendMessage(SensorSettingSetUnacknowledged, values, options);
  }

  #acceptsCadence(
    { id }: DeviceProperty,
    order: OrderedCharacteristic<unknown>,
    { cadence, propertyId }: SensorCadenceValues,
  ): boolean {
    if (propertyId !== id) return false;
    return cadence.length === 0 || this.#decodes(cadence, decodeCadence(order, cadence));
  }

  #cadence(
    property: DeviceProperty,
    order: OrderedCharacteristic<unknown>,
    octets: Uint8Array,
    options: RequestOptions,
  ): SensorCadence {
    if (octets.length === 0) throw missing("no-cadence", property, options);
    return cadenceOf(order, decodeCadence(order, octets)!);
  }

  #acceptsSetting(
    property: DeviceProperty,
    asked: DeviceProperty,
    { propertyId, setting, settingId }: SensorSettingStatusValues,
  ): boolean {
    if (propertyId !== property.id || settingId !== asked.id) return false;
    if (!setting || setting.raw.length === 0) return true;
    return this.#decodes(setting.raw, asked.decode(setting.raw));
  }

  #setting<T>(
    property: DeviceProperty,
    asked: DeviceProperty<T>,
    { setting }: SensorSettingStatusValues,
    options: RequestOptions,
  ): SensorSettingStatusOf<T> {
    if (!setting) throw missing("no-setting", property, options, asked);
    const { raw, writable } = setting;
    if (raw.length === 0) throw missing("read-only", property, options, asked);
    return { value: asked.decode(raw)!.value, writable };
  }

  /** Whether a value was decoded: counts one that was not. */
  #decodes(octets: Uint8Array, decoded: unknown): boolean {
    if (decoded !== undefined) return true;
    this.diagnostics?.drop("sensor.value", octets.length);
    return false;
  }
}

const noOctets = frozen(new Uint8Array(0));

/** How values of a property are compared. Throws TypeError where they cannot be. */
function orderOf({ format, name }: DeviceProperty): OrderedCharacteristic<unknown> {
  if (isOrdered(format)) return format;
  throw new TypeError(`property: values of ${name} cannot be compared; it has no cadence`);
}

function cadenceValues(
  { id }: DeviceProperty,
  order: OrderedCharacteristic<unknown>,
  cadence: SensorCadence,
): SensorCadenceValues {
  return { propertyId: id, cadence: encodeCadence(order, cadenceSteps(order, cadence)) };
}

const handlers = frozen(
  answerTable<SensorClient>(sensorAnswers).onStatus(SensorStatus, (client, { values }, context) =>
    client.heard(values, context),
  ),
);
