import { Model } from "../access/model.js";
import { checkWhole } from "../base/check.js";
import { checkKind, type Kind, valueText } from "./kinds.js";
import { optionKinds } from "./option-kinds.js";

/**
 * Checks the options of a class; `name` is that of the class, in the errors. An option that is
 * undefined counts as not given. Throws TypeError if the options are no object, for an option of
 * another kind, and for a misspelt option: one that is unknown, and nearly the name of another
 * one. Other unknown properties are ignored, as options are often spread into others. Throws
 * RangeError for a number out of range.
 */
export function checkOptions(name: string, options: unknown): void {
  const [kinds, required] = optionKinds[name]!;
  checkKind(`options of ${name}`, options, "object");
  const given = options as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(given)) {
    const kind = kinds[key];
    if (kind === undefined) checkSpelling(name, key, given, kinds);
    else if (given[key] !== undefined) checkOption(key, given[key], kind);
  }
  for (const key of required) checkOption(key, given[key], kinds[key]!);
  for (const part of ["settings", "limits", "outputOob", "inputOob"])
    if (part in kinds && given[part] !== undefined) checkOptions(part, given[part]);
  const { companies, elements, models, securities } = given;
  for (const element of listOf(elements)) checkOptions("an item of elements", element);
  for (const company of listOf(companies)) checkOptions("companies", company);
  for (const security of listOf(securities)) checkOptions("securities", security);
  for (const model of listOf(models))
    if (!(model instanceof Model))
      throw new TypeError(`models: ${valueText(model)} is no Model; create one of each with new`);
}

/** Throws TypeError for the name of no option that is nearly that of one that is not given. */
function checkSpelling(
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

function checkOption(name: string, value: unknown, kind: Kind | number): void {
  if (typeof kind === "number") checkNumber(name, value, kind);
  else if (kind === "octets" && typeof value === "string")
    throw new TypeError(`${name}: "${value}" where a Uint8Array is needed; fromHex makes one`);
  else checkKind(name, value, kind);
}

function listOf(value: unknown): readonly unknown[] {
  return (value ?? []) as readonly unknown[];
}

function checkNumber(name: string, value: unknown, most: number): void {
  if (typeof value === "number") return checkWhole(name, value, 0, most);
  throw new RangeError(`${name}: ${valueText(value)} is not a whole number from 0 to ${most}`);
}
