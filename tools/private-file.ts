import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** What only its owner may read and write. */
const fileMode = 0o600;
const folderMode = 0o700;

/**
 * Replaces a file that has keys in it, as a whole: what is cut off leaves the old one. No octet
 * of it is ever where others can read it: it is written under another name, as a new file that
 * nobody else had open, and takes the old one's name with its own mode. Throws as `fs` does.
 */
export function writePrivate(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString("hex")}.new`;
  const file = openSync(temporary, "wx", fileMode);
  try {
    try {
      const octets = Buffer.from(content);
      for (let at = 0; at < octets.length;) at += writeSync(file, octets, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Makes a folder for files with keys that a program writes which knows nothing of modes. */
export function makePrivateFolder(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  mkdirSync(path, { recursive: true, mode: folderMode });
}
