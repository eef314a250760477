import {
  existsSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { FileStore } from "../../hosts/node/store.js";
import { namesFault } from "../network/network-fault.js";
import type { SavedNames } from "../network/network-file.js";
import { writePrivate } from "../private-file.js";

const namesFile = "names.json";
const lockFile = "lock";

/**
 * A network on a radio, in a folder that only its owner can read: the records of the provisioner,
 * which are written as they change, before a device can get a key of them; and the names of a
 * shell. One process uses it at a time: two would send with the same sequence numbers.
 */
export class NetworkFolder {
  readonly path: string;
  readonly store: FileStore;

  /**
   * Opens it, or creates one where there is none. Throws Error for another folder or a file, and
   * while another process uses it.
   */
  constructor(path: string) {
    this.path = path;
    checkFolder(path);
    this.store = new FileStore({ directory: path });
    lock(join(path, lockFile), path);
  }

  /** The names; undefined: none are stored. Throws Error for a file with other content. */
  readNames(): SavedNames | undefined {
    const file = join(this.path, namesFile);
    if (!existsSync(file)) return undefined;
    let content: unknown;
    try {
      content = JSON.parse(readFileSync(file, "utf8"));
    } catch {
      throw new Error(`${file} is not JSON; without this file the network has no names`);
    }
    const fault = namesFault(content);
    if (fault !== undefined)
      throw new Error(`${file}: ${fault}; without this file the network has no names`);
    return (content as { readonly names: SavedNames }).names;
  }

  writeNames(names: SavedNames): void {
    const content = JSON.stringify({ version: 1, names }, undefined, 2);
    writePrivate(join(this.path, namesFile), `${content}\n`);
  }

  /** Others may use it now. */
  close(): void {
    rmSync(join(this.path, lockFile), { force: true });
  }
}

/** Throws Error for what is not the folder of a network, nor an empty one. */
function checkFolder(path: string): void {
  if (path === "") throw new Error("--network: the name of the folder is empty");
  const existing = statSync(path, { throwIfNoEntry: false });
  if (!existing) return;
  if (!existing.isDirectory())
    throw new Error(
      `--network: ${path} is a file; a network on a radio is kept in a folder: name a new one`,
    );
  const files = readdirSync(path);
  // An interrupted start may have left a lock and a record that was being written.
  if (files.every((name) => name === lockFile || /^[rt]-/.test(name) || name === namesFile)) return;
  throw new Error(
    `--network: the folder ${path} has other files (${files[0]!}); name a new or an empty one`,
  );
}

/** Creates the lock file, with the number of this process. */
function lock(file: string, folder: string): void {
  for (;;) {
    try {
      const opened = openSync(file, "wx", 0o600);
      writeSync(opened, String(process.pid));
      closeSync(opened);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = Number(readFileSync(file, "utf8"));
    if (isRunning(owner))
      throw new Error(`--network: ${folder} is in use by process ${owner}; end that first`);
    // Its process has ended without removing it.
    rmSync(file, { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another user it cannot be signalled, but runs.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
