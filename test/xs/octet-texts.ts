// Stands in for test/support/octet-texts.ts inside XS.
import { octetText } from "../../hosts/native/octet-text.js";

/** What C makes of a text that it is given: octets up to the first zero. */
export function textOctets(text: string): Uint8Array {
  return new Uint8Array(ArrayBuffer.fromString(text));
}

export function textOf(octets: Uint8Array): string {
  return octetText(octets);
}

export function provideOctetTexts(): void {
  // XS has them
}
