import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";

/** Chips by what the radio finds on them: ESP32 has the one legacy advertising set, the others extended advertising. */
export type Chip = "esp32" | "esp32c3";

/** Settings of sdkconfig.defaults that a chip cannot have; to those of other chips nothing listens. */
const impossible: Readonly<Record<Chip, RegExp>> = {
  esp32: /^CONFIG_BT_NIMBLE_(50_FEATURE|EXT_ADV|MAX_EXT_ADV|ENABLE_PERIODIC)/,
  esp32c3: /^$/,
};

/** What ESP-IDF turns on by itself, and our files ask for. */
const defaults = ["CONFIG_MBEDTLS_CMAC_C=y", "CONFIG_MBEDTLS_CCM_C=y"];

/** What else the headers of ESP-IDF ask for, with the values that its build gives a C3 by itself. */
export const idfDefaults: ReadonlyMap<string, string> = new Map([
  ["CONFIG_IDF_TARGET", '"esp32c3"'],
  ["CONFIG_IDF_TARGET_ESP32C3", "y"],
  ["CONFIG_IDF_TARGET_ARCH_RISCV", "y"],
  ["CONFIG_ESP_SYSTEM_SINGLE_CORE_MODE", "y"],
  ["CONFIG_FREERTOS_UNICORE", "y"],
  ["CONFIG_FREERTOS_NUMBER_OF_CORES", "1"],
  ["CONFIG_FREERTOS_MAX_TASK_NAME_LEN", "16"],
  ["CONFIG_FREERTOS_TASK_NOTIFICATION_ARRAY_ENTRIES", "1"],
  ["CONFIG_FREERTOS_HZ", "1000"],
  ["CONFIG_BT_CONTROLLER_ENABLED", "y"],
  ["CONFIG_LOG_DEFAULT_LEVEL", "0"],
  ["CONFIG_LOG_MAXIMUM_LEVEL", "0"],
]);

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
