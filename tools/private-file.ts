import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "./make-folder.js";

/** Mode of a file that only its owner may read and write. */
const fileMode = 0o600;
const folderMode = 0o700;

/**
 * Replaces a file with keys as a whole; if the operation is interrupted, the old file remains.
 * The new content is never readable for other users: it is written to a new file with the owner's
 * mode, which is then renamed. Throws Error for a folder, a device or a pipe, which are never
 * replaced, and as `fs` does.
 */
export function writePrivate(path: string, content: string): void {
  if (path === "") throw new Error("the path of the file is empty");
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing && !existing.isFile())
    throw new Error(`${path} is ${existing.isDirectory() ? "a folder" : "no regular file"}`);
  makeFolder(dirname(path));
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

/** Creates a folder for the files with keys of a program that does not set file modes. */
export function makePrivateFolder(path: string): void {
  makeFolder(path, folderMode);
}
