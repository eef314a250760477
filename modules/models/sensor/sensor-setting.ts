import { development } from "../../base/development.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";

/** Written as a method, so that settings of all types can be in one list. */
type Callback<T> = { call(value: T): void }["call"];

/** What a SensorSetting is made with. */
export interface SensorSettingOptions<T> {
  /** The value of a new device, in the unit of the property. */
  readonly value: T;
  /** Whether clients can set it. Default: false, they can only read it. */
  readonly writable?: boolean;
  /** Called when a client has set another value, when a stored one is loaded, and when Node Reset restores the first. */
  readonly onChange?: (value: T) => void;
}

/** A setting of a sensor, such as its gain. It is stored. Mesh Model 1.1 §4.1.2. */
export class SensorSetting<T = unknown> {
  /** Whether clients can set it. */
  readonly writable: boolean;
  readonly #first: T;
  readonly #onChange: Callback<T> | undefined;
  #value: T;

  /** Throws FieldError for a value that the property cannot represent. */
  constructor(
    /** What is set, and how its value is encoded. */
    readonly property: DeviceProperty<T>,
    options: SensorSettingOptions<T>,
  ) {
    development.args?.("SensorSetting", [property]);
    development.options?.("SensorSetting", options);
    this.#first = options.value;
    this.writable = options.writable ?? false;
    this.#onChange = options.onChange;
    // Refuses what could not be sent, before it is asked for.
    property.encode(options.value, "value");
    this.#value = options.value;
  }

  /** Its value, in the unit of the property. */
  get value(): T {
    return this.#value;
  }

  /** The encoded value. */
  get raw(): Uint8Array {
    return this.property.encode(this.#value);
  }

  /** Whether it has another value than that of a new device. */
  get changed(): boolean {
    return this.#value !== this.#first;
  }

  /** Takes a value, of a client or a record; what is to be called, where it is another one. */
  take(value: T): (() => void) | undefined {
    if (value === this.#value) return undefined;
    this.#value = value;
    const onChange = this.#onChange;
    return onChange && (() => onChange(value));
  }

  /** Takes the value of a new device. */
  restore(): (() => void) | undefined {
    return this.take(this.#first);
  }
}
