import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import type { CompileCommand } from "../moddable/generated.js";
import { assertions } from "./declarations.js";
import type { LinkedImage } from "./firmware.js";
import type { Toolchain } from "./toolchain.js";

const declarations = join(projectFolder, "test/hosts/esp32/declarations");

/** The tests' headers that replace those of ESP-IDF, and the real headers. */
const counterparts: readonly (readonly [string, readonly string[]])[] = [
  ["host/ble_hs.h", ["nimble/nimble_port.h", "host/ble_hs.h"]],
  ["nimble/os_mbuf.h", ["os/os_mbuf.h"]],
  ["nimble/nimble_npl.h", ["nimble/nimble_npl.h"]],
  ["nimble/nimble_port.h", ["nimble/nimble_port.h"]],
  ["nimble/nimble_port_freertos.h", ["nimble/nimble_port.h", "nimble/nimble_port_freertos.h"]],
  ["nimble/transport.h", ["nimble/nimble_port.h", "host/ble_hs.h", "nimble/transport.h"]],
  ["services/gap/ble_svc_gap.h", ["host/ble_hs.h", "services/gap/ble_svc_gap.h"]],
  ["services/gatt/ble_svc_gatt.h", ["host/ble_hs.h", "services/gatt/ble_svc_gatt.h"]],
  ["soc/soc_caps.h", ["soc/soc_caps.h"]],
  ["esp_err.h", ["esp_err.h"]],
  ["esp_event.h", ["esp_event.h"]],
  ["esp_system.h", ["esp_system.h"]],
  ["esp_wifi.h", ["esp_wifi.h"]],
  ["esp_random.h", ["esp_random.h"]],
  ["nvs.h", ["nvs.h"]],
  ["freertos/FreeRTOS.h", ["freertos/FreeRTOS.h"]],
  ["freertos/task.h", ["freertos/FreeRTOS.h", "freertos/task.h"]],
];

/** Settings that a chip with only the legacy advertising set does not have. */
const extended = /^#define CONFIG_BT_NIMBLE_(?:50_FEATURE\w*|EXT_ADV\w*|MAX_EXT_ADV\w*) .*$/gm;

/**
 * The flags of a compile command without source and output; include folders of other projects
 * become system folders, without warnings.
 */
function flagsOf({ command, source }: CompileCommand): string[] {
  const flags: string[] = [];
  for (let i = 1; i < command.length; i++) {
    const word = command[i]!;
    if (word === "-o") i++;
    else if (word.startsWith("-I") && !word.startsWith(`-I${projectFolder}`))
      flags.push("-isystem", word.slice(2));
    else if (word !== source && word !== "-c" && !/^-M(MD|P)$|^-Wl,|^-Wno-implicit/.test(word))
      flags.push(word);
  }
  return flags;
}

/** Compiles the project's C in an image, with the flags of the makefile and all warnings. */
export class OwnC {
  readonly #commands: readonly CompileCommand[];
  readonly #environment: NodeJS.ProcessEnv;
  readonly #settings: string;
  readonly #working = mkdtempSync(join(tmpdir(), "xs-mesh-esp32-"));

  constructor({ commands, folder }: LinkedImage, { environment }: Toolchain) {
    this.#commands = commands;
    this.#environment = { ...process.env, ...environment };
    this.#settings = readFileSync(join(folder, "config/sdkconfig.h"), "utf8");
  }

  /** Removes the folder of its object files. */
  close(): void {
    rmSync(this.#working, { recursive: true });
  }

  /**
   * The compiler's messages by file. `legacy`: compiles for a chip with only the legacy
   * advertising set, otherwise with the chip's settings.
   */
  complaints(legacy: boolean): string[] {
    const more = legacy ? this.#legacySettings() : [];
    const found: string[] = [];
    for (const command of this.#commands) {
      const flags = ["-Wall", "-Wextra", "-Wimplicit-function-declaration"];
      const said = this.#compile(command, [...more, ...flagsOf(command), ...flags, command.source]);
      if (said !== "") found.push(`${command.source}:\n${said}`);
    }
    return found;
  }

  /**
   * Differences between the tests' declarations and those of ESP-IDF, and the number of compared
   * declarations.
   */
  differences(legacy: boolean): { readonly compared: number; readonly complaints: string[] } {
    const radio = this.#commands.find(({ source }) => source.endsWith("radio-nimble.c"))!;
    const more = legacy ? this.#legacySettings() : [];
    const complaints: string[] = [];
    let compared = 0;
    for (const [ours, theirs] of counterparts) {
      const claims = assertions(readFileSync(join(declarations, ours), "utf8"), !legacy);
      const includes = theirs.map((file) => `#include "${file}"\n`).join("");
      const said = this.#compileText(radio, more, `${includes}${claims}`);
      if (said !== "") complaints.push(`declarations/${ours}:\n${said}`);
      compared += claims.split("\n").length - 1;
    }
    return { compared, complaints };
  }

  /** Compiles a text like a file of the project; returns the compiler's messages. */
  compileText(text: string, output?: string): string {
    const crypto = this.#commands.find(({ source }) => source.endsWith("keys.c"))!;
    return this.#compileText(crypto, [], text, output);
  }

  #compileText(
    like: CompileCommand,
    more: readonly string[],
    text: string,
    output?: string,
  ): string {
    const source = join(this.#working, "text.c");
    writeFileSync(source, text);
    const target = output === undefined ? ["-fsyntax-only"] : ["-c", "-o", output];
    return this.#compile(like, [...more, ...flagsOf(like), ...target, source], false);
  }

  #legacySettings(): string[] {
    writeFileSync(join(this.#working, "sdkconfig.h"), this.#settings.replace(extended, ""));
    return [`-I${this.#working}`];
  }

  #compile({ command }: CompileCommand, args: readonly string[], syntax = true): string {
    const { status, stderr, error } = spawnSync(
      command[0]!,
      [...args, ...(syntax ? ["-fsyntax-only"] : [])],
      { encoding: "utf8", env: this.#environment },
    );
    if (error) throw error;
    return status === 0 ? stderr : stderr || `${command[0]!}: ${status}`;
  }
}
