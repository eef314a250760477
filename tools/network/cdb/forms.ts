import * as z from "zod";
import {
  isVendorModel,
  type ModelId,
  vendorModelId,
  vendorModelParts,
} from "../../../modules/access/model-id.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import type { DatabaseAddress } from "../../../modules/provisioner/configuration-database.js";

// The forms of values in the JSON of a Mesh Configuration Database, each read and written by one declaration.

/** How an error tells what there is. */
export function found(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** What is there, and what would be right. */
export function wanted(what: string): { error: (issue: { input?: unknown }) => string } {
  return { error: ({ input }) => `${found(input)} where ${what} is needed` };
}

const digits = (value: number, length: number) =>
  value.toString(16).toUpperCase().padStart(length, "0");

/** A number of 16 bits from `low` to `high`, as four hexadecimal digits. */
export function hex4(what: string, low = 0, high = 0xffff) {
  const inRange = (text: string) => {
    const value = parseInt(text, 16);
    return value >= low && value <= high;
  };
  const range = low === 0 && high === 0xffff ? "" : ` from ${digits(low, 4)} to ${digits(high, 4)}`;
  const wants = wanted(`${what}, four hexadecimal digits${range},`);
  return z.codec(
    z
      .string(wants)
      .regex(/^[0-9a-f]{4}$/i, { ...wants, abort: true })
      .refine(inRange, wants),
    z.number(),
    { decode: (text) => parseInt(text, 16), encode: (value) => digits(value, 4) },
  );
}

const octets = (text: string) => fromHex(text.replaceAll("-", "").toLowerCase());
const isBytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** A key, 32 hexadecimal digits. */
export function key(what: string) {
  const wants = wanted(`${what}, 32 hexadecimal digits,`);
  return z.codec(z.string(wants).regex(/^[0-9a-f]{32}$/i, wants), isBytes, {
    decode: octets,
    encode: (bytes) => toHex(bytes).toUpperCase(),
  });
}

const uuidForm = /^([0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** A UUID with or without its hyphens. It is written with them. */
export function uuid(what: string) {
  const wants = wanted(`${what}, 32 hexadecimal digits in the form 8-4-4-4-12,`);
  return z.codec(z.string(wants).regex(uuidForm, wants), isBytes, {
    decode: octets,
    encode: (bytes) =>
      toHex(bytes)
        .toUpperCase()
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
  });
}

/** An address of 16 bits that `takes` says is possible, or a Label UUID, which is written without hyphens. */
export function address(what: string, takes: (value: number) => boolean = () => true) {
  const wants = wanted(`${what}, four hexadecimal digits or the 32 of a Label UUID,`);
  const isOne = (text: string) =>
    /^[0-9a-f]{4}$/i.test(text) ? takes(parseInt(text, 16)) : uuidForm.test(text);
  return z.codec(
    z.string(wants).refine(isOne, wants),
    z.custom<DatabaseAddress>((value) => typeof value === "number" || value instanceof Uint8Array),
    {
      decode: (text) => (text.length === 4 ? parseInt(text, 16) : octets(text)),
      encode: (value) =>
        typeof value === "number" ? digits(value, 4) : toHex(value).toUpperCase(),
    },
  );
}

/** A model identifier: four digits, or eight of a company and its model. */
export function modelId() {
  const wants = wanted("a model identifier, four or eight hexadecimal digits,");
  return z.codec(z.string(wants).regex(/^([0-9a-f]{4}|[0-9a-f]{8})$/i, wants), z.number(), {
    decode: (text): ModelId =>
      text.length === 4
        ? parseInt(text, 16)
        : vendorModelId(parseInt(text.slice(0, 4), 16), parseInt(text.slice(4), 16)),
    encode: (id) => {
      if (!isVendorModel(id)) return digits(id, 4);
      const { company, model } = vendorModelParts(id);
      return digits(company, 4) + digits(model, 4);
    },
  });
}

/** A whole number that `takes` says is possible. */
export function whole(what: string, takes: (value: number) => boolean) {
  const wants = wanted(what);
  return z.int(wants).refine(takes, wants);
}

/** A whole number from `low` to `high`. */
export function range(low: number, high: number) {
  return whole(`a whole number from ${low} to ${high}`, (value) => value >= low && value <= high);
}

/** One of some numbers. */
export function oneOf<const Values extends readonly number[]>(...values: Values) {
  return z.literal(values, wanted(`one of ${values.join(", ")}`));
}

export const text = z.string(wanted("a text"));
export const truth = z.boolean(wanted("true or false"));
/** Index of a NetKey or AppKey. */
export const keyIndex = range(0, 0xfff);
export const security = z.enum(["secure", "insecure"], wanted('"secure" or "insecure"'));

const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
/** A time of RFC 3339, which is kept as it is written. */
export const time = z
  .string(wanted("a time as 2018-11-20T10:05:20-08:00"))
  .refine(
    (given) => timeForm.test(given) && !Number.isNaN(Date.parse(given)),
    wanted("a time as 2018-11-20T10:05:20-08:00"),
  );
