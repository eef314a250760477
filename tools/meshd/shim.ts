import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const SOURCE = fileURLToPath(new URL("shim.c", import.meta.url));
const BUILD = fileURLToPath(new URL("../../build/meshd/", import.meta.url));

let built: Promise<string> | undefined;

/**
 * Compiles the library that is preloaded into the daemon, unless its source was
 * compiled before. Answers its path. Rejects with what the compiler says.
 */
export function buildShim(): Promise<string> {
  return (built ??= build());
}

async function build(): Promise<string> {
  const hash = createHash("sha256").update(readFileSync(SOURCE)).digest("hex").slice(0, 16);
  const path = `${BUILD}shim-${hash}.so`;
  if (existsSync(path)) return path;
  mkdirSync(BUILD, { recursive: true });
  // Another process may be at it too: each compiles to a name of its own.
  const temporary = `${path}.${process.pid}`;
  const words = ["-O2", "-shared", "-fPIC", SOURCE, "-o", temporary, "-lcrypto", "-ldl"];
  await promisify(execFile)("gcc", words);
  renameSync(temporary, path);
  return path;
}
