/** One field of a provisioning PDU: a big-endian number, octets of given lengths, or all octets that are left. */
export type Field =
  | {
      readonly name: string;
      readonly kind: "number";
      readonly size: 1 | 2 | 4;
      readonly low: number;
      readonly high: number;
    }
  | { readonly name: string; readonly kind: "octets"; readonly sizes: readonly number[] }
  | { readonly name: string; readonly kind: "rest"; readonly multiple: number };

type ValueOf<F extends Field> = F extends { kind: "number" } ? number : Uint8Array;

/** The values of a PDU with these fields. */
export type Values<Fields extends readonly Field[]> = {
  readonly [F in Fields[number] as F["name"]]: ValueOf<F>;
};

/** A provisioning PDU, declared as data. */
export interface PduDeclaration<Type extends number, Fields extends readonly Field[]> {
  readonly type: Type;
  readonly name: string;
  readonly fields: Fields;
  /** Why values that are valid one by one are not valid together, or undefined. */
  readonly check?: (values: Values<Fields>) => string | undefined;
}

/** An unsigned number of one octet, within `low`..`high`. */
export function u8<Name extends string>(name: Name, low = 0, high = 0xff) {
  return { name, kind: "number", size: 1, low, high } as const;
}

/** An unsigned number of two octets, big-endian. */
export function u16<Name extends string>(name: Name, low = 0, high = 0xffff) {
  return { name, kind: "number", size: 2, low, high } as const;
}

/** An unsigned number of four octets, big-endian. */
export function u32<Name extends string>(name: Name) {
  return { name, kind: "number", size: 4, low: 0, high: 0xffff_ffff } as const;
}

/** Octets, of one of the lengths; a field of several lengths comes last. */
export function octets<Name extends string>(name: Name, ...sizes: number[]) {
  return { name, kind: "octets", sizes } as const;
}

/** All remaining octets, a multiple of so many. */
export function rest<Name extends string>(name: Name, multiple = 1) {
  return { name, kind: "rest", multiple } as const;
}

/**
 * The octets of the fields. Throws RangeError, naming the field, for a value
 * that the declaration does not allow.
 */
export function encodeFields(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
): number[] {
  const out: number[] = [];
  for (const field of fields) {
    const value = values[field.name];
    if (field.kind === "number") {
      const { low, high, size } = field;
      if (typeof value !== "number" || !Number.isInteger(value) || value < low || value > high)
        throw new RangeError(`${field.name} must be ${low}..${high}, not ${String(value)}`);
      for (let shift = 8 * (size - 1); shift >= 0; shift -= 8) out.push((value >>> shift) & 0xff);
    } else {
      if (!(value instanceof Uint8Array) || !lengthFits(field, value.length))
        throw new RangeError(`${field.name} must be ${lengths(field)} octets`);
      for (const octet of value) out.push(octet);
    }
  }
  return out;
}

/** The values in `data[start..end)`; undefined when a length or a value does not fit. Octets are copied. */
export function decodeFields(
  fields: readonly Field[],
  data: Uint8Array,
  start: number,
  end: number,
): Record<string, number | Uint8Array> | undefined {
  const values: Record<string, number | Uint8Array> = {};
  let offset = start;
  for (const field of fields) {
    if (field.kind === "number") {
      if (offset + field.size > end) return undefined;
      let value = 0;
      for (let i = 0; i < field.size; i++) value = value * 256 + data[offset++]!;
      if (value < field.low || value > field.high) return undefined;
      values[field.name] = value;
    } else {
      const left = end - offset;
      const length = field.kind === "octets" && field.sizes.length === 1 ? field.sizes[0]! : left;
      if (length > left || !lengthFits(field, length)) return undefined;
      values[field.name] = data.slice(offset, offset + length);
      offset += length;
    }
  }
  return offset === end ? values : undefined;
}

function lengthFits(field: Exclude<Field, { kind: "number" }>, length: number): boolean {
  return field.kind === "octets" ? field.sizes.includes(length) : length % field.multiple === 0;
}

function lengths(field: Exclude<Field, { kind: "number" }>): string {
  return field.kind === "octets" ? field.sizes.join(" or ") : `a multiple of ${field.multiple}`;
}
