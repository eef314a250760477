import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CheckFailed } from "./check-failed.js";
import { type Chip } from "./toolchain.js";

/** The version of ESP-IDF that Moddable's SDK 8.2 builds with. */
const expected = "6.0";
const howToGet = `Set ESP_IDF to one of version ${expected}: git clone -b v${expected} --recursive https://github.com/espressif/esp-idf`;

/** One file of each submodule that every image needs; paths below `components`. */
const everyChip: readonly string[] = [
  "bt/host/nimble/nimble/nimble/host/include/host/ble_hs.h",
  "mbedtls/mbedtls/include/mbedtls/ssl.h",
  "mbedtls/mbedtls/tf-psa-crypto/include/psa/crypto.h",
  "lwip/lwip/src/include/lwip/init.h",
  "heap/tlsf/tlsf.c",
  "bootloader/subproject/components/micro-ecc/micro-ecc/uECC.c",
  "spiffs/spiffs/src/spiffs.h",
  "protobuf-c/protobuf-c/protobuf-c/protobuf-c.c",
  "unity/unity/src/unity.c",
];

const controllers: Readonly<Record<Chip, string>> = {
  esp32: "bt/controller/lib_esp32/esp32/libbtdm_app.a",
  esp32c3: "bt/controller/lib_esp32c3_family/esp32c3/libbtdm_app.a",
  esp32s3: "bt/controller/lib_esp32c3_family/esp32s3/libbtdm_app.a",
  esp32c6: "bt/controller/lib_esp32c6/esp32c6-bt-lib/esp32c6/libble_app.a",
  esp32h2: "bt/controller/lib_esp32h2/esp32h2-bt-lib/libble_app.a",
};

/** Whether a chip has Wi-Fi. */
export function hasWifi(chip: Chip): boolean {
  return chip !== "esp32h2";
}

/**
 * The version of the ESP-IDF in a folder. Throws CheckFailed if it is not ESP-IDF, or not the
 * version that the SDK needs.
 */
export function verifyIdf(idf: string): string {
  const file = join(idf, "tools/cmake/version.cmake");
  if (!existsSync(file))
    throw new CheckFailed(
      `${idf} is no ESP-IDF, as it has no tools/cmake/version.cmake. ${howToGet}`,
    );
  const parts = /MAJOR (\d+)[^]*?MINOR (\d+)[^]*?PATCH (\d+)/.exec(readFileSync(file, "utf8"));
  const version = parts?.slice(1).join(".") ?? "unknown";
  if (!version.startsWith(`${expected}.`))
    throw new CheckFailed(
      `ESP-IDF ${version} in ${idf}: the project is made for ${expected}, with which Moddable's SDK 8.2 builds. ${howToGet}`,
    );
  lacks(idf, everyChip);
  return version;
}

/** Throws CheckFailed if a file that a chip's images need in addition is missing. */
export function verifyChip(idf: string, chip: Chip): void {
  lacks(idf, [
    controllers[chip],
    `esp_phy/lib/${chip}/libphy.a`,
    `esp_coex/lib/${chip}/libcoexist.a`,
    ...(hasWifi(chip) ? [`esp_wifi/lib/${chip}/libnet80211.a`] : []),
  ]);
}

function lacks(idf: string, files: readonly string[]): void {
  for (const file of files)
    if (!existsSync(join(idf, "components", file)))
      throw new CheckFailed(
        `${idf} lacks components/${file}: git submodule update --init --recursive`,
      );
}
