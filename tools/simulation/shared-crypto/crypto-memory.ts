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
 * What the nodes of one simulation compute with the same keys: a packet that a thousand nodes
 * receive is decrypted once. Each node still asks for itself, and drops, counts and traces what it
 * finds. For nodes in one process; a chip has nothing of this.
 */
export class CryptoMemory {
  readonly pdus = new PduMemory();
  readonly #keys = new Map<string, CommonKey>();
  #ids = 0;

  /** The key of this value; `make` makes it if no node has it. `release` it when it is closed. */
  take(octets: Uint8Array, make: () => AesKey): CommonKey {
    const name = String.fromCharCode(...octets);
    let key = this.#keys.get(name);
    if (!key) {
      key = { id: ++this.#ids, aes: make(), name, users: 0, pduKeys: undefined };
      this.#keys.set(name, key);
    }
    key.users++;
    return key;
  }

  /**
   * Forgets a key that no node has any longer. It is not closed: a cipher for network PDUs may
   * still use it.
   */
  release(key: CommonKey): void {
    if (--key.users === 0) this.#keys.delete(key.name);
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
