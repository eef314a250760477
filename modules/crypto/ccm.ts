const BLOCK = 16;

/**
 * AES-CCM (RFC 3610) with a nonce of 13 octets (so a length field of 2) for a
 * key that can encrypt blocks. It keeps its working blocks.
 */
export abstract class Ccm {
  readonly #mac = new Uint8Array(BLOCK);
  readonly #counter = new Uint8Array(BLOCK);
  readonly #stream = new Uint8Array(BLOCK);

  /** As `AesKey.encryptBlock`. */
  abstract encryptBlock(
    input: Uint8Array,
    inputOffset: number,
    output: Uint8Array,
    outputOffset: number,
  ): void;

  /** As `AesKey.seal`. */
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
    this.#authenticate(nonce, input, start, length, tagLength, additionalData);
    this.#crypt(nonce, input, start, length, output, outputOffset);
    this.#maskTag(nonce, tagLength);
    for (let i = 0; i < tagLength; i++) output[outputOffset + length + i] = this.#mac[i]!;
  }

  /** As `AesKey.open`. */
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
    // The tag is read before the plaintext is written, which may overwrite it.
    const first = word(input, start + length);
    const second = tagLength === 8 ? word(input, start + length + 4) : 0;
    this.#crypt(nonce, input, start, length, output, outputOffset);
    this.#authenticate(nonce, output, outputOffset, length, tagLength, additionalData);
    this.#maskTag(nonce, tagLength);
    let difference = first ^ word(this.#mac, 0);
    if (tagLength === 8) difference |= second ^ word(this.#mac, 4);
    return difference === 0;
  }

  /** Leaves the CBC-MAC in `#mac` (RFC 3610 §2.2). */
  #authenticate(
    nonce: Uint8Array,
    plaintext: Uint8Array,
    start: number,
    length: number,
    tagLength: number,
    additionalData: Uint8Array | undefined,
  ): void {
    const mac = this.#mac;
    const extra = additionalData?.length ?? 0;
    mac[0] = (extra === 0 ? 0 : 0x40) | (((tagLength - 2) / 2) << 3) | 1;
    mac.set(nonce, 1);
    mac[14] = length >> 8;
    mac[15] = length;
    this.encryptBlock(mac, 0, mac, 0);
    if (additionalData && extra > 0) {
      mac[0] ^= extra >> 8;
      mac[1]! ^= extra;
      this.#absorb(additionalData, 0, extra, 2);
    }
    this.#absorb(plaintext, start, length, 0);
  }

  /** Adds `length` octets, and zeros up to a full block, to the CBC-MAC. */
  #absorb(bytes: Uint8Array, start: number, length: number, position: number): void {
    const mac = this.#mac;
    let at = position;
    for (let i = 0; i < length; i++) {
      mac[at]! ^= bytes[start + i]!;
      if (++at === BLOCK) {
        this.encryptBlock(mac, 0, mac, 0);
        at = 0;
      }
    }
    if (at !== 0) this.encryptBlock(mac, 0, mac, 0);
  }

  /** Encrypts or decrypts with key stream blocks 1, 2, ... (RFC 3610 §2.3). */
  #crypt(
    nonce: Uint8Array,
    input: Uint8Array,
    start: number,
    length: number,
    output: Uint8Array,
    outputOffset: number,
  ): void {
    const stream = this.#stream;
    for (let done = 0, block = 1; done < length; done += BLOCK, block++) {
      this.#makeStream(nonce, block);
      const count = Math.min(BLOCK, length - done);
      for (let i = 0; i < count; i++)
        output[outputOffset + done + i] = input[start + done + i]! ^ stream[i]!;
    }
  }

  /** Encrypts the CBC-MAC with key stream block 0. */
  #maskTag(nonce: Uint8Array, tagLength: number): void {
    this.#makeStream(nonce, 0);
    for (let i = 0; i < tagLength; i++) this.#mac[i]! ^= this.#stream[i]!;
  }

  #makeStream(nonce: Uint8Array, block: number): void {
    const counter = this.#counter;
    counter[0] = 1;
    counter.set(nonce, 1);
    counter[14] = block >> 8;
    counter[15] = block;
    this.encryptBlock(counter, 0, this.#stream, 0);
  }
}

function word(bytes: Uint8Array, offset: number): number {
  return (
    bytes[offset]! |
    (bytes[offset + 1]! << 8) |
    (bytes[offset + 2]! << 16) |
    (bytes[offset + 3]! << 24)
  );
}
