import { development } from "../../modules/base/development.js";
import {
  createCipheriv,
  createECDH,
  createHash,
  createHmac,
  timingSafeEqual,
  type Cipher,
  type ECDH,
} from "node:crypto";
import { Multiplications, OwedResults } from "../../modules/crypto/multiplications.js";
import type { Clock } from "../../modules/host/clock.js";
import type { AesKey, Crypto, EcdhKeyPair } from "../../modules/host/crypto.js";

const BLOCK = 16;
const MAX_BLOCKS = 64;

/** The order of P-256 (FIPS 186-4, D.1.2.3): private keys are 1..n-1. */
const P256_ORDER = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/**
 * AES-128 on two ciphers of node:crypto that stay open as long as the key: a message then takes
 * one native call per cipher instead of the setup of CCM. The CBC cipher chains each message to
 * the last block of its output, so that block is xored into the first block of the next
 * message, which makes each message start from zero.
 */
class NodeAesKey implements AesKey {
  readonly #key: Uint8Array;
  readonly #ecb: Cipher;
  readonly #work = new Uint8Array(BLOCK * MAX_BLOCKS);
  #cbc: Cipher | undefined;
  #chain: Uint8Array = new Uint8Array(BLOCK);
  #subkeys: readonly [Uint8Array, Uint8Array] | undefined;

  constructor(key: Uint8Array) {
    if (key.length !== BLOCK) throw new RangeError("key: 16 octets");
    this.#key = new Uint8Array(key); // slice() of a Buffer would not copy
    this.#ecb = createCipheriv("aes-128-ecb", this.#key, null);
    this.#ecb.setAutoPadding(false);
  }

  encryptBlock(
    input: Uint8Array,
    inputOffset: number,
    output: Uint8Array,
    outputOffset: number,
  ): void {
    const block = this.#ecb.update(input.subarray(inputOffset, inputOffset + BLOCK));
    output.set(block, outputOffset);
  }

  cmac(message: Uint8Array): Uint8Array {
    const [complete, padded] = (this.#subkeys ??= this.#makeSubkeys());
    const blocks = Math.max(1, Math.ceil(message.length / BLOCK));
    const work = this.#room(blocks);
    work.fill(0);
    work.set(message);
    const last = (blocks - 1) * BLOCK;
    const whole = message.length === blocks * BLOCK;
    if (!whole) work[message.length] = 0x80;
    xorInto(work, last, whole ? complete : padded);
    return new Uint8Array(this.#cbcMac(work));
  }

  seal(
    nonce: Uint8Array,
    input: Uint8Array,
    start: number,
    end: number,
    tagLength: 4 | 8,
    output: Uint8Array,
    outputOffset: number,
    additionalData?: Uint8Array,
  ): void {
    const length = end - start;
    const tag = this.#tag(nonce, input, start, length, tagLength, additionalData);
    const stream = this.#keyStream(nonce, length);
    for (let i = 0; i < length; i++)
      output[outputOffset + i] = input[start + i]! ^ stream[BLOCK + i]!;
    for (let i = 0; i < tagLength; i++) output[outputOffset + length + i] = tag[i]! ^ stream[i]!;
  }

  open(
    nonce: Uint8Array,
    input: Uint8Array,
    start: number,
    end: number,
    tagLength: 4 | 8,
    output: Uint8Array,
    outputOffset: number,
    additionalData?: Uint8Array,
  ): boolean {
    const length = end - start - tagLength;
    if (length < 0) return false;
    const stream = this.#keyStream(nonce, length);
    const received = new Uint8Array(input.subarray(start + length, end));
    for (let i = 0; i < length; i++)
      output[outputOffset + i] = input[start + i]! ^ stream[BLOCK + i]!;
    const tag = this.#tag(nonce, output, outputOffset, length, tagLength, additionalData);
    for (let i = 0; i < tagLength; i++) received[i]! ^= stream[i]!;
    return timingSafeEqual(received, tag.subarray(0, tagLength));
  }

  close(): void {
    this.#key.fill(0);
    this.#cbc = undefined;
  }

  /** The tag before its encryption (RFC 3610 §2.2), with a length field of two octets. */
  #tag(
    nonce: Uint8Array,
    plaintext: Uint8Array,
    start: number,
    length: number,
    tagLength: number,
    additionalData: Uint8Array | undefined,
  ): Uint8Array {
    const extra = additionalData?.length ?? 0;
    const extraBlocks = extra === 0 ? 0 : Math.ceil((extra + 2) / BLOCK);
    const work = this.#room(1 + extraBlocks + Math.ceil(length / BLOCK));
    work.fill(0);
    work[0] = (extra === 0 ? 0 : 0x40) | (((tagLength - 2) / 2) << 3) | 1;
    work.set(nonce, 1);
    work[14] = length >> 8;
    work[15] = length;
    if (additionalData && extra > 0) {
      work[BLOCK] = extra >> 8;
      work[BLOCK + 1] = extra;
      work.set(additionalData, BLOCK + 2);
    }
    const offset = (1 + extraBlocks) * BLOCK;
    for (let i = 0; i < length; i++) work[offset + i] = plaintext[start + i]!;
    return this.#cbcMac(work);
  }

  /** Key stream blocks 0, 1, ... for `length` octets (RFC 3610 §2.3). */
  #keyStream(nonce: Uint8Array, length: number): Uint8Array {
    const blocks = 1 + Math.ceil(length / BLOCK);
    const work = this.#room(blocks);
    for (let i = 0; i < blocks; i++) {
      const at = i * BLOCK;
      work[at] = 1;
      work.set(nonce, at + 1);
      work[at + 14] = i >> 8;
      work[at + 15] = i;
    }
    return this.#ecb.update(work);
  }

  #cbcMac(blocks: Uint8Array): Uint8Array {
    if (!this.#cbc) {
      this.#cbc = createCipheriv("aes-128-cbc", this.#key, new Uint8Array(BLOCK));
      this.#cbc.setAutoPadding(false);
    }
    xorInto(blocks, 0, this.#chain);
    const output = this.#cbc.update(blocks);
    this.#chain = output.subarray(output.length - BLOCK);
    return this.#chain;
  }

  #makeSubkeys(): readonly [Uint8Array, Uint8Array] {
    const base = new Uint8Array(BLOCK);
    this.encryptBlock(base, 0, base, 0);
    const first = doubled(base);
    return [first, doubled(first)];
  }

  #room(blocks: number): Uint8Array {
    return blocks <= MAX_BLOCKS
      ? this.#work.subarray(0, blocks * BLOCK)
      : new Uint8Array(blocks * BLOCK);
  }
}

function xorInto(target: Uint8Array, offset: number, block: Uint8Array): void {
  for (let i = 0; i < BLOCK; i++) target[offset + i]! ^= block[i]!;
}

/** Multiplication by x in GF(2^128) (RFC 4493 §2.3). */
function doubled(block: Uint8Array): Uint8Array {
  const result = new Uint8Array(BLOCK);
  for (let i = 0; i < BLOCK; i++)
    result[i] = (block[i]! << 1) | (i < BLOCK - 1 ? block[i + 1]! >> 7 : 0);
  if (block[0]! & 0x80) result[BLOCK - 1]! ^= 0x87;
  return result;
}

class NodeEcdhKeyPair implements EcdhKeyPair {
  readonly publicKey: Uint8Array;
  readonly #ecdh: ECDH;
  readonly #owed: OwedResults;

  constructor(ecdh: ECDH, multiplications: Multiplications) {
    this.#ecdh = ecdh;
    this.#owed = new OwedResults(multiplications);
    this.publicKey = new Uint8Array(ecdh.getPublicKey().subarray(1));
  }

  sharedSecret(peer: Uint8Array, done: (secret: Uint8Array | undefined) => void): void {
    const secret = this.#compute(peer);
    this.#owed.add(() => done(secret));
  }

  close(): void {
    this.#owed.close();
  }

  #compute(peer: Uint8Array): Uint8Array | undefined {
    if (peer.length !== 64) return undefined;
    const point = new Uint8Array(65);
    point[0] = 4; // uncompressed (SEC 1 §2.3.3)
    point.set(peer, 1);
    try {
      return new Uint8Array(this.#ecdh.computeSecret(point));
    } catch {
      return undefined; // OpenSSL throws for a point that is not on the curve
    }
  }
}

/** Options of NodeCrypto. */
export interface NodeCryptoOptions {
  /** Its timers deliver the results of P-256 operations. */
  readonly clock: Clock;
  /** Milliseconds of the clock for each P-256 multiplication, one after the other. Default 0. */
  readonly ecdhMilliseconds?: number;
}

/**
 * The cryptographic primitives with node:crypto. A closed key pair does not call pending
 * callbacks.
 */
export class NodeCrypto implements Crypto {
  readonly #multiplications: Multiplications;

  constructor(options: NodeCryptoOptions) {
    development.options?.("NodeCrypto", options);
    const { clock, ecdhMilliseconds = 0 } = options;
    this.#multiplications = new Multiplications({ clock, milliseconds: ecdhMilliseconds });
  }

  aesKey(key: Uint8Array): AesKey {
    return new NodeAesKey(key);
  }

  ecdhKeyPair(privateKey: Uint8Array, done: (pair: EcdhKeyPair) => void): void {
    if (privateKey.length !== 32) throw new RangeError("privateKey: 32 octets");
    const value = BigInt(`0x${Buffer.from(privateKey).toString("hex")}`);
    if (value === 0n || value >= P256_ORDER) throw new RangeError("privateKey: 1..n-1");
    const ecdh = createECDH("prime256v1");
    ecdh.setPrivateKey(privateKey);
    const pair = new NodeEcdhKeyPair(ecdh, this.#multiplications);
    this.#multiplications.schedule(() => done(pair));
  }

  sha256(message: Uint8Array): Uint8Array {
    return new Uint8Array(createHash("sha256").update(message).digest());
  }

  hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
    return new Uint8Array(createHmac("sha256", key).update(message).digest());
  }
}
