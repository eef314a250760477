/**
 * Copies of packets for receivers, in one buffer for each length: a receiver may change its copy,
 * which is valid until the next one is made.
 */
export class DataCopies {
  readonly #buffers: Uint8Array[] = [];

  /** A copy of advertising data. */
  of(data: Uint8Array): Uint8Array {
    const { length } = data;
    const copy = (this.#buffers[length] ??= new Uint8Array(length));
    for (let i = 0; i < length; i++) copy[i] = data[i]!;
    return copy;
  }
}
