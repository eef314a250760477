import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../hosts/xs/build/folders.js";

const radioFolder = "hosts/esp32/radio";

/** The radio's files that call XS, or start NimBLE as only ESP-IDF does. */
const others: readonly string[] = [
  "gatt-xs.c",
  "radio-arguments.c",
  "radio-port-esp32.c",
  "radio-scheduler.c",
  "radio-xs.c",
];

/** The C files of a folder; names with the folder. */
function sourcesIn(folder: string): string[] {
  return readdirSync(join(projectFolder, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".c"))
    .map((name) => `${folder}/${name}`);
}

/** The radio's files that call nothing but NimBLE's host; paths from the project's folder. */
export const radioSources: readonly string[] = sourcesIn(radioFolder).filter(
  (path) => !others.some((name) => path === `${radioFolder}/${name}`),
);

interface NativeManifest {
  readonly platforms: {
    readonly "...": { readonly modules: { readonly "xs-mesh/hosts/native/*": readonly string[] } };
  };
}

/** The files of hosts/native that take the place of the chip's elsewhere. */
function elsewhere(): string[] {
  const text = readFileSync(join(projectFolder, "hosts/native/manifest.json"), "utf8");
  const { platforms } = JSON.parse(text) as NativeManifest;
  return platforms["..."].modules["xs-mesh/hosts/native/*"].map(
    (name) => `hosts/native/${name.slice(2)}.c`,
  );
}

/** All C files that the manifests bring to the chip. */
export const chipSources: readonly string[] = [
  ...sourcesIn("hosts/esp32"),
  ...sourcesIn("hosts/native").filter((path) => !elsewhere().includes(path)),
];
