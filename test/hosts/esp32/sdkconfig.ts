import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../hosts/xs/build/folders.js";

/** Chips by what the radio finds on them: ESP32 has the one legacy advertising set, the others extended advertising. */
export type Chip = "esp32" | "esp32c3";

/** Settings of sdkconfig.defaults that a chip cannot have; to those of other chips nothing listens. */
const impossible: Readonly<Record<Chip, RegExp>> = {
  esp32: /^CONFIG_BT_NIMBLE_(50_FEATURE|EXT_ADV|MAX_EXT_ADV|ENABLE_PERIODIC)/,
  esp32c3: /^$/,
};

/** What ESP-IDF turns on by itself, and our files ask for. */
const defaults = ["CONFIG_MBEDTLS_CMAC_C=y", "CONFIG_MBEDTLS_CCM_C=y"];

/** The settings of hosts/esp32/sdkconfig.defaults, by name; those that are off are left out. */
export function settings(chip: Chip): Map<string, string> {
  const text = readFileSync(join(projectFolder, "hosts/esp32/sdkconfig.defaults"), "utf8");
  const lines = [...defaults, ...text.split("\n")].filter(
    (line) => /^CONFIG_\w+=/.test(line) && !impossible[chip].test(line),
  );
  const pairs = lines.map((line) => line.split("=") as [string, string]);
  return new Map(pairs.filter(([, value]) => value !== "n"));
}

/** sdkconfig.h as ESP-IDF makes it of these settings. */
export function header(values: ReadonlyMap<string, string>): string {
  return [...values]
    .map(([name, value]) => `#define ${name} ${value === "y" ? 1 : value}\n`)
    .join("");
}

/** The folder with a chip's sdkconfig.h, made of hosts/esp32/sdkconfig.defaults. */
export function sdkconfigFolder(chip: Chip): string {
  const folder = join(projectFolder, "build/test/sdkconfig", chip);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "sdkconfig.h"), header(settings(chip)));
  return folder;
}
