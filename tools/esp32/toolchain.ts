import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import { findProgram } from "../find-program.js";
import { CheckFailed } from "./check-failed.js";

/** ESP-IDF's name of a chip with Bluetooth. */
export type Chip = "esp32" | "esp32c3" | "esp32c6" | "esp32s3" | "esp32h2";

export const chips: readonly Chip[] = ["esp32", "esp32c3", "esp32c6", "esp32s3", "esp32h2"];

/** Whether a chip has an Xtensa processor; the others are RISC-V. */
export function isXtensa(chip: Chip): boolean {
  return chip === "esp32" || chip === "esp32s3";
}

/** A compiler for a chip, and the settings with which a build finds it. */
export interface Toolchain {
  readonly description: string;
  /** Environment variables of a build. */
  readonly environment: Readonly<Record<string, string>>;
  /** Lines for sdkconfig.defaults. */
  readonly settings: readonly string[];
}

/** The requirements for using Debian's compiler instead of Espressif's. */
export interface Distribution {
  /** Packages, each with a file by which it is detected. */
  readonly parts: readonly (readonly [file: string, name: string])[];
  /** Names or paths of Python, of which one has the packages that ESP-IDF's build needs. */
  readonly pythons: readonly string[];
}

const debian: Distribution = {
  parts: [
    ["/usr/lib/picolibc/riscv64-unknown-elf/include/stdio.h", "picolibc-riscv64-unknown-elf"],
    ["/usr/include/newlib/pthread.h", "libnewlib-dev"],
    ["/usr/include/newlib/c++", "libstdc++-arm-none-eabi-dev"],
    ["/usr/bin/cmake", "cmake"],
    ["/usr/bin/ninja", "ninja-build"],
  ],
  pythons: ["python", "python3", "/usr/bin/python3"],
};

const debianCompiler = "riscv64-unknown-elf-gcc";
const standIn = join(projectFolder, "tools/esp32/stand-in");

/**
 * The compiler for a chip: Espressif's if it is in PATH, otherwise the distribution's for a
 * RISC-V chip. Returns the reason as a string if there is none. Throws CheckFailed if it cannot
 * be used.
 */
export function toolchainFor(
  chip: Chip,
  idf: string,
  output: string,
  distribution: Distribution = debian,
): Toolchain | string {
  const name = isXtensa(chip) ? `xtensa-${chip}-elf-gcc` : "riscv32-esp-elf-gcc";
  const found = findProgram(name);
  if (found) return espressifs(found, isXtensa(chip) ? "xtensa-esp-elf" : "riscv32-esp-elf", idf);
  if (isXtensa(chip)) return `${name} is not in PATH, and the distribution has none`;
  if (!findProgram(debianCompiler)) return `neither ${name} nor ${debianCompiler} is in PATH`;
  return distributions(output, distribution);
}

/** The version of a tool that ESP-IDF recommends. */
function recommended(tool: string, idf: string): string | undefined {
  const file = join(idf, "tools/tools.json");
  if (!existsSync(file)) return undefined;
  const { tools } = JSON.parse(readFileSync(file, "utf8")) as {
    tools: readonly { name: string; versions: readonly { name: string; status: string }[] }[];
  };
  const versions = tools.find(({ name }) => name === tool)?.versions;
  return versions?.find(({ status }) => status === "recommended")?.name;
}

function espressifs(compiler: string, tool: string, idf: string): Toolchain {
  const wanted = recommended(tool, idf);
  const { stdout } = spawnSync(compiler, ["--version"], { encoding: "utf8" });
  const first = stdout.split("\n")[0]!;
  // Another compiler with this name does not print an Espressif version.
  const own = /esp-[\d.]+_\d+/.exec(first)?.[0];
  if (wanted && own && own !== wanted)
    throw new CheckFailed(
      `${compiler} is ${own}, this ESP-IDF builds with ${wanted}: idf_tools.py install ${tool}, then export.sh anew`,
    );
  return { description: first, environment: {}, settings: [] };
}

function distributions(output: string, { parts, pythons }: Distribution): Toolchain {
  const missing = parts.filter(([file]) => !existsSync(file)).map(([, name]) => name);
  if (missing.length > 0)
    throw new CheckFailed(
      `to link with ${debianCompiler} packages are missing: apt-get install ${missing.join(" ")}`,
    );
  const programs = join(output, "stand-in/bin");
  const library = join(output, "stand-in/lib");
  for (const folder of [programs, library]) mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  for (const kind of ["gcc", "g++"])
    write(
      `riscv32-esp-elf-${kind}`,
      `exec /usr/bin/python3 -S "${join(standIn, "compiler.py")}" ${kind} "$@"`,
    );
  for (const tool of "ar ranlib objcopy objdump as nm strip readelf size".split(" "))
    write(`riscv32-esp-elf-${tool}`, `exec riscv64-unknown-elf-${tool} "$@"`);
  const python = pythonOfIdf(pythons);
  for (const name of ["python", "python3"]) write(name, `exec "${python}" "$@"`);
  if (!findProgram("idf.py")) write("idf.py", `exec "${python}" "${join(standIn, "idf.py")}" "$@"`);
  const environment = {
    PATH: [programs, process.env.PATH ?? ""].join(delimiter),
    MESH_STAND_IN_LIBRARY: library,
    // Without this, ESP-IDF rejects other compiler versions, and a tree without all of its
    // submodules.
    IDF_MAINTAINER: "1",
    IDF_COMPONENT_MANAGER: "0",
    IDF_SKIP_CHECK_SUBMODULES: "1",
    // Only a debugger reads this folder.
    ESP_ROM_ELF_DIR: process.env.ESP_ROM_ELF_DIR ?? library,
  };
  runtime(library, environment);
  const { stdout } = spawnSync(debianCompiler, ["--version"], { encoding: "utf8" });
  return {
    description: `${stdout.split("\n")[0]!} in place of Espressif's, with picolibc: sizes are indicative`,
    environment,
    settings: ["CONFIG_LIBC_NEWLIB=n", "CONFIG_LIBC_PICOLIBC=y"],
  };
}

/** A Python with the packages that ESP-IDF's build needs. Throws CheckFailed if there is none. */
function pythonOfIdf(pythons: readonly string[]): string {
  const candidates = pythons.map((name) => findProgram(name) ?? name);
  for (const candidate of candidates)
    // kconfgen imports rich only if it prints a message.
    if (spawnSync(candidate, ["-c", "import kconfgen, rich, esptool"]).status === 0)
      return candidate;
  throw new CheckFailed(
    "no python has kconfgen, rich and esptool: run ESP-IDF's install.sh and export.sh, or name them in PYTHONPATH",
  );
}

/** Builds the needed parts of a C++ library, because the distribution has none for RISC-V. */
function runtime(library: string, environment: Readonly<Record<string, string>>): void {
  const object = join(library, "runtime.o");
  const run = (command: string, args: readonly string[]): void => {
    const { status, stderr } = spawnSync(command, args, {
      encoding: "utf8",
      env: { ...process.env, ...environment },
    });
    if (status !== 0) throw new CheckFailed(`${command} failed:\n${stderr}`);
  };
  run("riscv32-esp-elf-g++", [
    ...["-Os", "-c", "-fno-exceptions", "-fno-rtti", "-ffunction-sections"],
    ...[join(standIn, "runtime.cc"), "-o", object],
  ]);
  for (const name of ["libstdc++.a", "libsupc++.a"])
    run("riscv32-esp-elf-ar", ["crs", join(library, name), object]);
}
