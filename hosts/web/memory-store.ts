import { development } from "../../modules/base/development.js";
import type { Store } from "../../modules/host/store.js";
import { checkKey } from "./store-key.js";

/** Options of a MemoryStore. */
export interface MemoryStoreOptions {
  /**
   * Called before each write and deletion with the key and the number of earlier ones. An error
   * that it returns is thrown, and nothing changes.
   */
  readonly fail?: (key: string, writes: number) => Error | undefined;
}

/** Records in memory, for tests: writes are counted and can be made to fail. */
export class MemoryStore implements Store {
  readonly #records = new Map<string, Uint8Array>();
  readonly #fail: MemoryStoreOptions["fail"];
  #writes = 0;

  constructor(options: MemoryStoreOptions = {}) {
    development.options?.("MemoryStore", options);
    this.#fail = options.fail;
  }

  /** Writes and deletions that succeeded. */
  get writes(): number {
    return this.#writes;
  }

  read(key: string): Uint8Array | undefined {
    checkKey(key);
    const record = this.#records.get(key);
    return record && new Uint8Array(record);
  }

  write(key: string, value: Uint8Array): void {
    this.#change(key);
    this.#records.set(key, new Uint8Array(value));
  }

  delete(key: string): void {
    checkKey(key);
    if (!this.#records.has(key)) return;
    this.#change(key);
    this.#records.delete(key);
  }

  keys(): string[] {
    return [...this.#records.keys()];
  }

  /** A store with copies of the records and without failures, like a medium after a power cut. */
  copy(): MemoryStore {
    const copy = new MemoryStore();
    for (const [key, value] of this.#records) copy.#records.set(key, value);
    return copy;
  }

  #change(key: string): void {
    checkKey(key);
    const error = this.#fail?.(key, this.#writes);
    if (error) throw error;
    this.#writes++;
  }
}
