import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { xsSources } from "../../../hosts/xs/build/xs-sources.js";

/** Of the distribution, for the C3's instruction set; its C library is picolibc. */
export const compiler = "riscv64-unknown-elf-gcc";

/** How our files are compiled for the chip: any warning is an error. */
export const flags: readonly string[] = [
  ...["-march=rv32imc", "-mabi=ilp32", "--specs=picolibc.specs"],
  ...["-std=gnu17", "-Os", "-ffunction-sections", "-fdata-sections"],
  ...["-Wall", "-Wextra", "-Werror", "-DESP_PLATFORM"],
];

/** Why nothing can be compiled for the chip here, or undefined. */
export function missingCompiler(): string | undefined {
  const tried = (args: string[]) =>
    spawnSync(compiler, args, { input: "#include <stdio.h>\n" }).status === 0;
  if (!tried(["--version"])) return `${compiler} is missing`;
  if (!tried(["--specs=picolibc.specs", "-fsyntax-only", "-x", "c", "-"]))
    return "picolibc is missing";
  return undefined;
}

/** The headers of XS, as flags. */
export function xsFlags(): string[] {
  const { includes, platforms, sources } = xsSources();
  return [
    ...[includes, platforms, sources].flatMap((folder) => ["-isystem", folder]),
    ...["-DINCLUDE_XSPLATFORM", '-DXSPLATFORM="platform.h"'],
    ...["-iquote", join(projectFolder, "hosts/xs")],
  ];
}

/** The distribution's headers of PSA in a folder by themselves, as flags: those beside them are for this machine. */
export function psaFlags(): string[] {
  const folder = join(projectFolder, "build/test/psa");
  mkdirSync(folder, { recursive: true });
  for (const name of ["psa", "mbedtls"])
    if (!existsSync(join(folder, name))) symlinkSync(`/usr/include/${name}`, join(folder, name));
  return ["-isystem", folder];
}

/** What came of compiling one file. */
export interface Compiled {
  /** Empty when it compiled. */
  readonly complaints: string;
  /** Bytes, where an object was made. */
  readonly text: number;
  readonly bss: number;
}

/** Compiles `source` to `object`. */
export function compile(source: string, object: string, extra: readonly string[]): Compiled {
  const { status, stderr } = spawnSync(
    compiler,
    [...flags, ...extra, "-c", join(projectFolder, source), "-o", object],
    { encoding: "utf8" },
  );
  if (status !== 0) return { complaints: stderr || `${compiler}: ${status}`, text: 0, bss: 0 };
  const sizes = spawnSync(compiler.replace("gcc", "size"), [object], { encoding: "utf8" });
  const [text = 0, data = 0, bss = 0] = sizes.stdout
    .split("\n")[1]!
    .trim()
    .split(/\s+/)
    .map(Number);
  return { complaints: stderr, text: text + data, bss: bss + data };
}
