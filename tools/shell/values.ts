import { fromHex } from "../../modules/base/bytes.js";
import { durationUnits } from "../duration.js";
import { mostHours } from "../simulation/milliseconds.js";
import { ShellError } from "./shell-error.js";

/** "5m" is short for minutes. */
const units: Readonly<Record<string, number>> = { ...durationUnits, m: durationUnits["min"]! };

/**
 * Milliseconds of "500ms", "500 ms", "5s", "2min" or "96h"; of a number alone, of seconds. Throws
 * ShellError, also for more than ten years.
 */
export function durationOf(text: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/.exec(text.trim()) ?? [];
  if (count === undefined)
    throw new ShellError(`${text} is no duration; write 500ms, 5s, 2min or 96h`);
  const milliseconds = Math.round(Number(count) * units[unit ?? "s"]! * 1000) / 1000;
  if (milliseconds <= mostHours * units["h"]!) return milliseconds;
  throw new ShellError(`${text} is too long: the longest duration is ${mostHours}h`);
}

/** A whole number in decimal digits, or hexadecimal ones after 0x. Throws ShellError naming it. */
export function numberOf(what: string, text: string, low: number, high: number): number {
  const value = /^(\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : NaN;
  if (value >= low && value <= high) return value;
  throw new ShellError(`${what}: ${text} is not a whole number from ${low} to ${high}`);
}

/** A number that may be negative or have a fraction; hexadecimal digits after 0x. Throws ShellError naming it. */
export function signedNumberOf(what: string, text: string): number {
  if (/^-?(\d+(\.\d+)?|0x[0-9a-f]+)$/i.test(text))
    return text.startsWith("-") ? -Number(text.slice(1)) : Number(text);
  throw new ShellError(`${what}: ${text} is not a number`);
}

/** A Default TTL: 0, or 2 to 127. Throws ShellError naming it. Mesh Protocol 1.1 §4.2.8. */
export function defaultTtlOf(what: string, text: string): number {
  const value = /^(\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : NaN;
  if (value === 0 || (value >= 2 && value <= 127)) return value;
  throw new ShellError(`${what}: ${text} is not 0 or a whole number from 2 to 127`);
}

const onWords = ["on", "true", "yes", "1"];
const offWords = ["off", "false", "no", "0"];

/** "on" or "off", in one of their forms. Throws ShellError naming it. */
export function onOffOf(what: string, text: string): boolean {
  const word = text.toLowerCase();
  if (onWords.includes(word)) return true;
  if (offWords.includes(word)) return false;
  throw new ShellError(`${what}: ${text} is neither on nor off`);
}

export function onOffText(on: boolean): string {
  return on ? "on" : "off";
}

/** Octets of hexadecimal digits; spaces, ":" and "-" between them are allowed. Throws ShellError naming it. */
export function octetsOf(what: string, text: string, length?: number): Uint8Array {
  const digits = text.replace(/[\s:-]/g, "").replace(/^0x/i, "");
  if (!/^([0-9a-f]{2})*$/i.test(digits))
    throw new ShellError(`${what}: ${text} is not an even number of hexadecimal digits`);
  const octets = fromHex(digits.toLowerCase());
  if (length === undefined || octets.length === length) return octets;
  throw new ShellError(`${what}: ${octets.length} octets where ${length} are needed`);
}

/** The 16 bits of an address, 0x0002 or 0002; undefined for other texts. */
export function addressOf(text: string): number | undefined {
  const [, digits] = /^(?:0x([0-9a-f]{1,4})|[0-9a-f]{4})$/i.exec(text) ?? [];
  if (digits !== undefined) return parseInt(digits, 16);
  return /^[0-9a-f]{4}$/i.test(text) ? parseInt(text, 16) : undefined;
}

/** "0x0002". */
export function addressText(address: number): string {
  return `0x${address.toString(16).padStart(4, "0")}`;
}

/** "3 x 20 ms", as it is written with `transmissionsOf`. */
export function transmissionsText(count: number, interval: number): string {
  return `${count}x${interval}ms`;
}

/** Count and interval of "3x20ms" or "3 x 20 ms". Throws ShellError naming it. */
export function transmissionsOf(
  what: string,
  text: string,
): { readonly count: number; readonly interval: number } {
  const [, count, interval] = /^(\d+)\s*x\s*(\d+)\s*(?:ms)?$/i.exec(text.trim()) ?? [];
  if (count === undefined) throw new ShellError(`${what}: ${text} is not of the form 3x20ms`);
  return { count: Number(count), interval: Number(interval) };
}

/** Rows with columns of equal width; the last column is not padded. */
export function tableText(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join("  ")
      .trimEnd(),
  );
}

/** "1 node", "3 nodes". */
export function countText(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
