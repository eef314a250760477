import type { Diagnostics } from "../../base/diagnostics.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";
import type { PropertyAccess } from "./access.js";
import type { GenericPropertyStatusValues } from "./messages.js";

/** The servers that properties belong to. */
export type PropertyKind = "user" | "admin" | "manufacturer";

/** A status message with a property. Its value stays as it came until the application asks for it. */
export class PropertyStatus {
  readonly #diagnostics: Diagnostics | undefined;

  /** `diagnostics` counts values that are prohibited. */
  constructor(
    /** Which server sent it. */
    readonly kind: PropertyKind,
    /** Property ID, access and encoded value, as the message has them. */
    readonly values: GenericPropertyStatusValues,
    diagnostics: Diagnostics | undefined,
  ) {
    this.#diagnostics = diagnostics;
  }

  /** Property ID. */
  get propertyId(): number {
    return this.values.propertyId;
  }

  /** What users may do with the property; undefined: the server has no such property. */
  get access(): PropertyAccess | undefined {
    return this.values.state?.access;
  }

  /**
   * The value, in the unit of the property; undefined: it is not known, not told, or that of another
   * property. One that the property prohibits, or of another length, is counted as `model.value` and is
   * undefined.
   */
  get<T>(property: DeviceProperty<T>): T | undefined {
    const { propertyId, state } = this.values;
    if (propertyId !== property.id || !state || state.raw.length === 0) return undefined;
    const decoded = property.decode(state.raw);
    if (!decoded) this.#diagnostics?.drop("model.value", state.raw.length);
    return decoded?.value;
  }
}
