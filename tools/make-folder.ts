import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Creates a folder with those above it that do not exist. `mode`: that of the folder itself. Throws
 * Error as `fs` does. `mkdirSync` with `recursive` does not return where the system refuses a
 * folder with ENOENT, as below /proc.
 */
export function makeFolder(path: string, mode?: number): void {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing?.isDirectory()) return;
  if (existing) throw new Error(`${path} is no folder`);
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path, mode === undefined ? {} : { mode });
  } catch (error) {
    // Another process may have created it meanwhile.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
