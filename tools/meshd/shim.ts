import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const SOURCES = ["shim.c", "shim-crypto.c"].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);
const BUILD = fileURLToPath(new URL("../../build/meshd/", import.meta.url));

let built: Promise<string> | undefined;

/**
 * Compiles the library that is preloaded into the daemon, unless it exists for the same sources.
 * Resolves with its path. Rejects with the compiler's messages.
 */
export function buildShim(): Promise<string> {
  return (built ??= build());
}

async function build(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of SOURCES) hash.update(readFileSync(source));
  const path = `${BUILD}shim-${hash.digest("hex").slice(0, 16)}.so`;
  if (existsSync(path)) return path;
  mkdirSync(BUILD, { recursive: true });
  // Another process may compile it at the same time, so each uses a file name of its own.
  const temporary = `${path}.${process.pid}`;
  const words = ["-O2", "-shared", "-fPIC", ...SOURCES, "-o", temporary, "-lcrypto", "-ldl"];
  await promisify(execFile)("gcc", words);
  renameSync(temporary, path);
  return path;
}
