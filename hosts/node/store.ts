import { development } from "../../modules/base/development.js";
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
import { checkKey } from "../web/store-key.js";

export { MemoryStore, type MemoryStoreOptions } from "../web/memory-store.js";

const RECORD = /^r-([a-z0-9.-]{1,15})$/;

/** Options of a FileStore. */
export interface FileStoreOptions {
  /** Folder of the records, one file each; created if it does not exist. */
  readonly directory: string;
}

/**
 * Records as files that only their owner can read, because keys are among them. A write creates
 * and flushes a new file, then renames it over the old one.
 */
export class FileStore implements Store {
  readonly #directory: string;

  constructor(options: FileStoreOptions) {
    development.options?.("FileStore", options);
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
    // A temporary file that a power cut left may be readable by other users.
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

  /** File of a key. Its prefix distinguishes the keys "." and ".." from those directory entries. */
  #path(key: string): string {
    checkKey(key);
    return join(this.#directory, `r-${key}`);
  }

  /** Flushes the directory: a rename is on the medium only after that. */
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
