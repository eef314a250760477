import { FieldError, FieldReader, FieldWriter } from "../../access/field.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";
import type { SensorColumn } from "./sensor-state.js";

/** Encoded numbers X, one after the other; undefined where they are not `count` of them. */
export function decodeXs(
  { column }: DeviceProperty,
  octets: Uint8Array,
  count: number,
): number[] | undefined {
  const reader = new FieldReader(octets, 0, octets.length);
  const xs: number[] = [];
  for (let i = 0; i < count; i++) xs.push(column.read(reader));
  return reader.ok && reader.remaining === 0 ? xs : undefined;
}

/** The reverse. Throws FieldError for a number that the property cannot represent. */
export function encodeXs({ column }: DeviceProperty, xs: readonly number[]): Uint8Array {
  const writer = new FieldWriter(xs.length * column.minimum);
  for (const x of xs) column.write(writer, x, "x");
  return writer.finish();
}

/** Octets of a column. */
export function columnLength({ column, y }: DeviceProperty): number {
  return 2 * column.minimum + y.minimum;
}

/**
 * Columns as they are sent, each X, width, value: as many as fit into so many octets. Undefined for
 * one that the property cannot represent.
 */
export function encodeColumns<Y>(
  property: DeviceProperty<unknown, Y>,
  columns: readonly SensorColumn<Y>[],
  most: number,
): Uint8Array | undefined {
  const { column, y: format } = property;
  const fitting = columns.slice(0, Math.floor(most / columnLength(property)));
  const writer = new FieldWriter(fitting.length * columnLength(property));
  try {
    for (const { width, x, y } of fitting) {
      column.write(writer, x, "x");
      column.write(writer, width, "width");
      format.write(writer, y, "y");
    }
    return writer.finish();
  } catch (error) {
    if (error instanceof FieldError) return undefined;
    throw error;
  }
}

/** The columns of encoded octets; undefined where they are no whole number of columns, or a value is prohibited. */
export function decodeColumns<Y>(
  property: DeviceProperty<unknown, Y>,
  octets: Uint8Array,
): SensorColumn<Y>[] | undefined {
  const { column, y: format } = property;
  const reader = new FieldReader(octets, 0, octets.length);
  const columns: SensorColumn<Y>[] = [];
  while (reader.remaining > 0 && reader.ok) {
    const x = column.read(reader);
    const width = column.read(reader);
    columns.push({ x, width, y: format.read(reader) });
  }
  return reader.ok ? columns : undefined;
}
