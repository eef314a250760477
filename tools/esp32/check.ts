// `npm run check:esp32`: with ESP-IDF at hand (ESP_IDF names its folder), our C files are
// compiled against its real headers and those of NimBLE, and what the tests declare
// of them is compared with the real declarations. Nothing of it is linked or run.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import { compile, compileText, missingCompiler, xsFlags } from "./compiler.js";
import { assertions } from "./declarations.js";
import { header, idfDefaults, settings } from "./sdkconfig.js";
import { chipSources } from "./sources.js";

/** The version of ESP-IDF that Moddable's SDK 8.2 builds with. */
const expected = 6;

const declarations = join(projectFolder, "test/hosts/esp32/declarations");

/** Our headers, and the real ones in whose place they are. */
const counterparts: readonly (readonly [string, readonly string[]])[] = [
  ["host/ble_hs.h", ["nimble/nimble_port.h", "host/ble_hs.h"]],
  ["nimble/os_mbuf.h", ["os/os_mbuf.h"]],
  ["nimble/nimble_npl.h", ["nimble/nimble_npl.h"]],
  ["nimble/nimble_port.h", ["nimble/nimble_port.h"]],
  ["nimble/nimble_port_freertos.h", ["nimble/nimble_port.h", "nimble/nimble_port_freertos.h"]],
  ["nimble/transport.h", ["nimble/nimble_port.h", "host/ble_hs.h", "nimble/transport.h"]],
  ["services/gap/ble_svc_gap.h", ["host/ble_hs.h", "services/gap/ble_svc_gap.h"]],
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

class CheckFailed extends Error {}

/** Throws CheckFailed where the folder is not what it should be, with what to do about it. */
function verify(idf: string): void {
  const file = join(idf, "tools/cmake/version.cmake");
  if (!existsSync(file)) throw new CheckFailed(`${idf} is no ESP-IDF: it has no ${file}`);
  const parts = /MAJOR (\d+)[^]*?MINOR (\d+)[^]*?PATCH (\d+)/.exec(readFileSync(file, "utf8"));
  const version = parts?.slice(1).join(".") ?? "unknown";
  if (Number(parts?.[1]) !== expected)
    throw new CheckFailed(
      `ESP-IDF ${version} in ${idf}: the project is made for ${expected}, with which Moddable's SDK 8.2 builds. ` +
        `Set ESP_IDF to one: git clone -b v6.0 --recursive https://github.com/espressif/esp-idf`,
    );
  for (const part of [
    "components/bt/host/nimble/nimble/nimble/host/include/host/ble_hs.h",
    "components/mbedtls/mbedtls/tf-psa-crypto/include/psa/crypto.h",
  ])
    if (!existsSync(join(idf, part)))
      throw new CheckFailed(`${idf} lacks ${part}: git submodule update --init --recursive`);
  console.log(`ESP-IDF ${version}`);
}

/** The folders of headers that our files and theirs need, for the C3. */
function includeFlags(idf: string): string[] {
  const components = join(idf, "components");
  const nimble = "bt/host/nimble";
  const kernel = "freertos/FreeRTOS-Kernel";
  return [
    ...["nimble/nimble/host/include", "nimble/nimble/host/services/gap/include"],
    ...["nimble/nimble/host/services/gatt/include", "nimble/nimble/include"],
    ...["nimble/nimble/transport/include", "nimble/porting/nimble/include"],
    ...["nimble/porting/npl/freertos/include", "port/include"],
  ]
    .map((folder) => `${nimble}/${folder}`)
    .concat(
      ["bt/porting/include", "bt/include/esp32c3/include", "bt/common/include"],
      [
        "nvs_flash/include",
        "bt/common/osi/include",
        "freertos/config/include",
        "freertos/config/include/freertos",
      ],
      ["freertos/config/riscv/include", `${kernel}/include`, "freertos/esp_additions/include"],
      [`${kernel}/portable/riscv/include`, `${kernel}/portable/riscv/include/freertos`],
      ["esp_common/include", "esp_system/include", "esp_hw_support/include", "log/include"],
      ["esp_hw_support/etm/include", "esp_rom/include", "esp_rom/esp32c3/include", "heap/include"],
      ["esp_rom/esp32c3/include/esp32c3", "esp_rom/esp32c3", "soc/include", "soc/esp32c3/include"],
      ["soc/esp32c3/register", "hal/include", "hal/esp32c3/include", "esp_timer/include"],
      ["esp_libc/platform_include", "newlib/platform_include", "riscv/include", "esp_phy/include"],
      ["esp_event/include", "esp_wifi/include", "esp_netif/include", "lwip/include"],
      ["pthread/include", "mbedtls/port/include", "mbedtls/mbedtls/include"],
      ["mbedtls/mbedtls/tf-psa-crypto/include"],
      ["mbedtls/mbedtls/tf-psa-crypto/drivers/builtin/include"],
    )
    .map((folder) => join(components, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => ["-isystem", folder]);
}

/** Checks with extended advertising or without; what failed. */
function check(idf: string, extended: boolean, working: string): string[] {
  const name = extended ? "extended advertising" : "the one legacy set";
  const values = new Map([...idfDefaults, ...settings(extended ? "esp32c3" : "esp32")]);
  writeFileSync(join(working, "sdkconfig.h"), header(values));
  const flags = [`-I${working}`, `-I${join(declarations, "moddable")}`, ...includeFlags(idf)];
  // the compiler's C library has no threads; Espressif's has
  flags.push("-idirafter", join(declarations, "toolchain"), ...xsFlags());
  const failed: string[] = [];
  const object = join(working, "object.o");
  let text = 0;
  for (const source of chipSources) {
    // radio-nimble.c declares one function of this header, whose folder the SDK's makefile lacks
    const also = source.endsWith("radio-nimble.c")
      ? ["-include", "services/gatt/ble_svc_gatt.h"]
      : [];
    const result = compile(source, object, [...flags, ...also]);
    if (result.complaints !== "") failed.push(`${source} (${name}):\n${result.complaints}`);
    text += result.text;
  }
  let compared = 0;
  for (const [ours, theirs] of counterparts) {
    const claims = assertions(readFileSync(join(declarations, ours), "utf8"), extended);
    const includes = theirs.map((file) => `#include "${file}"\n`).join("");
    const complaints = compileText(`${includes}${claims}`, object, flags);
    if (complaints !== "") failed.push(`declarations/${ours} (${name}):\n${complaints}`);
    compared += claims.split("\n").length - 1;
  }
  console.log(
    `with ${name}: ${chipSources.length} files compiled, ${text} bytes of text; ${compared} declarations compared`,
  );
  return failed;
}

function main(): number {
  const idf = process.env.ESP_IDF;
  if (!idf) {
    console.log(
      "Not checked: ESP_IDF is not set. Set it to the folder of ESP-IDF 6.0 with its submodules. Without it\n" +
        "the C files are compiled against declarations of the project's own (test/hosts/esp32/compile.test.ts).",
    );
    return 0;
  }
  const working = mkdtempSync(join(tmpdir(), "xs-mesh-esp32-"));
  try {
    verify(idf);
    const missing = missingCompiler();
    if (missing) throw new CheckFailed(`${missing}: node tools/setup/prerequisites.mjs --all`);
    const failed = [true, false].flatMap((extended) => check(idf, extended, working));
    if (failed.length > 0) throw new CheckFailed(failed.join("\n"));
    console.log("All of it fits.");
    return 0;
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    rmSync(working, { recursive: true, force: true });
  }
}

process.exitCode = main();
