import { development } from "../base/development.js";
import { frozen } from "../base/frozen.js";
import type { Field, Fields, Values } from "./field.js";
import { FieldGroup } from "./field-group.js";
import {
  BitsField,
  BooleanField,
  ListField,
  NumberField,
  OctetsField,
  OptionalField,
  RemainderField,
} from "./field-kinds.js";

/** An unsigned number of 1..4 octets; values outside `low..high` are prohibited. */
export function unsigned(octets: 1 | 2 | 3 | 4, low = 0, high = 256 ** octets - 1): Field<number> {
  development.args?.("unsigned", [octets, low, high]);
  return frozen(new NumberField(octets, low, high));
}

/**
 * A signed number of 1..4 octets, in two's complement; values outside `low..high` are prohibited.
 */
export function signed(
  octets: 1 | 2 | 3 | 4,
  low = -(256 ** octets) / 2,
  high = 256 ** octets / 2 - 1,
): Field<number> {
  development.args?.("signed", [octets, low, high]);
  return frozen(new NumberField(octets, low, high));
}

/** One octet. */
export const uint8 = unsigned(1);

/** Two octets. */
export const uint16 = unsigned(2);

/** One octet, -128 to 127. */
export const sint8 = signed(1);

/** Two octets, -32,768 to 32,767. */
export const sint16 = signed(2);

/** One octet that is 0 or 1; the others are prohibited. */
export const boolean: Field<boolean> = frozen(new BooleanField());

/** An array of exactly this many octets, in order. */
export function octets(length: number): Field<Uint8Array> {
  development.args?.("octets", [length]);
  return frozen(new OctetsField(length));
}

/** All octets that are left. */
export const remainder: Field<Uint8Array> = frozen(new RemainderField());

/** One field again and again until the end. */
export function list<T>(field: Field<T>): Field<T[]> {
  development.args?.("list", [field]);
  return frozen(new ListField(field));
}

/** A field that is there or the message ends before it. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  development.args?.("optional", [field]);
  return frozen(new OptionalField(field));
}

/** Several numbers in one little-endian number of `octets`, the first in the lowest bits. */
export function bits<K extends string>(
  octets: 1 | 2 | 3,
  widths: Readonly<Record<K, number>>,
): Field<Record<K, number>> {
  development.args?.("bits", [octets, widths]);
  return frozen(new BitsField(octets, Object.keys(widths) as K[], widths));
}

/** Several fields as one. */
export function group<F extends Fields>(fields: F): Field<Values<F>> {
  development.args?.("group", [fields]);
  return frozen(new FieldGroup(fields));
}
