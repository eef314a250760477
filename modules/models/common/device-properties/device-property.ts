import { type Field, FieldReader, FieldWriter } from "../../../access/field.js";
import { uint16 } from "../../../access/fields.js";
import { checkWhole } from "../../../base/check.js";
import { development } from "../../../base/development.js";
import { frozen } from "../../../base/frozen.js";
import type { Characteristic } from "./characteristic.js";

/** A value that was decoded. */
export interface PropertyValue<T> {
  /** In the unit of the property; undefined: the device does not know it. */
  readonly value: T;
}

/**
 * A device property: what a value of sensors, Generic Properties and Light LC means and how it is
 * encoded. Bluetooth's Mesh Device Properties; Mesh Model 1.1 §2.
 */
export class DeviceProperty<T = unknown, Y = T> {
  /**
   * `older`: another encoding, of another length, that is read as well.
   */
  constructor(
    /** Property ID, 1..0xFFFF. */
    readonly id: number,
    /** Its name in Bluetooth's Mesh Device Properties. */
    readonly name: string,
    /** How a value is encoded. */
    readonly format: Field<T>,
    /** How X and the width of a column are encoded. Mesh Model 1.1 §4.1.5. */
    readonly column: Field<number>,
    /** How the value of a column is encoded: of some composite properties a part of them. */
    readonly y: Field<Y>,
    private readonly older?: Field<T>,
  ) {}

  /** Unit of its values, such as "lx"; an empty text where there is none. */
  get unit(): string {
    return (this.format as Partial<Characteristic<T>>).unit ?? "";
  }

  /** Octets of an encoded value. */
  get octets(): number {
    return this.format.minimum;
  }

  /** A new array with the encoded value. Throws FieldError, with `name`, for a value that it cannot represent. */
  encode(value: T, name = this.name): Uint8Array {
    const writer = new FieldWriter(this.format.minimum);
    this.format.write(writer, value, name);
    return writer.finish();
  }

  /** The value of all the octets; undefined where their number is wrong or the value is prohibited. */
  decode(octets: Uint8Array): PropertyValue<T> | undefined {
    const { format, older } = this;
    const { length } = octets;
    const reader = new FieldReader(octets, 0, length);
    const value = (older?.minimum === length ? older : format).read(reader);
    return reader.ok && reader.offset === length ? { value } : undefined;
  }
}

/**
 * Declares a device property that is not in the table: of Bluetooth's Assigned Numbers, section 4.5.
 * `column` and `y`: how X and the width of a series' columns are encoded, two octets by default, and
 * their values, by default as `format`. Throws RangeError for an ID that is not 1..0xFFFF.
 */
export function deviceProperty<T>(
  id: number,
  name: string,
  format: Field<T>,
  column?: Field<number>,
): DeviceProperty<T>;
export function deviceProperty<T, Y>(
  id: number,
  name: string,
  format: Field<T>,
  column: Field<number>,
  y: Field<Y>,
): DeviceProperty<T, Y>;
export function deviceProperty(
  id: number,
  name: string,
  format: Field<unknown>,
  column: Field<number> = uint16,
  y = format,
): DeviceProperty {
  development.args?.("deviceProperty", [id, name, format, column, y]);
  checkWhole("id", id, 1, 0xffff);
  return frozen(new DeviceProperty(id, name, format, column, y));
}
