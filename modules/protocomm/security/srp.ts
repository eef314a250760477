import { development } from "../../base/development.js";
import { concatBytes, fromHex } from "../../base/bytes.js";
import type { SessionCrypto } from "../../host/session-crypto.js";
import { wipe } from "../constant-time.js";

// SRP-6a (RFC 5054) with the group of 3072 bits, its generator 5, and SHA-512.

/** Octets of the group's numbers. */
export const groupSize = 384;

/** N of RFC 5054, appendix A. */
const prime = fromHex(
  "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74" +
    "020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437" +
    "4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed" +
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05" +
    "98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb" +
    "9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b" +
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718" +
    "3995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33" +
    "a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7" +
    "abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864" +
    "d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e2" +
    "08e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff",
);

/** g */
const generator = Uint8Array.of(5);

/** k = H(N | PAD(g)) */
const multiplier = fromHex(
  "a9c2e2559bf0ebb53f0cbbf62282906bede7f2182f00678211fbd5bde5b28503" +
    "3a4993503b87397f9be5ec02080fedbc0835587ad039060879b8621e8c3659e0",
);

/** H(N) xor H(PAD(g)) */
const groupHash = fromHex(
  "dad76ed5365ed7bf6bbc1bfa050981458392bbd35a50335d03db3c7535b261d1" +
    "c902f2ffb8647125bd28ce966c066d5be9b939216c6078b65889299c61624694",
);

/** The number without its leading zeros, as all stacks hash the secret. */
function stripped(number: Uint8Array): Uint8Array {
  let start = 0;
  while (start < number.length && number[start] === 0) start++;
  return number.subarray(start);
}

/** a - b of two numbers of the group's size, in place in a; whether it was below zero. */
function subtractInto(a: Uint8Array, b: Uint8Array): boolean {
  let borrow = 0;
  for (let i = groupSize - 1; i >= 0; i--) {
    const difference = a[i]! - b[i]! - borrow;
    a[i] = difference;
    borrow = difference < 0 ? 1 : 0;
  }
  return borrow === 1;
}

/** a + b, in place in a; whether it was too large for the size. */
function addInto(a: Uint8Array, b: Uint8Array): boolean {
  let carry = 0;
  for (let i = groupSize - 1; i >= 0; i--) {
    const sum = a[i]! + b[i]! + carry;
    a[i] = sum;
    carry = sum >> 8;
  }
  return carry === 1;
}

function isZero(number: Uint8Array): boolean {
  return number.every((octet) => octet === 0);
}

/** The arithmetic that both sides of an exchange share. */
export class SrpGroup {
  readonly #crypto: SessionCrypto;

  constructor(crypto: SessionCrypto) {
    this.#crypto = crypto;
  }

  /** g ^ exponent */
  generate(exponent: Uint8Array, done: (power: Uint8Array) => void): void {
    this.power(generator, exponent, done);
  }

  power(base: Uint8Array, exponent: Uint8Array, done: (power: Uint8Array) => void): void {
    this.#crypto.power(base, exponent, prime, done);
  }

  multiply(a: Uint8Array, b: Uint8Array): Uint8Array {
    return this.#crypto.multiply(a, b, prime);
  }

  /** k * number */
  scaled(number: Uint8Array): Uint8Array {
    return this.multiply(multiplier, number);
  }

  /** a + b of two numbers below N. */
  add(a: Uint8Array, b: Uint8Array): Uint8Array {
    const sum = a.slice();
    const reduced = sum.slice();
    const carry = addInto(sum, b);
    reduced.set(sum);
    const below = subtractInto(reduced, prime);
    return carry || !below ? reduced : sum;
  }

  /** a - b of two numbers below N. */
  subtract(a: Uint8Array, b: Uint8Array): Uint8Array {
    const difference = a.slice();
    if (subtractInto(difference, b)) addInto(difference, prime);
    return difference;
  }

  /** Whether a number of the group's size is 0 modulo N: no side may send that. */
  isForbidden(number: Uint8Array): boolean {
    return isZero(this.multiply(number, Uint8Array.of(1)));
  }

  /** u = H(A | B) */
  scrambler(clientKey: Uint8Array, deviceKey: Uint8Array): Uint8Array {
    return this.#crypto.sha512(concatBytes(clientKey, deviceKey));
  }

  /** K = H(S) */
  sessionKey(secret: Uint8Array): Uint8Array {
    return this.#crypto.sha512(stripped(secret));
  }

  /** x = H(salt | H(username ":" password)) */
  passwordHash(salt: Uint8Array, username: Uint8Array, password: Uint8Array): Uint8Array {
    const text = concatBytes(username, Uint8Array.of(0x3a), password);
    const inner = this.#crypto.sha512(text);
    const hash = this.#crypto.sha512(concatBytes(salt, inner));
    wipe(text, inner);
    return hash;
  }

  /** M = H((H(N) xor H(PAD(g))) | H(username) | salt | A | B | K) */
  clientProof(exchange: SrpExchange): Uint8Array {
    const { username, salt, clientKey, deviceKey, key } = exchange;
    const user = this.#crypto.sha512(username);
    return this.#crypto.sha512(concatBytes(groupHash, user, salt, clientKey, deviceKey, key));
  }

  /** H(A | M | K) */
  deviceProof(clientKey: Uint8Array, clientProof: Uint8Array, key: Uint8Array): Uint8Array {
    return this.#crypto.sha512(concatBytes(clientKey, clientProof, key));
  }
}

/** The inputs of the proofs. */
export interface SrpExchange {
  readonly username: Uint8Array;
  readonly salt: Uint8Array;
  /** A and B, 384 octets each. */
  readonly clientKey: Uint8Array;
  readonly deviceKey: Uint8Array;
  /** K, 64 octets. */
  readonly key: Uint8Array;
}

/** Salt and verifier (384 octets) of a user: what a device keeps in place of the password. */
export function srpVerifier(
  options: {
    readonly crypto: SessionCrypto;
    readonly salt: Uint8Array;
    readonly username: Uint8Array;
    readonly password: Uint8Array;
  },
  done: (verifier: Uint8Array) => void,
): void {
  development.options?.("srpVerifier", options);
  const { crypto, salt, username, password } = options;
  const group = new SrpGroup(crypto);
  const exponent = group.passwordHash(salt, username, password);
  group.generate(exponent, (verifier) => {
    wipe(exponent);
    done(verifier);
  });
}
