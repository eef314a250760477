import { InvalidArgumentError } from "commander";
import { closeSync, openSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { makeFolder } from "../make-folder.js";

/** A parser for a whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`a whole number from ${least} to ${most} is needed.`);
    return value;
  };
}

/** A parser for a unicast address in hexadecimal digits. */
export function unicast(text: string): number {
  if (!/^(0x)?[0-9a-f]{1,4}$/i.test(text) || parseInt(text, 16) < 1 || parseInt(text, 16) > 0x7fff)
    throw new InvalidArgumentError("an address from 0001 to 7fff is needed, in hexadecimal.");
  return parseInt(text, 16);
}

/**
 * Checks before the run that the file can be written; returns its path. Throws Error if it
 * cannot.
 */
export function writable(option: string, file: string): string {
  const path = resolve(file);
  try {
    makeFolder(dirname(path));
    const existing = statSync(path, { throwIfNoEntry: false });
    // The open call of a pipe waits for its other end.
    if (existing && !existing.isFile() && !existing.isCharacterDevice())
      throw new Error(existing.isDirectory() ? "it is a folder" : "it is no regular file");
    closeSync(openSync(path, "a"));
  } catch (error) {
    throw new Error(`${option}: ${path} cannot be written (${(error as Error).message})`);
  }
  return path;
}
