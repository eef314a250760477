import { development } from "./development.js";

/** Octets from a string of hexadecimal digits; spaces are ignored. Throws SyntaxError for anything else. */
export function fromHex(hex: string): Uint8Array {
  if (typeof hex !== "string") throw notHexadecimal(String(hex));
  const bytes = new Uint8Array(hex.length >> 1);
  let count = 0;
  for (let i = 0; i < hex.length; i++) {
    if (hex[i]!.trim() === "") continue;
    const digit = hexDigit(hex.charCodeAt(i));
    if (digit < 0) throw notHexadecimal(hex);
    bytes[count >> 1] = (bytes[count >> 1]! << 4) | digit;
    count++;
  }
  if ((count & 1) !== 0) throw notHexadecimal(hex);
  return bytes.slice(0, count >> 1);
}

function notHexadecimal(text: string): SyntaxError {
  return new SyntaxError(`not an even number of hexadecimal digits: "${text}"`);
}

/** The value of a hexadecimal digit by its character code, -1 for any other character. */
export function hexDigit(code: number): number {
  if (isDigit(code)) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

/** A text with the letters A to Z as a to z. */
export function asciiLowerCase(text: string): string {
  let lower = "";
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    lower += isCapital(code) ? String.fromCharCode(code | 0x20) : text[i]!;
  }
  return lower;
}

/** A text with the letters a to z as A to Z. */
export function asciiUpperCase(text: string): string {
  let upper = "";
  for (let i = 0; i < text.length; i++) {
    const capital = text.charCodeAt(i) & ~0x20;
    const isSmall = capital !== text.charCodeAt(i) && isCapital(capital);
    upper += isSmall ? String.fromCharCode(capital) : text[i]!;
  }
  return upper;
}

/** Whether a character code is that of a letter from A to Z. */
export function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

/** Whether a character code is that of a decimal digit. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Lower-case hexadecimal digits, two per octet. */
export function toHex(bytes: Uint8Array): string {
  development.args?.("toHex", [bytes]);
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += (bytes[i]! + 0x100).toString(16).slice(1);
  return text;
}

/** Whether two arrays hold the same octets. Not in constant time: not for secrets an attacker may probe. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** One array of all the parts, in order. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** The octets of a string of ASCII characters. */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Unsigned 16 bits, big-endian. */
export function getUint16BE(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 8) | bytes[offset + 1]!;
}

/** Unsigned 16 bits, little-endian. */
export function getUint16LE(bytes: Uint8Array, offset: number): number {
  return bytes[offset]! | (bytes[offset + 1]! << 8);
}

/** Unsigned 32 bits, big-endian. */
export function getUint32BE(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset]! << 24) |
      (bytes[offset + 1]! << 16) |
      (bytes[offset + 2]! << 8) |
      bytes[offset + 3]!) >>>
    0
  );
}

/** Writes 16 bits, big-endian. */
export function putUint16BE(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >> 8;
  bytes[offset + 1] = value;
}

/** Writes 16 bits, little-endian. */
export function putUint16LE(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >> 8;
}

/** Writes 24 bits, big-endian. */
export function putUint24BE(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >> 16;
  bytes[offset + 1] = value >> 8;
  bytes[offset + 2] = value;
}

/** Writes 32 bits, big-endian. */
export function putUint32BE(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}
