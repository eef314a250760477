import type { NonceType } from "../../../modules/host/network-cipher.js";
import { ClearPdu } from "../../../modules/host/network-cipher.js";
import { netMicLength } from "../../../modules/network/network-cipher.js";
import type { PduKey } from "./pdu-key.js";
import { mixed, sameOctets } from "./remembered.js";

/** Results that are remembered, a power of two. A later one takes the place of an earlier one. */
const places = 4096;
/** Octets of a place for a PDU, a power of two. */
const pduSize = 32;

/**
 * Remembers what network PDUs contain, by keys, type of nonce, IV Index and all octets of the PDU:
 * what a node finds here is what it would have decrypted itself.
 */
export class PduMemory {
  /** `id` of the keys at each place; 0: the place is empty. */
  readonly #ids = new Int32Array(places);
  readonly #ivIndices = new Uint32Array(places);
  readonly #nonceTypes = new Uint8Array(places);
  readonly #lengths = new Uint8Array(places);
  /** Whether the keys fitted: 1 or 0. */
  readonly #fits = new Uint8Array(places);
  readonly #pdus = new Uint8Array(places * pduSize);
  readonly #clears = new Uint8Array(places * ClearPdu.size);
  readonly #clear = new Uint8Array(ClearPdu.size);
  /** Number of PDUs that were decrypted because they were not remembered. */
  decrypted = 0;

  /**
   * Opens `pdu[start..end)`, 14 to 29 octets, as `NetworkCipher.open`; whether the keys fit. `clear`
   * is left as it is where they do not.
   */
  open(
    key: PduKey,
    nonceType: NonceType,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
  ): boolean {
    const length = end - start;
    // The last octets are those of NetMIC, which are evenly distributed.
    const mic = (pdu[end - 1]! << 16) | (pdu[end - 2]! << 8) | pdu[end - 3]!;
    const place = mixed(mic, key.id) & (places - 1);
    const known =
      this.#ids[place] === key.id &&
      this.#lengths[place] === length &&
      this.#ivIndices[place] === ivIndex &&
      this.#nonceTypes[place] === nonceType &&
      sameOctets(this.#pdus, place * pduSize, pdu, start, length);
    if (!known) this.#decrypt(place, key, nonceType, ivIndex, pdu, start, end);
    if (this.#fits[place] === 0) return false;
    const from = place * ClearPdu.size;
    const size = length - 1 - netMicLength(this.#clears[from + ClearPdu.controlTtl]!);
    for (let i = 0; i < size; i++) clear[i] = this.#clears[from + i]!;
    return true;
  }

  #decrypt(
    place: number,
    key: PduKey,
    nonceType: NonceType,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
  ): void {
    this.decrypted++;
    this.#ids[place] = key.id;
    this.#lengths[place] = end - start;
    this.#ivIndices[place] = ivIndex;
    this.#nonceTypes[place] = nonceType;
    this.#pdus.set(pdu.subarray(start, end), place * pduSize);
    const fits = key.cipher.open(nonceType, ivIndex, pdu, start, end, this.#clear) === 0;
    this.#fits[place] = fits ? 1 : 0;
    this.#clears.set(this.#clear, place * ClearPdu.size);
  }
}
