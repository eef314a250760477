import { FieldError } from "../../access/field.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  isOrdered,
  type OrderedCharacteristic,
} from "../common/device-properties/characteristic.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";
import { cadenceSteps, type CadenceSteps, encodeCadence, type SensorCadence } from "./cadence.js";
import { encodeDescriptor, type SensorDetails } from "./descriptor.js";
import type { SensorDescriptorValues } from "./messages.js";
import type { SensorSetting } from "./sensor-setting.js";

/** A column of a series: what was measured from X on, over a width. Mesh Model 1.1 §4.1.5. */
export interface SensorColumn<Y> {
  /** Where it begins: a number that `column` of the property encodes. */
  readonly x: number;
  /** How wide it is, in the unit of X. */
  readonly width: number;
  /** The value: what `y` of the property encodes, by default in the unit of the property. */
  readonly y: Y;
}

/** What a SensorState is made with: how it measures, and where its value comes from. */
export interface SensorStateOptions<T, Y = T> extends SensorDetails {
  /**
   * Gives the value now, in the unit of the property; undefined: it is not known. Called before each
   * message that has the value and, where there is an `updateInterval` and a cadence, each update
   * interval. Default: the value is that of the latest `update`.
   */
  readonly read?: () => T;
  /** The value until the first `update` or `read`. Default: undefined, the unknown value. */
  readonly value?: T;
  /**
   * The cadence of a new device, where values of the property can be compared. Default: none, the
   * value is published once each publish period.
   */
  readonly cadence?: SensorCadence;
  /** Whether clients can set the cadence. Default: true where values of the property can be compared. */
  readonly settableCadence?: boolean;
  /** The columns of its series, ascending by X. Default: it has no series. */
  readonly series?: () => readonly SensorColumn<Y>[];
  /** Its settings. */
  readonly settings?: readonly SensorSetting[];
}

/** What a sensor reports to: its server. */
export interface SensorUser {
  /** The sensor has a new value. */
  updated(sensor: SensorState): void;
}

const noSettings: readonly SensorSetting[] = frozen([]);
const noOctets = frozen(new Uint8Array(0));

/** A sensor of a SensorServer: what it measures, and its value. Mesh Model 1.1 §4.1. */
export class SensorState<T = unknown, Y = T> {
  /** Its settings. */
  readonly settings: readonly SensorSetting[];
  /** The descriptor, as it is sent. */
  readonly descriptor: SensorDescriptorValues;
  /** Whether clients can set the cadence. */
  readonly settableCadence: boolean;
  /** How values are compared; undefined where they cannot be. */
  readonly order: OrderedCharacteristic<T> | undefined;
  readonly #options: SensorStateOptions<T, Y>;
  #value: T;
  #raw: Uint8Array = noOctets;
  #user: SensorUser | undefined;

  /**
   * Throws RangeError for what is out of range, FieldError for a value or a cadence that the property
   * cannot represent, TypeError for a cadence of a property whose values cannot be compared.
   */
  constructor(
    /** What it measures. */
    readonly property: DeviceProperty<T, Y>,
    options: SensorStateOptions<T, Y> = {},
  ) {
    development.args?.("SensorState", [property]);
    development.options?.("SensorState", options);
    const { cadence, settings = noSettings, settableCadence = true } = options;
    this.#options = options;
    this.settings = settings;
    this.descriptor = encodeDescriptor(property.id, options);
    this.#value = options.value as T;
    // A property without an unknown value needs one to begin with, unless it is read before it is sent.
    if (options.value !== undefined || !options.read)
      this.#raw = property.encode(this.#value, "value");
    const { format } = property;
    this.order = isOrdered(format) ? format : undefined;
    this.settableCadence = settableCadence && this.order !== undefined;
    if (!cadence) return;
    if (!this.order)
      throw new TypeError(`cadence: values of ${property.name} cannot be compared; it has none`);
    encodeCadence(this.order, cadenceSteps(this.order, cadence));
  }

  /** Its value, in the unit of the property; undefined: it is not known. */
  get value(): T {
    return this.#value;
  }

  /** The encoded value; no octets where there is none yet. */
  get raw(): Uint8Array {
    return this.#raw;
  }

  /** The value as a number of steps of its property; not a number: it is unknown. */
  get steps(): number {
    return this.order ? this.order.steps(this.#value) : NaN;
  }

  /** The cadence of a new device. */
  get firstCadence(): CadenceSteps | undefined {
    const { cadence } = this.#options;
    if (!this.order || !cadence) return undefined;
    // As it will be when it was sent: the interval is rounded up.
    const steps = cadenceSteps(this.order, cadence);
    return { ...steps, minInterval: 2 ** Math.ceil(Math.log2(steps.minInterval)) };
  }

  /** Milliseconds between two values that are read; undefined where it has to be asked for none. */
  get readInterval(): number | undefined {
    const { read, updateInterval } = this.#options;
    return read && updateInterval !== undefined ? updateInterval * 1000 : undefined;
  }

  /** The columns of its series; undefined where it has none. */
  columns(): readonly SensorColumn<Y>[] | undefined {
    return this.#options.series?.();
  }

  /**
   * Takes a new value, which is published where the cadence says so. Throws FieldError for one that
   * the property cannot represent.
   */
  update(value: T): void {
    this.#take(value);
    this.#user?.updated(this);
  }

  /** Reads the value, where it is read; false where that cannot be represented: it keeps the one before. */
  sample(): boolean {
    const { read } = this.#options;
    if (!read) return true;
    try {
      this.#take(read());
      return true;
    } catch (error) {
      if (error instanceof FieldError) return false;
      throw error;
    }
  }

  /** Called by the server that it belongs to. Throws Error where it belongs to one. */
  attach(user: SensorUser): void {
    if (this.#user)
      throw new Error(
        `sensors: ${this.property.name} belongs to a Sensor Server already; create one of its own for each`,
      );
    this.#user = user;
  }

  #take(value: T): void {
    this.#raw = this.property.encode(value);
    this.#value = value;
  }
}
