import { frozen } from "./frozen.js";

/**
 * Checks of values that an application gives. On a chip they are executed before anything is
 * created with the values, so that their calls do not deepen the stack of a constructor.
 */

/**
 * The kind of an option. A number n: a whole number from 0 to n. "time": a finite number from 0
 * up. "octets": a Uint8Array. The others are results of `typeof`, "object" without null.
 */
export type OptionKind =
  "array" | "boolean" | "function" | "object" | "octets" | "string" | "time" | number;

/** The options of a class, each with its kind. */
export type OptionKinds = Readonly<Record<string, OptionKind>>;

const nouns: Readonly<Record<string, string>> = frozen({
  array: "an array",
  boolean: "true or false",
  function: "a function",
  object: "an object",
  octets: "a Uint8Array",
  string: "a string",
  time: "a number from 0 up",
});

const none: readonly string[] = frozen([]);

/** A value for the text of an error. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (value === null || (typeof value !== "object" && typeof value !== "function"))
    return String(value);
  return Array.isArray(value)
    ? "an array"
    : value instanceof Uint8Array
      ? `${value.length} octets`
      : typeof value === "object"
        ? "an object"
        : "a function";
}

/** Throws RangeError unless the value is a whole number from `low` to `high`. */
export function checkWhole(name: string, value: unknown, low: number, high: number): void {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high)
    throw new RangeError(
      `${name}: ${valueText(value)} is not a whole number from ${low} to ${high}`,
    );
}

/** Throws TypeError unless the value is a Uint8Array, RangeError unless it has `low` to `high` octets. */
export function checkOctets(name: string, value: unknown, low: number, high = low): void {
  checkKind(name, value, "octets");
  const { length } = value as Uint8Array;
  if (length < low || length > high)
    throw new RangeError(
      `${name}: ${length} octets where ${low === high ? low : `${low} to ${high}`} are needed`,
    );
}

/** Throws TypeError unless the value is of the kind, RangeError for a number that is out of range. */
export function checkKind(name: string, value: unknown, kind: OptionKind): void {
  if (typeof kind === "number") return checkWhole(name, value, 0, kind);
  const right =
    kind === "array"
      ? Array.isArray(value)
      : kind === "octets"
        ? value instanceof Uint8Array
        : kind === "time"
          ? Number.isFinite(value) && (value as number) >= 0
          : typeof value === kind && value !== null && !Array.isArray(value);
  if (right) return;
  const hint = kind === "octets" && typeof value === "string" ? ", such as fromHex returns" : "";
  throw new TypeError(`${name}: ${valueText(value)} where ${nouns[kind]} is needed${hint}`);
}

/**
 * Checks the options of a class; `name` is that of the class, in the errors. An option that is
 * undefined counts as not given, which those in `required` must not be. Throws TypeError if the options are no object, for an option of
 * another kind, and for a misspelt option: one that is unknown, and nearly the name of another
 * one. Other unknown properties are ignored, as options are often spread into others. Throws
 * RangeError for a number out of range.
 */
export function checkOptions(
  name: string,
  options: unknown,
  kinds: OptionKinds,
  required: readonly string[] = none,
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    checkKind(`options of ${name}`, options, "object");
  const given = options as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(given)) {
    const kind = kinds[key];
    if (kind === undefined) checkSpelling(name, key, given, kinds);
    else if (given[key] !== undefined) checkKind(key, given[key], kind);
  }
  for (const key of required) checkKind(key, given[key], kinds[key]!);
}

/** Throws TypeError for the name of no option that is nearly that of one that is not given. */
export function checkSpelling(
  name: string,
  key: string,
  given: Readonly<Record<string, unknown>>,
  known: object,
): void {
  for (const other of Object.keys(known))
    if (given[other] === undefined && isNearly(key, other))
      throw new TypeError(`${key}: ${name} has no such option; did you mean ${other}?`);
}

/** Whether two names differ in one place alone, in at most two letters. */
function isNearly(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  let same = 0;
  while (same < shorter && a[same] === b[same]) same++;
  const start = same;
  while (same < shorter && a[a.length - 1 - same + start] === b[b.length - 1 - same + start])
    same++;
  return same > 2 && Math.max(a.length, b.length) - same <= 2;
}
