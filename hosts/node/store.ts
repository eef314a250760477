import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Store } from "../../modules/host/store.js";

const KEY = /^[a-z0-9.-]{1,15}$/;
const RECORD = /^r-([a-z0-9.-]{1,15})$/;

function checkKey(key: string): void {
  if (!KEY.test(key)) throw new RangeError(`key: 1..15 characters of [a-z0-9.-], not "${key}"`);
}

export interface MemoryStoreOptions {
  /**
   * Asked before each write and deletion with the key and how many there were
   * before; an error it returns is thrown and nothing changes.
   */
  readonly fail?: (key: string, writes: number) => Error | undefined;
}

/** Records in memory, as a medium for tests: writes are counted and can be made to fail. */
export class MemoryStore implements Store {
  readonly #records = new Map<string, Uint8Array>();
  readonly #fail: MemoryStoreOptions["fail"];
  #writes = 0;

  constructor(options: MemoryStoreOptions = {}) {
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

  /** A store with the same records now and none of the failures: the medium after a power cut. */
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

export interface FileStoreOptions {
  /** Where the records are, one file each; made when it is not there. */
  readonly directory: string;
}

/**
 * Records as files that only their owner can read: keys are among them. A write is a new file,
 * flushed, that takes the old one's name.
 */
export class FileStore implements Store {
  readonly #directory: string;

  constructor(options: FileStoreOptions) {
    this.#directory = options.directory;
    mkdirSync(dirname(this.#directory), { recursive: true });
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
  }

  read(key: string): Uint8Array | undefined {
    try {
      return new Uint8Array(readFileSync(this.#path(key)));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  write(key: string, value: Uint8Array): void {
    const path = this.#path(key);
    const temporary = join(this.#directory, `t-${key}`);
    // One that a power cut left there may be somebody else's to read.
    rmSync(temporary, { force: true });
    const file = openSync(temporary, "wx", 0o600);
    try {
      for (let at = 0; at < value.length;) at += writeSync(file, value, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    this.#flushDirectory();
  }

  delete(key: string): void {
    rmSync(this.#path(key), { force: true });
    this.#flushDirectory();
  }

  keys(): string[] {
    return readdirSync(this.#directory).flatMap((name) => RECORD.exec(name)?.[1] ?? []);
  }

  /** A prefix keeps the keys "." and ".." apart from the directory's own entries. */
  #path(key: string): string {
    checkKey(key);
    return join(this.#directory, `r-${key}`);
  }

  /** A rename is on the medium when its directory is. */
  #flushDirectory(): void {
    const directory = openSync(this.#directory, "r");
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
