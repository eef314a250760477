import type { Random } from "../../modules/host/random.js";

/** Octets that `crypto.getRandomValues` fills at most in one call (Web Cryptography API §10.1.1). */
const mostOctets = 65_536;

/** The random octets of the web platform, from its cryptographic source. */
export class WebRandom implements Random {
  /** Fills the whole array. */
  fill(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += mostOctets)
      globalThis.crypto.getRandomValues(
        bytes.subarray(at, at + mostOctets) as Uint8Array<ArrayBuffer>,
      );
  }
}
