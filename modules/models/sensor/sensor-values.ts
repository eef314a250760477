import type { Diagnostics } from "../../base/diagnostics.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";
import type { MarshalledValue } from "./marshalled.js";

/** The values of a Sensor Status message. Those of properties that the application does not ask for stay as they came. */
export class SensorValues {
  readonly #diagnostics: Diagnostics | undefined;

  /** `diagnostics` counts values that are prohibited. */
  constructor(
    /** Each value with its Property ID, encoded, as the message has them. */
    readonly raw: readonly MarshalledValue[],
    diagnostics: Diagnostics | undefined,
  ) {
    this.#diagnostics = diagnostics;
  }

  /** Whether there is a value of the property, which may be the unknown one. */
  has(property: DeviceProperty): boolean {
    return this.#find(property) !== undefined;
  }

  /**
   * The value of a property, in its unit; undefined: it is not known, or not among the values. One
   * that the property prohibits, or of another length, is counted as `sensor.value` and is undefined.
   */
  get<T>(property: DeviceProperty<T>): T | undefined {
    const found = this.#find(property);
    if (!found) return undefined;
    const decoded = property.decode(found.raw);
    if (!decoded) this.#diagnostics?.drop("sensor.value", found.raw.length);
    return decoded?.value;
  }

  /** No octets: the server has no such sensor. */
  #find({ id }: DeviceProperty): MarshalledValue | undefined {
    return this.raw.find(({ propertyId, raw }) => propertyId === id && raw.length > 0);
  }
}
