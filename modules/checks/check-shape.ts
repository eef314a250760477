import { checkKind, type Kind, valueText } from "./kinds.js";
import { checkSpelling } from "./spelling.js";

/**
 * Checks that a value has the properties of an example, each of the same type, and none whose name
 * is nearly that of one of them. `partial`: it may lack some. A property that is undefined in the
 * example can be anything. Throws TypeError or RangeError naming the property.
 */
export function checkShape(name: string, value: unknown, example: object, partial = false): void {
  checkKind(name, value, "object");
  const given = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(given))
    if (!(key in example)) checkSpelling(name, key, given, example);
  for (const [key, like] of Object.entries(example))
    if (like !== undefined && !(partial && given[key] === undefined))
      checkLike(`${name}.${key}`, given[key], like);
}

function checkLike(name: string, value: unknown, example: unknown): void {
  const kind = kindOf(example);
  if (kind === "time") checkNumber(name, value);
  else if (kind === "object") checkShape(name, value, example as object, false);
  else checkKind(name, value, kind);
}

/** Numbers of these objects are times, counts and factors, of which Infinity is one. */
function checkNumber(name: string, value: unknown): void {
  if (typeof value !== "number" || Number.isNaN(value) || value < 0)
    throw new RangeError(`${name}: ${valueText(value)} where a number from 0 up is needed`);
}

function kindOf(example: unknown): Kind {
  if (typeof example === "number") return "time";
  if (example instanceof Uint8Array) return "octets";
  return Array.isArray(example) ? "array" : (typeof example as Kind);
}
