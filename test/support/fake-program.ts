import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes a program of the shell into a folder. */
export function fakeProgram(folder: string, name: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A program's script that writes its arguments, each on a line, to a file. */
export function writesArguments(file: string): string {
  return `printf '%s\\n' "$@" > "${file}"`;
}
