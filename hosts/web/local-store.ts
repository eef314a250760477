import { development } from "../../modules/base/development.js";
import { fromHex, toHex } from "../../modules/base/bytes.js";
import type { Store } from "../../modules/host/store.js";
import { checkKey } from "./store-key.js";

/** The part of the web platform's `Storage` that is used, such as `localStorage`. */
export interface TextStorage {
  /** Number of entries. */
  readonly length: number;
  /** The name of the entry at `index`, or null. */
  key(index: number): string | null;
  /** The text of an entry, or null where there is none. */
  getItem(name: string): string | null;
  /** Replaces an entry. Throws where there is no room. */
  setItem(name: string, text: string): void;
  /** Removes an entry. */
  removeItem(name: string): void;
}

/** Options of a LocalStore. */
export interface LocalStoreOptions {
  /** Storage of the records. Default: `localStorage`. */
  readonly storage?: TextStorage;
  /** Prefix of the names of this node's entries; each node needs its own. Default "xs-mesh/". */
  readonly prefix?: string;
}

/**
 * A node's records in `localStorage`, as hexadecimal digits. Keys of the network are among
 * them: every script of the page's origin can read them.
 */
export class LocalStore implements Store {
  readonly #storage: TextStorage;
  readonly #prefix: string;

  /** Throws TypeError where no storage is given and the platform has none. */
  constructor(options: LocalStoreOptions = {}) {
    development.options?.("LocalStore", options);
    const { localStorage } = globalThis as { localStorage?: TextStorage };
    const storage = options.storage ?? localStorage;
    if (!storage) throw new TypeError("storage: this platform has no localStorage; give another");
    this.#storage = storage;
    this.#prefix = options.prefix ?? "xs-mesh/";
  }

  /** The record; undefined where there is none. Throws SyntaxError for an entry that something else changed. */
  read(key: string): Uint8Array | undefined {
    const text = this.#storage.getItem(this.#name(key));
    return text === null ? undefined : fromHex(text);
  }

  /** Replaces the record. Throws what the storage throws where there is no room. */
  write(key: string, value: Uint8Array): void {
    this.#storage.setItem(this.#name(key), toHex(value));
  }

  /** Removes the record. */
  delete(key: string): void {
    this.#storage.removeItem(this.#name(key));
  }

  /** The keys that hold a record. */
  keys(): string[] {
    const keys: string[] = [];
    for (let i = 0; i < this.#storage.length; i++) {
      const name = this.#storage.key(i);
      if (name?.startsWith(this.#prefix)) keys.push(name.slice(this.#prefix.length));
    }
    return keys;
  }

  #name(key: string): string {
    checkKey(key);
    return this.#prefix + key;
  }
}
