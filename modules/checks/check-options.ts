import { Model } from "../access/model.js";
import { checkShape } from "./check-shape.js";
import { checkKind, checkNumber, valueText } from "./kinds.js";
import { optionKinds } from "./option-kinds.js";
import type { OptionKinds, OptionTable } from "./option-table.js";
import { checkSpelling } from "./spelling.js";

/**
 * Checks the options of a class; `name` is that of the class, in the errors. An option that is
 * undefined counts as not given. Throws TypeError if the options are no object, for an option of
 * another kind, and for a misspelt option: one that is unknown, and nearly the name of another
 * one. Other unknown properties are ignored, as options are often spread into others. Throws
 * RangeError for a number out of range.
 */
export function checkOptions(name: string, options: unknown): void {
  checkOptionsOf(name, options, optionKinds[name]!);
}

/** As checkOptions, for a class with kinds of its own: those of all options, and which are required. */
export function checkOptionsOf(
  name: string,
  options: unknown,
  [kinds, required]: OptionTable,
): void {
  checkKind(`options of ${name}`, options, "object");
  const given = options as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(given)) {
    const kind = kinds[key];
    if (kind === undefined) checkSpelling(name, key, given, kinds);
    else if (given[key] !== undefined) checkOption(key, given[key], kind);
  }
  for (const key of required) checkOption(key, given[key], kinds[key]!);
  for (const part of ["settings", "limits", "provisioning", "outputOob", "inputOob"])
    if (kinds[part] === "object" && given[part] !== undefined) checkOptions(part, given[part]);
  const { companies, elements, models, securities } = given;
  for (const element of listOf(elements)) checkOptions("an item of elements", element);
  for (const company of listOf(companies)) checkOptions("companies", company);
  for (const security of listOf(securities)) checkOptions("securities", security);
  for (const model of listOf(models))
    if (!(model instanceof Model))
      throw new TypeError(`models: ${valueText(model)} is no Model; create one of each with new`);
}

function checkOption(name: string, value: unknown, kind: OptionKinds[string]): void {
  if (typeof kind === "number") checkNumber(name, value, kind);
  else if (typeof kind === "function") kind(name, value);
  else if (typeof kind === "object") checkShape(name, value, kind.example, kind.partial);
  else if (kind === "octets" && typeof value === "string")
    throw new TypeError(`${name}: "${value}" where a Uint8Array is needed; fromHex makes one`);
  else checkKind(name, value, kind);
}

function listOf(value: unknown): readonly unknown[] {
  return (value ?? []) as readonly unknown[];
}
