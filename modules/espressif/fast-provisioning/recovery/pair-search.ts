import { equalBytes } from "../../../base/bytes.js";
import type { Crypto, EcdhKeyPair } from "../../../host/crypto.js";
import type { NodeEntry } from "../../../provisioner/database.js";
import { drawPrivateKey } from "../../../provisioning/key-pair-source.js";
import { keyStartLength } from "../../node-records/messages.js";
import { PairOctets } from "./pair-octets.js";

/** Key pairs of one provisioner that are tried: a thousand links with 16 for each pair. */
const maximumPairs = 64;
/** Provisioners whose public keys are known: those that were searched last, some 300 octets each. */
const maximumProvisioners = 8;

/** The starts of the public keys of a provisioner, in the order of its pairs. */
interface KnownPairs {
  readonly address: number;
  readonly deviceKey: Uint8Array;
  readonly starts: Uint8Array;
  count: number;
}

/**
 * Finds the key pair of a provisioner by the start of its public key. A multiplication on P-256
 * takes a chip long: public keys that were computed are known from then on, so that a made-up
 * one costs `maximumPairs` multiplications once.
 */
export class PairSearch {
  readonly #crypto: Crypto;
  /** The most recently used one is the last. */
  #known: KnownPairs[] = [];
  /** The pair that was found last: many nodes have it in common. */
  #last: EcdhKeyPair | undefined;
  #lastOf: KnownPairs | undefined;

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  /**
   * The pair whose public key has this start (4 octets). It stays open until the next call. Undefined if
   * none of the provisioner's first 64 pairs has such a public key.
   */
  async find(
    provisioner: Pick<NodeEntry, "address" | "deviceKey">,
    start: Uint8Array,
  ): Promise<EcdhKeyPair | undefined> {
    const known = this.#knownOf(provisioner);
    const last = this.#last;
    if (last && this.#lastOf === known && beginsWith(last.publicKey, start)) return last;
    this.close();
    const place = placeOf(known, start);
    if (place < 0 && known.count === maximumPairs) return undefined;
    const octets = new PairOctets(this.#crypto, provisioner);
    for (let i = 0; i < maximumPairs; i++) {
      const privateKey = drawPrivateKey(octets);
      if (i < known.count && i !== place) continue;
      const pair = await this.#pairOf(privateKey);
      if (i === known.count) {
        known.starts.set(pair.publicKey.subarray(0, keyStartLength), i * keyStartLength);
        known.count++;
      }
      if (beginsWith(pair.publicKey, start)) {
        this.#last = pair;
        this.#lastOf = known;
        return pair;
      }
      pair.close();
    }
    return undefined;
  }

  /** Closes the pair that was found last. */
  close(): void {
    this.#last?.close();
    this.#last = undefined;
  }

  #knownOf({ address, deviceKey }: Pick<NodeEntry, "address" | "deviceKey">): KnownPairs {
    let known = this.#known.find(
      (other) => other.address === address && equalBytes(other.deviceKey, deviceKey),
    );
    known ??= {
      address,
      deviceKey,
      starts: new Uint8Array(maximumPairs * keyStartLength),
      count: 0,
    };
    const others = this.#known.filter((other) => other.address !== address);
    if (others.length === maximumProvisioners) others.shift();
    this.#known = [...others, known];
    return known;
  }

  #pairOf(privateKey: Uint8Array): Promise<EcdhKeyPair> {
    return new Promise((resolve) => this.#crypto.ecdhKeyPair(privateKey, resolve));
  }
}

/** The number of the pair whose public key has this start; -1 if it is not among the known ones. */
function placeOf({ count, starts }: KnownPairs, start: Uint8Array): number {
  for (let i = 0; i < count; i++)
    if (beginsWith(starts.subarray(i * keyStartLength), start)) return i;
  return -1;
}

function beginsWith(octets: Uint8Array, start: Uint8Array): boolean {
  return equalBytes(octets.subarray(0, start.length), start);
}
