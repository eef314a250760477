import { type Field, FieldError, FieldReader } from "../access/field.js";
import type { Message } from "../access/message.js";
import { frozen } from "../base/frozen.js";
import { checkKind, type Kind, kindError, valueText } from "./kinds.js";

/** Octets of zeros from which fields are read, more than any message has. */
const probe = frozen(new Uint8Array(512));

/**
 * Checks the declaration of a message. Throws RangeError for the number of no opcode, TypeError for
 * what is no field or no message, for a name that begins with a digit, since an engine sorts such
 * names to the front, and for a field after one that takes all octets or may be absent.
 */
export function checkMessage(
  name: unknown,
  opcode: unknown,
  fields: unknown,
  response: unknown,
): void {
  checkKind("name of a message", name, "string");
  if (!isOpcode(opcode))
    throw new RangeError(
      `opcode of ${String(name)}: ${valueText(opcode)} is neither 0x00 to 0x7e, 0x8000 to 0xbfff nor a vendorOpcode`,
    );
  if (response !== undefined && !isMessage(response))
    throw new TypeError(`response of ${String(name)}: ${valueText(response)} is no message`);
  checkKind(`fields of ${String(name)}`, fields, "object");
  let last: string | undefined;
  for (const [key, field] of Object.entries(fields as object)) {
    if (key >= "0" && key < ":")
      throw new TypeError(`field ${key}: a name must not begin with a digit, as its place changes`);
    if (!isField(field))
      throw new TypeError(`field ${key}: ${valueText(field)} is no field, such as uint8`);
    if (last !== undefined && (field.minimum > 0 || takesRest(last, fields)))
      throw new TypeError(
        `field ${key}: it is never read after ${last}, which must be the last one`,
      );
    if (isOpenEnded(field)) last = key;
  }
}

function isOpcode(value: unknown): boolean {
  if (!Number.isInteger(value)) return false;
  const opcode = value as number;
  const isShort = opcode >= 0 && opcode < 0x7f;
  return isShort || opcode >> 14 === 2 || (opcode >= 0xc00000 && opcode <= 0xffffff);
}

/** Whether a value is a declared message. */
export function isMessage(value: unknown): value is Message {
  return isOpcode((value as Partial<Message> | null | undefined)?.opcode);
}

/** Whether a value is a field of messages. */
export function isField(value: unknown): value is Field<unknown> {
  const { read, write } = (value ?? {}) as Partial<Field<unknown>>;
  return typeof read === "function" && typeof write === "function";
}

/** Whether a field may be absent, or takes all octets that are left. */
function isOpenEnded(field: Field<unknown>): boolean {
  return field.minimum === 0 && read(field).offset > 0;
}

function takesRest(name: string, fields: unknown): boolean {
  return read((fields as Readonly<Record<string, Field<unknown>>>)[name]!).remaining === 0;
}

function read(field: Field<unknown>): FieldReader {
  const reader = new FieldReader(probe, 0, probe.length);
  field.read(reader);
  return reader;
}

/** Checks that the values have the types that the fields are read as. Throws FieldError naming the field. */
export function checkValues(name: string, fields: unknown, values: unknown): void {
  const text = kindError(`values of ${name}`, values, "object");
  if (text !== undefined) throw new FieldError(text);
  const group = fields as Field<Readonly<Record<string, unknown>>>;
  const sample = group.read(new FieldReader(probe, 0, probe.length));
  for (const [key, example] of Object.entries(sample)) {
    const value = (values as Readonly<Record<string, unknown>>)[key];
    const kind = kindOf(example);
    const error =
      kind !== undefined && value !== undefined ? kindError(key, value, kind) : undefined;
    if (error !== undefined) throw new FieldError(error);
  }
}

/** The kind of a value that was read. Numbers have checks of their own, which name the range. */
function kindOf(value: unknown): Kind | undefined {
  if (typeof value === "boolean") return "boolean";
  if (value instanceof Uint8Array) return "octets";
  if (Array.isArray(value)) return "array";
  return typeof value === "object" && value !== null ? "object" : undefined;
}
