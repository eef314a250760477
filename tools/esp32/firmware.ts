import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import { projectFaults } from "../moddable/chip-faults.js";
import { type CompileCommand, GeneratedProject } from "../moddable/generated.js";
import { type Build, type Sdk, SdkError } from "../moddable/sdk.js";
import { CheckFailed } from "./check-failed.js";
import { type ImageAccount, accountOf } from "./image-account.js";
import { readLinkerMap } from "./linker-map.js";
import { partitionFaults, readPartitions } from "./partitions.js";
import { type Chip, type Toolchain } from "./toolchain.js";

/** A firmware of the project: its name, and the folder of its manifest. */
export interface Firmware {
  readonly name: string;
  readonly folder: string;
  readonly needsWifi: boolean;
}

export const firmwares: readonly Firmware[] = [
  { name: "light", folder: "light", needsWifi: false },
  { name: "fast-light", folder: "fast-light", needsWifi: false },
  { name: "wifi-light", folder: "wifi-light", needsWifi: true },
  { name: "wifi-light-beside-mesh", folder: "wifi-light/beside-mesh", needsWifi: true },
].map((firmware) => ({
  ...firmware,
  folder: join(projectFolder, "modules/firmware", firmware.folder),
}));

/** Sizes and build folder of a linked image. */
export interface LinkedImage {
  /** Octets of the flashed image. */
  readonly size: number;
  /** Octets of the smallest partition that the image must fit into. */
  readonly partition: number;
  readonly account: ImageAccount;
  /** ESP-IDF's build folder. */
  readonly folder: string;
  readonly commands: readonly CompileCommand[];
}

/** Octets of flash that sdkconfig.defaults sets. */
const flashSize = 4 << 20;

/**
 * Builds and links the whole image of a firmware for a chip, with mcconfig and ESP-IDF. Throws
 * CheckFailed with the build's errors, or if the image does not fit.
 */
export function linkFirmware(
  sdk: Sdk,
  firmware: Firmware,
  chip: Chip,
  toolchain: Toolchain,
  output: string,
): LinkedImage {
  const title = `${firmware.name} for ${chip}`;
  const platform = chip === "esp32" ? chip : `esp32/${chip}`;
  const manifest = imageManifest(firmware, chip, toolchain, output);
  forgetOthers(join(output, chip, "tmp", platform, "release/image"));
  const build = sdk.generateChip(platform, manifest, chip);
  const project = new GeneratedProject(sdk, build);
  const folder = join(build.folder, `xsProj-${chip}/build`);
  const image = join(folder, "xs_esp32.bin");
  rmSync(image, { force: true });
  const log = buildLog(sdk, build);
  const commands = project.compileCommands();
  const faults = projectFaults(project, sdk.folder);
  if (faults.length > 0) throw new CheckFailed([`${title}:`, ...faults].join("\n"));
  const tooSmall = /app partitions? (?:is|are) too small for binary/.test(log);
  if (!existsSync(image) || (/ninja: build stopped|FAILED:/.test(log) && !tooSmall))
    throw new CheckFailed(`${title}:\n${buildFaults(log).join("\n")}`);
  const size = readFileSync(image).length;
  const partitions = told(title, () => readPartitions(readFileSync(project.partitions, "utf8")));
  const misfits = partitionFaults(partitions, flashSize, size);
  if (misfits.length > 0) throw new CheckFailed([`${title}:`, ...misfits].join("\n"));
  return {
    size,
    partition: Math.min(
      ...partitions.filter(({ type }) => type === "app").map((part) => part.size),
    ),
    account: told(title, () =>
      accountOf(
        readLinkerMap(readFileSync(join(folder, "xs_esp32.map"), "utf8")),
        new Set(commands.map(({ source }) => basename(source))),
        ramEnd(sdk.idf, chip),
      ),
    ),
    folder,
    commands,
  };
}

/**
 * A manifest that includes the firmware's, with the settings for the installed compiler after the
 * project's. It has the same name for all firmwares, so that ESP-IDF is built once for each chip.
 */
function imageManifest(
  { folder }: Firmware,
  chip: Chip,
  { settings }: Toolchain,
  output: string,
): string {
  const own = join(output, "manifests", chip, "image");
  mkdirSync(own, { recursive: true });
  const include = [join(folder, "manifest.json")];
  if (settings.length > 0) {
    const defaults = readFileSync(join(projectFolder, "hosts/esp32/sdkconfig.defaults"), "utf8");
    writeFileSync(join(own, "sdkconfig.defaults"), `${defaults}${settings.join("\n")}\n`);
    writeFileSync(join(own, "settings.json"), JSON.stringify({ build: { SDKCONFIGPATH: "./" } }));
    include.push("./settings.json");
  }
  writeFileSync(join(own, "manifest.json"), JSON.stringify({ include }));
  return join(own, "manifest.json");
}

/** Removes the output for another firmware or other settings, since make only compares dates. */
function forgetOthers(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    if (!name.startsWith("xsProj-")) rmSync(join(folder, name), { recursive: true });
}

/** Reports an unreadable output file of a build as CheckFailed. */
function told<T>(title: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CheckFailed(`${title}: ${(error as Error).message}`);
  }
}

/** The end address of a chip's RAM; undefined if its RAM is not contiguous. */
function ramEnd(idf: string, chip: Chip): number | undefined {
  if (chip === "esp32") return undefined;
  const header = join(idf, `components/soc/${chip}/include/soc/soc.h`);
  const text = existsSync(header) ? readFileSync(header, "utf8") : "";
  const found = /#define\s+SOC_DIRAM_DRAM_HIGH\s+(0x[0-9A-Fa-f]+)/.exec(text);
  return found ? Number(found[1]) : undefined;
}

/** Runs the target `build`; other targets flash, start programs or end running ones. */
function buildLog(sdk: Sdk, build: Build): string {
  try {
    return sdk.make(build, ["-j2", "build"]);
  } catch (error) {
    if (error instanceof SdkError) return error.log;
    throw error;
  }
}

/**
 * The errors in a build's log: undefined symbols first, then error messages; otherwise its last
 * lines.
 */
export function buildFaults(log: string): string[] {
  const symbols = new Set(
    [...log.matchAll(/undefined reference to `([^']+)'/g)].map(([, name]) => name!),
  );
  if (symbols.size > 0) return [`nothing defines ${[...symbols].sort().join(", ")}`];
  const lines = log.split("\n");
  const errors = lines.filter((line, index) => {
    // CMake prints the cause in the lines that follow its message.
    const isAfter = [1, 2, 3, 4].some((before) => /CMake Error/.test(lines[index - before] ?? ""));
    return line.trim() !== "" && (isAfter || /[Ee]rror: |CMake Error/.test(line));
  });
  const told = errors.length > 0 ? errors : log.trim().split("\n");
  return [...new Set(told)].slice(-20);
}
