import { getUint16BE, toHex } from "../../modules/base/bytes.js";
import { NetworkKeys } from "../../modules/crypto/network-keys.js";
import type { Crypto } from "../../modules/host/crypto.js";
import { ClearPdu, NonceType } from "../../modules/host/network-cipher.js";
import { AesNetworkCipher } from "../../modules/network/network-cipher.js";
import type { TestAir } from "./test-air.js";

const networkPdu = 0x2a;

/** Reads what stations sent with a NetKey, to tell whether a sequence number was used twice. */
export class SentNumbers {
  readonly #cipher = new AesNetworkCipher();
  readonly #pdus = new Map<string, string>();

  /** Numbers seen so far. */
  get size(): number {
    return this.#pdus.size;
  }

  /**
   * Adds what `air` heard from the radio (all of them where undefined).
   * The first (SRC, IV Index, SEQ) that stood for two different PDUs, or undefined.
   */
  add(
    air: TestAir,
    options: { readonly crypto: Crypto; readonly netKey: Uint8Array; readonly ivIndex: number },
    radio?: number,
  ): string | undefined {
    const keys = new NetworkKeys({ crypto: options.crypto, key: options.netKey });
    this.#cipher.setKeys([keys]);
    const clear = new Uint8Array(ClearPdu.size);
    let twice: string | undefined;
    for (const { data, from } of air.log) {
      if (data[1] !== networkPdu || (radio !== undefined && from !== radio)) continue;
      if ((data[2]! & 0x7f) !== keys.nid) continue;
      for (const ivIndex of [options.ivIndex, options.ivIndex + 1, options.ivIndex - 1]) {
        if (this.#cipher.open(NonceType.network, ivIndex, data, 2, data.length, clear) < 0)
          continue;
        const src = getUint16BE(clear, ClearPdu.src).toString(16);
        const seq = toHex(clear.subarray(ClearPdu.seq, ClearPdu.src));
        const number = `${src} ${ivIndex} ${seq}`;
        const pdu = data.slice(2).join();
        if ((this.#pdus.get(number) ?? pdu) !== pdu) twice ??= number;
        this.#pdus.set(number, pdu);
        break;
      }
    }
    keys.close();
    return twice;
  }
}
