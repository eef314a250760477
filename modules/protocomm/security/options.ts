import { utf8Bytes } from "../../base/utf8.js";

/** A security scheme that a device offers. */
export type SecurityOptions =
  /** No encryption. */
  | { readonly version: 0 }
  /** X25519, AES-256-CTR, and a proof of possession (octets, or a text for its UTF-8) unless it is left out. */
  | { readonly version: 1; readonly proofOfPossession?: string | Uint8Array }
  /** SRP-6a and AES-256-GCM; salt and verifier are not made on the device, which does not have the password. */
  | {
      readonly version: 2;
      /** 1..64 octets, of which the first is not zero: some clients strip zeros. */
      readonly salt: Uint8Array;
      /** 384 octets, big-endian. */
      readonly verifier: Uint8Array;
      /** How nonces are made: 1 (the default) counts, 0 repeats one as devices before ESP-IDF 5.2 did. */
      readonly patchVersion?: 0 | 1;
    };

/** The proof of possession in octets; none is the same as an empty one. */
export function proofOctets(proof: string | Uint8Array | undefined): Uint8Array {
  return typeof proof === "string" ? utf8Bytes(proof) : (proof ?? new Uint8Array(0));
}

/** Throws RangeError naming the option that is out of range. */
export function checkSecurities(securities: readonly SecurityOptions[]): void {
  if (securities.length === 0) throw new RangeError("securities: at least one");
  for (const [index, security] of securities.entries()) {
    if (securities.findIndex(({ version }) => version === security.version) !== index)
      throw new RangeError(`securities: version ${security.version} is there twice`);
    if (security.version !== 2) continue;
    const { salt, verifier } = security;
    if (salt.length < 1 || salt.length > 64) throw new RangeError("salt: 1..64 octets");
    if (salt[0] === 0) throw new RangeError("salt: its first octet must not be zero");
    if (verifier.length !== 384) throw new RangeError("verifier: 384 octets");
  }
}
