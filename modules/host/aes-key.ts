/**
 * An AES-128 key held by the provider: as a key handle where it can, so that
 * nothing is imported or expanded per packet.
 */
export interface AesKey {
  /** AES-128 of the 16 octets at `input[inputOffset]` into `output[outputOffset]`; both may be the same place. */
  encryptBlock(
    input: Uint8Array,
    inputOffset: number,
    output: Uint8Array,
    outputOffset: number,
  ): void;
  /** AES-CMAC (RFC 4493), 16 octets. */
  cmac(message: Uint8Array): Uint8Array;
  /**
   * AES-CCM (RFC 3610) with a nonce of 13 octets: encrypts `input[start..end)` to
   * `output[outputOffset..]`, followed by the tag of 4 or 8 octets. `input` and
   * `output` may be one array when `start` equals `outputOffset`.
   */
  seal(
    nonce: Uint8Array,
    input: Uint8Array,
    start: number,
    end: number,
    tagLength: 4 | 8,
    output: Uint8Array,
    outputOffset: number,
    additionalData?: Uint8Array,
  ): void;
  /**
   * Opens `input[start..end)`, whose last `tagLength` octets are the tag, into
   * `output[outputOffset..]`. False when the tag does not fit; `output` then
   * has undefined octets.
   */
  open(
    nonce: Uint8Array,
    input: Uint8Array,
    start: number,
    end: number,
    tagLength: 4 | 8,
    output: Uint8Array,
    outputOffset: number,
    additionalData?: Uint8Array,
  ): boolean;
  /** Releases the handle. The key must not be used afterwards. */
  close(): void;
}
