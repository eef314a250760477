// The mesh security toolbox: the functions that keys are derived with
// (Mesh Protocol 1.1 §3.9, "Security toolbox").
import { asciiBytes, concatBytes } from "../base/bytes.js";
import type { Crypto } from "../host/crypto.js";
import { salts } from "./salts.js";

/** AES-CMAC under a key that is used for this call alone. */
export function aesCmac(crypto: Crypto, key: Uint8Array, message: Uint8Array): Uint8Array {
  const aes = crypto.aesKey(key);
  const mac = aes.cmac(message);
  aes.close();
  return mac;
}

/** s1: the salt of 16 octets made of `m`. */
export function s1(crypto: Crypto, m: Uint8Array): Uint8Array {
  return aesCmac(crypto, new Uint8Array(16), m);
}

/** s2: the salt of 32 octets made of `m`. */
export function s2(crypto: Crypto, m: Uint8Array): Uint8Array {
  return crypto.hmacSha256(new Uint8Array(32), m);
}

/** k1: a key of 16 octets from `n`, a salt of 16 octets and `p`. */
export function k1(crypto: Crypto, n: Uint8Array, salt: Uint8Array, p: Uint8Array): Uint8Array {
  return aesCmac(crypto, aesCmac(crypto, salt, n), p);
}

/** What k2 makes: the security material of a network or a friendship. */
export interface SecurityMaterial {
  /** Network identifier, 7 bits. */
  readonly nid: number;
  /** 16 octets. */
  readonly encryptionKey: Uint8Array;
  /** 16 octets. */
  readonly privacyKey: Uint8Array;
}

/** k2: NID, encryption key and privacy key from a NetKey `n` and `p` of at least one octet. */
export function k2(crypto: Crypto, n: Uint8Array, p: Uint8Array): SecurityMaterial {
  const t = crypto.aesKey(aesCmac(crypto, salts.smk2, n));
  const t1 = t.cmac(concatBytes(p, Uint8Array.of(1)));
  const encryptionKey = t.cmac(concatBytes(t1, p, Uint8Array.of(2)));
  const privacyKey = t.cmac(concatBytes(encryptionKey, p, Uint8Array.of(3)));
  t.close();
  return { nid: t1[15]! & 0x7f, encryptionKey, privacyKey };
}

/** k3: a public value of 8 octets made of a NetKey, its Network ID. */
export function k3(crypto: Crypto, n: Uint8Array): Uint8Array {
  const t = aesCmac(crypto, salts.smk3, n);
  return aesCmac(crypto, t, asciiBytes("id64\x01")).slice(8);
}

/** k4: a public value of 6 bits made of an AppKey, its AID. */
export function k4(crypto: Crypto, n: Uint8Array): number {
  const t = aesCmac(crypto, salts.smk4, n);
  return aesCmac(crypto, t, asciiBytes("id6\x01"))[15]! & 0x3f;
}

/** k5: a key of 32 octets from `n`, a salt of 32 octets and `p`. */
export function k5(crypto: Crypto, n: Uint8Array, salt: Uint8Array, p: Uint8Array): Uint8Array {
  return crypto.hmacSha256(crypto.hmacSha256(salt, n), p);
}

/** IdentityKey of a NetKey, 16 octets. */
export function identityKey(crypto: Crypto, netKey: Uint8Array): Uint8Array {
  return derived(crypto, netKey, salts.nkik);
}

/** BeaconKey of a NetKey, 16 octets. */
export function beaconKey(crypto: Crypto, netKey: Uint8Array): Uint8Array {
  return derived(crypto, netKey, salts.nkbk);
}

/** PrivateBeaconKey of a NetKey, 16 octets. */
export function privateBeaconKey(crypto: Crypto, netKey: Uint8Array): Uint8Array {
  return derived(crypto, netKey, salts.nkpk);
}

function derived(crypto: Crypto, netKey: Uint8Array, salt: Uint8Array): Uint8Array {
  return k1(crypto, netKey, salt, asciiBytes("id128\x01"));
}

/** The virtual address of a label UUID of 16 octets, 0x8000..0xBFFF. */
export function virtualAddress(crypto: Crypto, label: Uint8Array): number {
  const hash = aesCmac(crypto, salts.vtad, label);
  return 0x8000 | ((hash[14]! & 0x3f) << 8) | hash[15]!;
}

/** `p` of k2 for managed flooding security credentials. */
export function floodingInput(): Uint8Array {
  return Uint8Array.of(0);
}

/** `p` of k2 for directed security credentials. */
export function directedInput(): Uint8Array {
  return Uint8Array.of(2);
}

/** `p` of k2 for friendship security credentials; the counters are 16 bits. */
export function friendshipInput(
  lpnAddress: number,
  friendAddress: number,
  lpnCounter: number,
  friendCounter: number,
): Uint8Array {
  const p = new Uint8Array(9);
  p[0] = 1;
  const fields = [lpnAddress, friendAddress, lpnCounter, friendCounter];
  fields.forEach((field, i) => {
    p[1 + 2 * i] = field >> 8;
    p[2 + 2 * i] = field;
  });
  return p;
}
