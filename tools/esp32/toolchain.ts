import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import { findProgram } from "../find-program.js";
import { CheckFailed } from "./check-failed.js";

/** A chip with Bluetooth, by ESP-IDF's name. */
export type Chip = "esp32" | "esp32c3" | "esp32c6" | "esp32s3" | "esp32h2";

export const chips: readonly Chip[] = ["esp32", "esp32c3", "esp32c6", "esp32s3", "esp32h2"];

/** Whether its processor is an Xtensa; the others are RISC-V. */
export function isXtensa(chip: Chip): boolean {
  return chip === "esp32" || chip === "esp32s3";
}

/** A compiler for a chip, with what a build needs to find it. */
export interface Toolchain {
  readonly description: string;
  /** For a build's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Lines for sdkconfig.defaults. */
  readonly settings: readonly string[];
}

/** What must be installed for Debian's compiler to stand in for Espressif's. */
export interface Distribution {
  /** Packages, by the file that shows each. */
  readonly parts: readonly (readonly [file: string, name: string])[];
  /** Names or paths of Python, one of which has what ESP-IDF's build needs. */
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
 * The compiler for a chip: Espressif's where it is in PATH, else for a RISC-V chip
 * the distribution's. A string says why there is none. Throws CheckFailed where
 * there is one that cannot be used.
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

/** The version that ESP-IDF recommends of a tool. */
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
  // a compiler under this name that is not Espressif's prints no such version
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
    // ESP-IDF refuses other versions of the compiler, and a tree without all of its submodules
    IDF_MAINTAINER: "1",
    IDF_COMPONENT_MANAGER: "0",
    IDF_SKIP_CHECK_SUBMODULES: "1",
    // only a debugger looks there
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

/** A Python that has the packages that ESP-IDF's build needs. Throws CheckFailed where there is none. */
function pythonOfIdf(pythons: readonly string[]): string {
  const candidates = pythons.map((name) => findProgram(name) ?? name);
  for (const candidate of candidates)
    // kconfgen imports rich when it has something to report
    if (spawnSync(candidate, ["-c", "import kconfgen, rich, esptool"]).status === 0)
      return candidate;
  throw new CheckFailed(
    "no python has kconfgen, rich and esptool: run ESP-IDF's install.sh and export.sh, or name them in PYTHONPATH",
  );
}

/** The distribution has no C++ library for RISC-V: what is needed of one. */
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
