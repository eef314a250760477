// What the manifests say of a build for a chip, read by mcconfig's rules: no SDK is needed.
import test from "ava";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { products } from "../../../tools/moddable/products.js";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { chipFaults } from "../../../tools/moddable/chip-faults.js";
import { chipSettings } from "../../../tools/moddable/manifests.js";
import { chipPlatforms, copyProject, manifestFaults } from "../../support/manifest-faults.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const builds = [
  "modules/firmware/light/manifest.json",
  "modules/firmware/fast-light/manifest.json",
  "modules/firmware/fast-light/espressif/manifest.json",
  "modules/firmware/fast-light/gatt/manifest.json",
  "modules/firmware/wifi-light/manifest.json",
  "modules/firmware/wifi-light/softap/manifest.json",
  "modules/firmware/wifi-light/beside-mesh/manifest.json",
  "hosts/moddable/manifest-package.json",
  ...products.map((name) => `modules/firmware/${name}/manifest.json`),
];

/** Wi-Fi and mesh on these chips: 4 MB have no room for two such images. */
function holdsOneImage(build: string, platform: string): boolean {
  return build.includes("beside-mesh") && /esp32c[36]$/.test(platform);
}

function faultsOf(folder: string, build: string, platform: string): string[] {
  const { flags = "", dependencies } = chipSettings(join(folder, build), platform);
  return chipFaults(flags, dependencies);
}

for (const build of builds)
  for (const platform of chipPlatforms)
    test(`${build} finds every header and links every component on ${platform}`, (t) => {
      const { flags, partitions, settings } = chipSettings(join(projectFolder, build), platform);
      t.deepEqual(faultsOf(projectFolder, build, platform), []);
      // they replace the SDK's: those come first, and once
      t.true(flags!.startsWith("$(C_COMMON_FLAGS) "), flags);
      t.is(flags!.split("$(C_COMMON_FLAGS)").length, 2, flags);
      const table = holdsOneImage(build, platform) ? "partitions-one-image" : "partitions";
      t.is(partitions, join(projectFolder, `hosts/esp32/${table}.csv`));
      t.true(existsSync(partitions!));
      t.is(settings, join(projectFolder, "hosts/esp32"));
      t.true(existsSync(join(settings!, "sdkconfig.defaults")));
    });

for (const { title, putBack, message, platforms = chipPlatforms } of manifestFaults)
  test(`is named, in every firmware: ${title}`, (t) => {
    const folder = temporaryFolder(t);
    copyProject(folder, false);
    putBack(folder);
    for (const build of builds)
      for (const platform of chipPlatforms) {
        const faults = faultsOf(folder, build, platform);
        const has = platforms.includes(platform);
        t.is(faults.length, has ? 1 : 0, `${build} ${platform}: ${faults.join("\n")}`);
        if (has) t.regex(faults[0]!, message, `${build} ${platform}`);
      }
  });

test("is named: no manifest sets flags, the SDK's own have neither PSA's headers nor the store's", (t) => {
  const folder = temporaryFolder(t);
  copyProject(folder, false);
  writeFileSync(join(folder, "hosts/esp32/manifest-idf.json"), "{}");
  for (const platform of chipPlatforms) {
    t.is(chipSettings(join(folder, builds[0]!), platform).flags, undefined);
    const faults = faultsOf(folder, builds[0]!, platform);
    for (const header of ["psa/crypto.h", "nvs.h"])
      t.true(faults.some((fault) => fault.startsWith(`${header} is not found`)));
  }
});
