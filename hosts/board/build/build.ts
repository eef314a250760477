import { spawnSync } from "node:child_process";
import { join } from "node:path";
import {
  engineDefines,
  engineUnits,
  machineFiles,
  nativeFiles,
  serviceFiles,
  warnings,
} from "../../xs/build/build.js";
import {
  cachedBuild,
  locked,
  MissingPrerequisite,
  type Recipe,
  type Unit,
} from "../../xs/build/cached-build.js";
import { nativeFolder, xsFolder } from "../../xs/build/folders.js";
import { xsSources } from "../../xs/build/xs-sources.js";
import { boardFolder, boardSources } from "./folders.js";
import { mbedtlsSource, mbedtlsVersion } from "./mbedtls-source.js";

export const compiler = "riscv64-unknown-elf-gcc";
export const emulator = "qemu-system-riscv32";

/** Files of Mbed TLS that contain code with the configuration of mbedtls-config.h. */
const mbedtlsFiles = [
  "aes",
  "asn1parse",
  "asn1write",
  "bignum",
  "ccm",
  "cipher",
  "cipher_wrap",
  "cmac",
  "constant_time",
  "ecdh",
  "ecp",
  "ecp_curves",
  "md",
  "platform",
  "platform_util",
  "psa_crypto",
  "psa_crypto_aead",
  "psa_crypto_cipher",
  "psa_crypto_client",
  "psa_crypto_driver_wrappers",
  "psa_crypto_ecp",
  "psa_crypto_hash",
  "psa_crypto_mac",
  "psa_crypto_slot_management",
  "sha256",
];

const boardFiles = [
  "clock.c",
  "image.c",
  "link.c",
  "main.c",
  "memory.c",
  "meter.c",
  "native-platform.c",
  "profile.c",
  "script.c",
  "semihosting.c",
  "string.c",
  "trap.c",
];

const machine = ["-march=rv32imc", "-mabi=ilp32", "--specs=picolibc.specs"];
const common = [...machine, "-Os", "-fno-common", "-ffunction-sections", "-fdata-sections"];

/**
 * How a firmware's C is compiled for the chip, the engine included: the SDK's flags with the -O2 of
 * hosts/esp32/manifest-idf.json. Mbed TLS, a part of ESP-IDF there, is compiled for size.
 */
const optimization = ["-O2", "-fno-inline-functions", "-fno-jump-tables", "-falign-functions=4"];

/** Bytes of C stack for a machine. The rest is for C code that natives call and for the runner. */
const machineStack = "-DMESH_C_STACK=6144";

const layout = [
  "__flash=0x80000000",
  "__flash_size=0x400000",
  "__ram=0x80400000",
  // as much as an ESP32-C3 has
  "__ram_size=0x64000",
  "__stack_size=0x2000",
].map((symbol) => `-Wl,--defsym=${symbol}`);

/** Functions of PSA whose instructions are counted separately (native-platform.c). */
const wrapped = ["psa_export_public_key", "psa_raw_key_agreement"].map(
  (name) => `-Wl,--wrap=${name}`,
);

function units(): Unit[] {
  const xs = xsSources();
  const mbedtls = mbedtlsSource();
  const engine = [...common, ...optimization, ...engineDefines, "-iquote", boardSources];
  const folders = [xs.includes, xs.platforms, xs.sources];
  const crypto = [
    "-isystem",
    join(mbedtls, "include"),
    `-DMBEDTLS_CONFIG_FILE="${join(boardSources, "mbedtls-config.h")}"`,
  ];
  const ours = [
    ...[...engine, ...warnings, machineStack, "-DMESH_SERVICES=1"],
    ...folders.flatMap((folder) => ["-isystem", folder]),
    ...crypto,
  ];
  const files = [
    ...[...machineFiles, ...serviceFiles.xs, "runner.c"].map((name) => join(xsFolder, name)),
    ...nativeFiles.map((name) => join(nativeFolder, name)),
    ...boardFiles.map((name) => join(boardSources, name)),
  ];
  return [
    ...engineUnits(
      xs,
      [...engine, ...folders.map((folder) => `-I${folder}`)],
      [join(xsFolder, "platform.h"), join(boardSources, "platform.h")],
    ),
    ...files.map((source) => ({
      source,
      flags: ours,
      headers: [boardSources, xsFolder, nativeFolder],
    })),
    ...mbedtlsFiles.map((name) => ({
      source: join(mbedtls, "library", `${name}.c`),
      flags: [...common, ...crypto, "-w"],
      headers: [join(boardSources, "mbedtls-config.h")],
    })),
  ];
}

/** The reason why the board cannot be built or run on this machine, or undefined. */
export function missingTools(): string | undefined {
  const tried = (program: string, args: string[], input = "") =>
    spawnSync(program, args, { input }).status === 0;
  if (!tried(compiler, ["--version"]))
    return `${compiler} is missing: apt-get install gcc-riscv64-unknown-elf`;
  const probe = [...machine, "-fsyntax-only", "-x", "c", "-"];
  if (!tried(compiler, probe, "#include <stdio.h>\n"))
    return "picolibc is missing: apt-get install picolibc-riscv64-unknown-elf";
  if (!tried(emulator, ["--version"]))
    return `${emulator} is missing: apt-get install qemu-system-misc`;
  if (!tried("dpkg-source", ["--version"]))
    return "dpkg-source is missing: apt-get install dpkg-dev";
  return undefined;
}

/** The tool versions on which size and speed of the board's program depend. */
export function toolVersions(): string {
  const { stdout } = spawnSync(compiler, ["-dumpfullversion"], { encoding: "utf8" });
  return `gcc ${stdout.trim()}, Mbed TLS ${mbedtlsVersion()}`;
}

function check(): void {
  const missing = missingTools();
  if (missing) throw new MissingPrerequisite(missing);
}

function recipe(): Recipe {
  const folder = join(boardFolder, "program");
  return {
    compiler,
    units: units(),
    folder,
    extension: ".elf",
    missing: missingTools,
    before: [...machine, ...layout, ...wrapped, "-Wl,--gc-sections"],
    after: [`-Wl,-Map=${join(folder, "program.map")}`, "-lm"],
  };
}

let built: Promise<string> | undefined;

/**
 * Builds the board's program, unless it is up to date. Returns the path of an ELF file; the
 * linker's map is in the same folder (`program.map`). Throws MissingPrerequisite when something
 * is not installed on this machine.
 */
export function buildBoard(): Promise<string> {
  if (!built) {
    built = locked(join(boardFolder, "program.pid"), async () => {
      check();
      return cachedBuild(recipe());
    });
    built.catch(() => (built = undefined));
  }
  return built;
}
