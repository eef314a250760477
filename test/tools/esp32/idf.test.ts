import test from "ava";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { CheckFailed } from "../../../tools/esp32/check-failed.js";
import { hasWifi, verifyChip, verifyIdf } from "../../../tools/esp32/idf.js";
import { type Chip, chips } from "../../../tools/esp32/toolchain.js";
import { addFile, completeIdf, makeIdf } from "../../support/fake-idf.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

test("a folder that is no ESP-IDF, and one that is none at all", (t) => {
  const folder = temporaryFolder(t);
  for (const idf of [folder, join(folder, "none")])
    t.throws(() => verifyIdf(idf), {
      instanceOf: CheckFailed,
      message: `${idf} is no ESP-IDF, as it has no tools/cmake/version.cmake. Set ESP_IDF to one of version 6.0: git clone -b v6.0 --recursive https://github.com/espressif/esp-idf`,
    });
});

for (const version of ["5.5.1", "6.1.0", "6.01.0", "7.0.0", "60.0.0", "16.0.0"])
  test(`version ${version} is refused by name, with what to do`, (t) => {
    const idf = temporaryFolder(t);
    makeIdf(idf, version);
    const error = t.throws(() => verifyIdf(idf), { instanceOf: CheckFailed });
    t.true(error.message.startsWith(`ESP-IDF ${version} in ${idf}: the project is made for 6.0, `));
    t.true(error.message.includes("git clone -b v6.0 --recursive"));
  });

test("a file without a version in it is refused", (t) => {
  const idf = temporaryFolder(t);
  addFile(idf, "tools/cmake/version.cmake");
  t.throws(() => verifyIdf(idf), { message: /^ESP-IDF unknown in / });
});

test("each submodule that every image needs is named where it is missing, with what to do", (t) => {
  const idf = temporaryFolder(t);
  makeIdf(idf, "6.0.1");
  const files = completeIdf(idf, () => verifyIdf(idf));
  t.is(verifyIdf(idf), "6.0.1");
  const submodules = [
    ...["bt/host/nimble/nimble", "mbedtls/mbedtls", "mbedtls/mbedtls/tf-psa-crypto", "lwip/lwip"],
    ...["heap/tlsf", "bootloader/subproject/components/micro-ecc/micro-ecc"],
  ];
  for (const submodule of submodules)
    t.true(
      files.some((file) => file.startsWith(`components/${submodule}/`)),
      submodule,
    );
  for (const file of files) {
    rmSync(join(idf, file));
    t.throws(() => verifyIdf(idf), {
      instanceOf: CheckFailed,
      message: `${idf} lacks ${file}: git submodule update --init --recursive`,
    });
    addFile(idf, file);
  }
});

const controllers: Readonly<Record<Chip, string>> = {
  esp32: "lib_esp32",
  esp32c3: "lib_esp32c3_family",
  esp32s3: "lib_esp32c3_family",
  esp32c6: "lib_esp32c6",
  esp32h2: "lib_esp32h2",
};

for (const chip of chips)
  test(`each library that an image for ${chip} needs is named where it is missing`, (t) => {
    const idf = temporaryFolder(t);
    const files = completeIdf(idf, () => verifyChip(idf, chip));
    t.true(files[0]!.startsWith(`components/bt/controller/${controllers[chip]}/`));
    t.true(files.every((file) => file.includes(chip)));
    t.is(
      files.some((file) => file.startsWith("components/esp_wifi/")),
      hasWifi(chip),
    );
    t.is(hasWifi(chip), chip !== "esp32h2");
    for (const file of files) {
      rmSync(join(idf, file));
      t.throws(() => verifyChip(idf, chip), {
        instanceOf: CheckFailed,
        message: `${idf} lacks ${file}: git submodule update --init --recursive`,
      });
      addFile(idf, file);
    }
  });
