import { type Field, FieldReader } from "../../modules/access/field.js";
import type { Member } from "../../modules/access/field-group.js";
import type { Message } from "../../modules/access/message.js";
import { hint } from "../network/similar.js";
import { ShellError } from "./shell-error.js";

/** The kind of the value of a field. */
export type ValueKind = "boolean" | "number" | "text" | "octets" | "numbers" | "list";

/** A value of a message that the user writes as `name=value`. */
export interface MessageField {
  /** Names from the message to the value: of a field, and of a field in it. */
  readonly path: readonly string[];
  readonly kind: ValueKind;
  /** Whether the message can do without it. */
  readonly optional: boolean;
  /** The name that the user writes: the last name, or the whole path if others end like it. */
  readonly name: string;
}

/** The private parts of fields that tell what they consist of. */
interface FieldParts {
  /** The first of the fields of a group, each with the next one; undefined in one of none. */
  readonly first?: Member | undefined;
  readonly item?: Field<unknown>;
}

const zeros = new Uint8Array(512);

/** Reads a field from so many octets of zeros. */
function sample(field: Field<unknown>, octets: number): unknown {
  return field.read(new FieldReader(zeros, 0, octets));
}

function kindOf(value: unknown): ValueKind {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "text";
  return typeof value === "number" || value === undefined ? "number" : "octets";
}

interface Leaf {
  readonly path: readonly string[];
  readonly kind: ValueKind;
  readonly optional: boolean;
}

function leaves(path: readonly string[], field: Field<unknown>, optional: boolean): Leaf[] {
  const { first, item } = field as unknown as FieldParts;
  if ("first" in field) return membersOf(path, first, optional);
  if (item) {
    if (!Array.isArray(sample(field, 0))) return leaves(path, item, true);
    const isPlain = typeof sample(item, zeros.length) === "number";
    return [{ path, kind: isPlain ? "numbers" : "list", optional: false }];
  }
  const value = sample(field, field.minimum > 0 ? field.minimum : zeros.length);
  if (Array.isArray(value)) {
    const isPlain = typeof value[0] === "number";
    return [{ path, kind: isPlain ? "numbers" : "list", optional: false }];
  }
  if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
    // What it consists of depends on its own octets.
    if (Object.keys(value).length === 0) return [{ path, kind: "list", optional }];
    return Object.entries(value).map(([name, own]) => ({
      path: [...path, name],
      kind: kindOf(own),
      optional,
    }));
  }
  return [{ path, kind: kindOf(value), optional }];
}

function membersOf(path: readonly string[], first: Member | undefined, optional: boolean): Leaf[] {
  const all: Leaf[] = [];
  for (let member = first; member; member = member.next)
    all.push(...leaves([...path, member.name], member.field, optional));
  return all;
}

/** "onOff" as "on-off". */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const cache = new WeakMap<Message, readonly MessageField[]>();

/** The values that a message takes, in its order. Reserved bits are left out. */
export function fieldsOf(message: Message): readonly MessageField[] {
  const known = cache.get(message);
  if (known) return known;
  // A DeclaredMessage is a group of fields, which an application has no use for.
  const all = leaves([], message as unknown as Field<unknown>, false).filter(
    ({ path }) => path.at(-1) !== "reserved",
  );
  const fields = all.map((leaf) => {
    const last = leaf.path.at(-1)!;
    const unique = all.filter(({ path }) => path.at(-1) === last).length === 1;
    return { ...leaf, name: unique ? kebab(last) : leaf.path.map(kebab).join(".") };
  });
  cache.set(message, fields);
  return fields;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9.]/g, "");
}

/** The field of this name, or whose name begins so. Throws ShellError that lists the fields. */
export function fieldNamed(message: Message, name: string): MessageField {
  const fields = fieldsOf(message);
  const wanted = plain(name);
  const exact = fields.find(
    (field) => plain(field.name) === wanted || plain(field.path.join(".")) === wanted,
  );
  if (exact) return exact;
  const begun = fields.filter((field) => plain(field.name).startsWith(wanted));
  if (begun.length === 1) return begun[0]!;
  const names = fields.map((field) => field.name);
  throw new ShellError(`${message.name} has no field ${name}${hint(name, names, "it has")}`);
}

/** Reads the text of a value. Throws ShellError naming the field. */
export type ReadValue = (field: MessageField, text: string) => unknown;

/** Values that the message gets without being written. */
const defaults: Readonly<Record<string, number>> = { delay: 0 };

/**
 * The values of a message from words such as `on=true`. `given`: values for fields that are not
 * written, by name. Throws ShellError naming a field that is missing, unknown or written twice.
 */
export function valuesOf(
  message: Message,
  words: readonly string[],
  read: ReadValue,
  given: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const written = new Map<MessageField, unknown>();
  for (const word of words) {
    const at = word.indexOf("=");
    if (at < 1) throw new ShellError(`${word} is not of the form field=value`);
    const field = fieldNamed(message, word.slice(0, at));
    if (written.has(field)) throw new ShellError(`${field.name} is given twice`);
    written.set(field, read(field, word.slice(at + 1)));
  }
  const values: Record<string, unknown> = {};
  for (const field of fieldsOf(message)) {
    const last = field.path.at(-1)!;
    const used = [...written.keys()].some(
      ({ path }) => field.path.length > 1 && path[0] === field.path[0],
    );
    let value = written.get(field) ?? given[last];
    if (value === undefined && (used || !field.optional)) {
      value = field.kind === "numbers" ? [] : defaults[last];
      if (value === undefined)
        throw new ShellError(`${message.name} needs ${missing(message, written, given)}`);
    }
    if (value !== undefined) put(values, field.path, value);
  }
  return reservedOf(message, values);
}

function missing(
  message: Message,
  written: ReadonlyMap<MessageField, unknown>,
  given: Readonly<Record<string, unknown>>,
): string {
  return fieldsOf(message)
    .filter((field) => !written.has(field) && !field.optional && !(field.path.at(-1)! in given))
    .map(({ kind, name }) => `${name}=${kind === "boolean" ? "on|off" : `<${kind}>`}`)
    .join(" ");
}

function put(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = values;
  for (const name of path.slice(0, -1)) at = (at[name] ??= {}) as Record<string, unknown>;
  at[path.at(-1)!] = value;
}

/** Adds the reserved bits, which are 0. */
function reservedOf(message: Message, values: Record<string, unknown>): Record<string, unknown> {
  let { first: member } = message as unknown as FieldParts;
  for (; member; member = member.next) {
    const { field, name } = member;
    const value = sample(field, field.minimum);
    if (typeof value !== "object" || value === null || !("reserved" in value)) continue;
    if (values[name] !== undefined) (values[name] as Record<string, unknown>)["reserved"] = 0;
  }
  return values;
}
