import { valueText } from "../base/check.js";
import { MeshError } from "../base/errors.js";

/** A value that a message cannot carry. */
export class FieldError extends MeshError {
  override get name(): string {
    return "FieldError";
  }
}

/** Throws FieldError unless the value is a whole number from `low` to `high`. */
export function checkField(value: number, low: number, high: number, name: string): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new FieldError(
      `${name}: ${valueText(value)} is not a whole number from ${low} to ${high}`,
    );
}

/** The error of a value of another type; `what` is needed. */
export function wrongType(name: string, value: unknown, what: string): FieldError {
  return new FieldError(`${name}: ${valueText(value)} where ${what} is needed`);
}

/** Throws FieldError unless it is a Uint8Array. */
export function checkOctets(name: string, value: unknown): void {
  if (value instanceof Uint8Array) return;
  const hint = typeof value === "string" ? ", such as fromHex returns" : "";
  throw wrongType(name, value, `a Uint8Array${hint}`);
}

/** Throws FieldError unless it is an object. */
export function checkObject(name: string, value: unknown): void {
  if (typeof value !== "object" || value === null)
    throw wrongType(name, value, "an object with a value for each field");
}

/** Throws TypeError unless it is a field. */
export function checkIsField(name: string, field: unknown): void {
  const { read, write } = (field ?? {}) as { readonly read?: unknown; readonly write?: unknown };
  if (typeof read !== "function" || typeof write !== "function")
    throw new TypeError(
      `${name}: ${valueText(field)} is no field, such as uint8, octets(16) or list(uint16)`,
    );
}
