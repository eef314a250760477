// Copies of the project's manifests, and the faults that once kept every firmware from a chip.
import { cpSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import type { Manifest } from "../../tools/moddable/manifests.js";

/** The chips that have Bluetooth, as mcconfig's platforms. */
export const chipPlatforms = [
  "esp32",
  "esp32/esp32c3",
  "esp32/esp32c6",
  "esp32/esp32s3",
  "esp32/esp32h2",
] as const;

/** Copies `hosts` and `modules` to a folder; of the files only manifests, unless all are wanted. */
export function copyProject(folder: string, everything: boolean): void {
  for (const part of ["hosts", "modules"])
    cpSync(join(projectFolder, part), join(folder, part), {
      recursive: true,
      filter: (path) => everything || path.endsWith(".json") || statSync(path).isDirectory(),
    });
}

type Section = { -readonly [Key in keyof Manifest]: Manifest[Key] };

/** Changes a manifest of a copy. Throws Error where that changes nothing. */
function change(folder: string, name: string, by: (manifest: Section) => void): void {
  const path = join(folder, name);
  const before = readFileSync(path, "utf8");
  const manifest = JSON.parse(before) as Section;
  const was = JSON.stringify(manifest);
  by(manifest);
  if (JSON.stringify(manifest) === was) throw new Error(`${name}: nothing changed`);
  writeFileSync(path, JSON.stringify(manifest, null, 2));
}

/** The flags of C of a copy, changed. */
function changeFlags(folder: string, by: (flags: string) => string): void {
  change(folder, "hosts/esp32/manifest-idf.json", ({ platforms }) => {
    const section = platforms!.esp32 as Section;
    section.build = { C_FLAGS: by(section.build!.C_FLAGS!) };
  });
}

function withoutFolder(header: string): (folder: string) => void {
  return (folder) =>
    changeFlags(folder, (flags) =>
      flags
        .split(" ")
        .filter((word) => !word.endsWith(`components/${header}`))
        .join(" "),
    );
}

/** Moves a manifest's dependency to where mcconfig does not read it. */
function toTopLevel(name: string): (folder: string) => void {
  return (folder) =>
    change(folder, name, (manifest) => {
      const section = manifest.platforms!.esp32 as Section;
      manifest.dependency = section.dependency!;
      delete section.dependency;
    });
}

/** Adds a section of a chip, which hides that of the family. */
function hidden(name: string): (folder: string) => void {
  return (folder) =>
    change(folder, name, (manifest) => {
      manifest.platforms = { ...manifest.platforms, "esp32/esp32c3": {} };
    });
}

export interface ManifestFault {
  readonly title: string;
  readonly putBack: (folder: string) => void;
  /** What alone is said. */
  readonly message: RegExp;
  /** The chips that have it; all when left out. */
  readonly platforms?: readonly string[];
}

/** The folder of headers is not among the flags, or the component is not linked. */
export const manifestFaults: readonly ManifestFault[] = [
  ...(
    [
      ["psa/crypto.h", "mbedtls/mbedtls/tf-psa-crypto/include"],
      ["mbedtls/private/aes.h", "mbedtls/mbedtls/tf-psa-crypto/drivers/builtin/include"],
      ["nvs.h", "nvs_flash/include"],
      ["services/gatt/ble_svc_gatt.h", "bt/host/nimble/nimble/nimble/host/services/gatt/include"],
    ] as const
  ).map(([header, folder]) => ({
    title: `${header}: no folder of it among the flags`,
    putBack: withoutFolder(folder),
    message: new RegExp(`^${header.replaceAll(".", "\\.")} is not found: .*components/${folder} `),
  })),
  ...(
    [
      ["bt", "hosts/esp32/radio/manifest.json"],
      ["nvs_flash", "hosts/esp32/store/manifest.json"],
      ["mbedtls", "hosts/native/manifest.json"],
    ] as const
  ).map(([component, manifest]) => ({
    title: `${component}: the dependency at the top level of ${manifest}`,
    putBack: toTopLevel(manifest),
    message: new RegExp(`^${component} is not linked .* only under "platforms"$`),
  })),
  {
    title: "bt: a section of the chip hides the family's, with the dependency",
    putBack: hidden("hosts/esp32/radio/manifest.json"),
    message: /^bt is not linked/,
    platforms: ["esp32/esp32c3"],
  },
];

/** Flags that do not begin with those that the SDK compiles C with. */
export function withoutSdkFlags(folder: string): void {
  changeFlags(folder, (flags) => flags.replace("$(C_COMMON_FLAGS) ", ""));
}
