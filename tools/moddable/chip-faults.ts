import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GeneratedProject } from "./generated.js";

/**
 * Headers of ESP-IDF that the project's C includes and for which the SDK's makefile has no
 * include folder; folders below `components`.
 */
export const idfHeaders: readonly (readonly [string, string])[] = [
  ["psa/crypto.h", "mbedtls/mbedtls/tf-psa-crypto/include"],
  ["mbedtls/private/aes.h", "mbedtls/mbedtls/tf-psa-crypto/drivers/builtin/include"],
  ["mbedtls/esp_config.h", "mbedtls/port/include"],
  ["nvs.h", "nvs_flash/include"],
  ["services/gatt/ble_svc_gatt.h", "bt/host/nimble/nimble/nimble/host/services/gatt/include"],
];

/**
 * Components of ESP-IDF that the project's C calls, and the part of the project that calls them.
 */
const components: readonly (readonly [string, string])[] = [
  ["bt", "the radio, NimBLE"],
  ["nvs_flash", "the store"],
  ["mbedtls", "PSA"],
];

/**
 * Reasons why a chip's project cannot be compiled and linked, each with the file that corrects
 * it; empty if there are none. `flags`: the flags of the C compiler, or those that a manifest
 * sets.
 */
export function chipFaults(flags: string, dependencies: readonly string[]): string[] {
  const faults: string[] = [];
  const folders = flags
    .split(/\s+/)
    .filter((word) => word.startsWith("-I"))
    .map((word) => /\/components\/(.*?)\/?$/.exec(word)?.[1]);
  for (const [header, folder] of idfHeaders)
    if (!folders.includes(folder))
      faults.push(
        `${header} is not found: -I$(IDF_PATH)/components/${folder} is missing in hosts/esp32/manifest-idf.json`,
      );
  for (const [component, user] of components)
    if (!dependencies.includes(component))
      faults.push(
        `${component} is not linked (${user}): mcconfig reads "dependency": [{ "idf": "${component}" }] only under "platforms"`,
      );
  return faults;
}

/** The SDK's C flags. A manifest's flags replace them, so it must repeat them. */
export function sdkFlags(sdk: string): string {
  const makefile = readFileSync(join(sdk, "tools/mcconfig/make.esp32.mk"), "utf8");
  const found = /^C_FLAGS \?= ((?:.*\\\n)*.*)$/m.exec(makefile)?.[1];
  if (!found) throw new Error(`${sdk}: no C_FLAGS in make.esp32.mk: another version?`);
  return found.replace(/\\\n/g, " ").trim().split(/\s+/).join(" ");
}

/**
 * Reasons why a chip's project that mcconfig generated cannot be compiled and linked; empty if
 * there are none. `sdk`: the SDK's folder.
 */
export function projectFaults(project: GeneratedProject, sdk: string): string[] {
  const commands = project.compileCommands();
  const faults = new Set<string>();
  for (const { command } of commands)
    for (const fault of chipFaults(command.join(" "), project.dependencies)) faults.add(fault);
  const own = sdkFlags(sdk);
  if (!project.flags?.startsWith(`${own} `))
    faults.add(`C_FLAGS of hosts/esp32/manifest-idf.json must begin with the SDK's: ${own}`);
  if (commands.length === 0) faults.add("no file in C is compiled");
  return [...faults];
}
