import { equalBytes } from "../../../base/bytes.js";
import type { Crypto, EcdhKeyPair } from "../../../host/crypto.js";
import type { NodeEntry } from "../../../provisioner/database.js";
import { drawPrivateKey } from "../../../provisioning/key-pair-source.js";
import { PairOctets } from "./pair-octets.js";

/** Key pairs of one provisioner that are tried: a thousand links with 16 for each pair. */
const maximumPairs = 64;

/** The starts of the public keys of a provisioner, in the order of its pairs. */
interface KnownPairs {
  readonly deviceKey: Uint8Array;
  readonly starts: Uint8Array[];
}

/**
 * Finds the key pair of a provisioner by the start of its public key. A multiplication on P-256
 * takes a chip long: public keys that were computed are known from then on, so that a made-up
 * one costs `maximumPairs` multiplications once.
 */
export class PairSearch {
  readonly #crypto: Crypto;
  /** By the address of the provisioner. */
  readonly #known = new Map<number, KnownPairs>();
  /** The pair that was found last: many nodes have it in common. */
  #last: EcdhKeyPair | undefined;
  #lastOf: Uint8Array | undefined;

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  /** The pair, which stays open until the next call; undefined if none of the provisioner's has such a public key. */
  async find(
    { address, deviceKey }: Pick<NodeEntry, "address" | "deviceKey">,
    start: Uint8Array,
  ): Promise<EcdhKeyPair | undefined> {
    const starts = this.#startsOf(address, deviceKey);
    const last = this.#last;
    if (last && this.#lastOf === deviceKey && beginsWith(last.publicKey, start)) return last;
    this.close();
    const octets = new PairOctets(this.#crypto, { deviceKey });
    for (let i = 0; i < maximumPairs; i++) {
      const privateKey = drawPrivateKey(octets);
      const known = starts[i];
      if (known && !equalBytes(known, start)) continue;
      const pair = await this.#pairOf(privateKey);
      starts[i] = pair.publicKey.slice(0, start.length);
      if (beginsWith(pair.publicKey, start)) {
        this.#last = pair;
        this.#lastOf = deviceKey;
        return pair;
      }
      pair.close();
    }
    return undefined;
  }

  close(): void {
    this.#last?.close();
    this.#last = undefined;
  }

  #startsOf(address: number, deviceKey: Uint8Array): Uint8Array[] {
    let known = this.#known.get(address);
    if (!known || !equalBytes(known.deviceKey, deviceKey)) {
      known = { deviceKey, starts: [] };
      this.#known.set(address, known);
    }
    return known.starts;
  }

  #pairOf(privateKey: Uint8Array): Promise<EcdhKeyPair> {
    return new Promise((resolve) => this.#crypto.ecdhKeyPair(privateKey, resolve));
  }
}

function beginsWith(octets: Uint8Array, start: Uint8Array): boolean {
  return equalBytes(octets.subarray(0, start.length), start);
}
