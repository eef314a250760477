import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Makes a folder an ESP-IDF of a version, without its submodules. */
export function makeIdf(idf: string, version: string): void {
  const [major, minor, patch] = version.split(".");
  mkdirSync(join(idf, "tools/cmake"), { recursive: true });
  writeFileSync(
    join(idf, "tools/cmake/version.cmake"),
    `set(IDF_VERSION_MAJOR ${major})\nset(IDF_VERSION_MINOR ${minor})\nset(IDF_VERSION_PATCH ${patch})\n`,
  );
}

/** Adds an empty file. */
export function addFile(idf: string, file: string): void {
  mkdirSync(dirname(join(idf, file)), { recursive: true });
  writeFileSync(join(idf, file), "");
}

/** Adds each file that is said to be missing until nothing is: those files. */
export function completeIdf(idf: string, verify: () => void): string[] {
  const added: string[] = [];
  for (;;)
    try {
      verify();
      return added;
    } catch (error) {
      const file = / lacks (\S+): /.exec((error as Error).message)?.[1];
      if (file === undefined || added.includes(file)) throw error;
      addFile(idf, file);
      added.push(file);
    }
}
