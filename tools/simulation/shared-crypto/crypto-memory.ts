import type { AesKey } from "../../../modules/host/aes-key.js";
import { PduKey } from "./pdu-key.js";
import { PduMemory } from "./pdu-memory.js";

/** The AES key of one value, which all nodes with it use. */
export interface CommonKey {
  /** Above 0; no other key of the memory has it. */
  readonly id: number;
  readonly aes: AesKey;
  readonly name: string;
  /** How many handles of it are open. */
  users: number;
  /** With this as the encryption key: by NID and `id` of the privacy key. */
  pduKeys: Map<string, PduKey> | undefined;
}

/**
 * Keys that no node has any longer, but that may come again: nodes that join a network one after the
 * other derive the same keys from its NetKey.
 */
const keptUnused = 256;

/**
 * What the nodes of one simulation compute with the same keys: a packet that a thousand nodes
 * receive is decrypted once. Each node still asks for itself, and drops, counts and traces what it
 * finds. For nodes in one process; a chip has nothing of this.
 */
export class CryptoMemory {
  readonly pdus = new PduMemory();
  readonly #keys = new Map<string, CommonKey>();
  /** Those of `#keys` that no node has, in the order in which they were released. */
  readonly #unused = new Set<CommonKey>();
  #ids = 0;

  /** The key of this value; `make` makes it if no node has it. `release` it when it is closed. */
  take(octets: Uint8Array, make: () => AesKey): CommonKey {
    const name = String.fromCharCode(...octets);
    let key = this.#keys.get(name);
    if (!key) {
      key = { id: ++this.#ids, aes: make(), name, users: 0, pduKeys: undefined };
      this.#keys.set(name, key);
    }
    if (key.users++ === 0) this.#unused.delete(key);
    return key;
  }

  /**
   * A node has a key no longer. Of the keys that no node has, the latest are kept; the others are
   * forgotten, but not closed: a cipher for network PDUs may still use them.
   */
  release(key: CommonKey): void {
    if (--key.users > 0) return;
    this.#unused.add(key);
    if (this.#unused.size <= keptUnused) return;
    const [oldest] = this.#unused;
    this.#unused.delete(oldest!);
    this.#keys.delete(oldest!.name);
  }

  /** What PDUs are secured with by nodes that have both keys and this NID. */
  pduKey(nid: number, encryption: CommonKey, privacy: CommonKey): PduKey {
    const name = `${nid} ${privacy.id}`;
    const pduKeys = (encryption.pduKeys ??= new Map<string, PduKey>());
    let key = pduKeys.get(name);
    if (!key) {
      key = new PduKey(++this.#ids, {
        nid,
        encryptionKey: encryption.aes,
        privacyKey: privacy.aes,
      });
      pduKeys.set(name, key);
    }
    return key;
  }
}
