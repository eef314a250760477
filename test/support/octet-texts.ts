// Texts that hold octets, on Node.js: a character for each. test/xs/octet-texts.ts is XS's own way.
import { setNatives } from "./native.js";

/** What C makes of a text that it is given: octets up to the first zero. */
export function textOctets(text: string): Uint8Array {
  const octets = new Uint8Array(Buffer.from(text, "latin1"));
  const end = octets.indexOf(0);
  return end < 0 ? octets : octets.slice(0, end);
}

/** A text as C makes it of octets. */
export function textOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString("latin1");
}

export function provideOctetTexts(): void {
  setNatives({ xs_octet_text: (octets: Uint8Array) => textOf(octets) });
  (ArrayBuffer as unknown as { fromString: unknown }).fromString = (text: string) =>
    textOctets(text).slice().buffer;
}
