import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import { words } from "../moddable/generated.js";
import { CheckFailed } from "./check-failed.js";
import type { OwnC } from "./own-c.js";
import type { Toolchain } from "./toolchain.js";

/** PSA structures that the caller allocates and the library initializes. */
const structures = ["hash", "mac", "cipher", "aead", "key_derivation"].map(
  (name) => `psa_${name}_operation_t`,
);
const measured = [...structures, "psa_key_attributes_t"];

const program = `#include "psa.h"\n${measured
  .map((name) => `char size_${name}[sizeof(${name})];`)
  .join("\n")}\n`;

/**
 * Compares the sizes of PSA's structures in the project's C and in ESP-IDF's library. Throws
 * CheckFailed if they differ.
 */
export function comparePsa(own: OwnC, folder: string, { environment }: Toolchain): number {
  const env = { ...process.env, ...environment };
  const ours = join(folder, "psa-own.o");
  const complaints = own.compileText(program, ours);
  if (!existsSync(ours)) throw new CheckFailed(`PSA cannot be compiled:\n${complaints}`);
  const library = (
    JSON.parse(readFileSync(join(folder, "compile_commands.json"), "utf8")) as readonly {
      directory: string;
      command: string;
      file: string;
    }[]
  ).find(({ file }) => file.endsWith("tf-psa-crypto/core/psa_crypto.c"));
  if (!library) throw new CheckFailed(`${folder}: ESP-IDF compiles no psa_crypto.c`);
  const source = join(folder, "psa-library.c");
  writeFileSync(source, program);
  const theirs = join(folder, "psa-library.o");
  const command = words(library.command).map((word) => (word === library.file ? source : word));
  command[command.indexOf("-o") + 1] = theirs;
  const { status, stderr } = spawnSync(
    command[0]!,
    [...command.slice(1), `-I${join(projectFolder, "hosts/native")}`],
    { cwd: library.directory, encoding: "utf8", env },
  );
  if (status !== 0) throw new CheckFailed(`PSA cannot be compiled as ESP-IDF does:\n${stderr}`);
  const nm = command[0]!.replace(/gcc$/, "nm");
  const sizes = [ours, theirs].map((object) => sizesOf(nm, object, env));
  if (sizes[0]!.size !== measured.length) throw new CheckFailed(`${nm} reads no sizes`);
  for (const name of measured)
    if (sizes[0]!.get(name) !== sizes[1]!.get(name))
      throw new CheckFailed(
        `${name} has ${sizes[0]!.get(name)} octets for the project's C and ${sizes[1]!.get(name)} for the library: ` +
          "hosts/native/psa.h must name the settings that ESP-IDF builds Mbed TLS with",
      );
  return measured.length;
}

function sizesOf(nm: string, object: string, env: NodeJS.ProcessEnv): Map<string, number> {
  const { stdout } = spawnSync(nm, ["-S", object], { encoding: "utf8", env });
  return new Map(
    [...stdout.matchAll(/^\w+ (\w+) \w size_(\w+)$/gm)].map(([, size, name]) => [
      name!,
      parseInt(size!, 16),
    ]),
  );
}
