import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The parts of a Moddable SDK manifest that the checks read. */
export interface Manifest {
  readonly include?: string | readonly string[];
  readonly modules?: Readonly<Record<string, string | readonly string[]>>;
  readonly build?: Readonly<Record<string, string>>;
  readonly creation?: object;
  readonly dependency?: readonly { readonly idf?: string; readonly name?: string }[];
  readonly error?: string;
  readonly platforms?: Readonly<Record<string, Manifest>>;
}

/** A value, an array of values or undefined, as an array. */
export function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/**
 * The one section of a manifest that mcconfig uses for a platform such as esp32/esp32c3: the
 * first in the manifest's order whose name matches it, exactly or with a star in place of the
 * family or of the chip; otherwise the family's section; otherwise "...".
 */
export function platformSection(manifest: Manifest, platform: string): Manifest | undefined {
  const { platforms = {} } = manifest;
  const names = Object.keys(platforms);
  for (const sought of new Set([platform, platform.split("/")[0]!])) {
    const name = names.find((name) =>
      name.endsWith("/*")
        ? sought.startsWith(name.slice(0, -1))
        : name.startsWith("*/")
          ? sought.endsWith(name.slice(1))
          : sought === name,
    );
    if (name !== undefined) return platforms[name];
  }
  return platforms["..."];
}

/** The settings of a chip's build from its manifests, except modules. */
export interface ChipSettings {
  /** C flags that replace the SDK's; undefined if no manifest sets any. */
  readonly flags: string | undefined;
  /** ESP-IDF components with which the image is linked. */
  readonly dependencies: readonly string[];
  /** Path of the partition table, from the last manifest that sets it. */
  readonly partitions: string | undefined;
  readonly settings: string | undefined;
}

/**
 * Reads a manifest and those that it includes, except the SDK's, by the rules of mcconfig: only
 * one section of `platforms` applies, and a dependency only counts in it.
 */
export function chipSettings(path: string, platform: string): ChipSettings {
  const flags: string[] = [];
  const dependencies: string[] = [];
  let partitions: string | undefined;
  let settings: string | undefined;
  const seen = new Set<string>();
  function read(file: string): void {
    if (seen.has(file)) return;
    seen.add(file);
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
    const section = platformSection(manifest, platform);
    for (const { build = {} } of [manifest, ...list(section)]) {
      if (build.C_FLAGS !== undefined) flags.push(build.C_FLAGS);
      if (build.PARTITIONS_FILE) partitions = ownPath(file, build.PARTITIONS_FILE);
      if (build.SDKCONFIGPATH) settings = ownPath(file, build.SDKCONFIGPATH);
    }
    for (const { idf } of section?.dependency ?? []) if (idf) dependencies.push(idf);
    for (const include of [...list(manifest.include), ...list(section?.include)])
      if (!include.startsWith("$(")) read(join(dirname(file), include));
  }
  read(path);
  return {
    flags: flags.length > 0 ? flags.join(" ") : undefined,
    dependencies,
    partitions,
    settings,
  };
}

/**
 * mcconfig resolves values that begin with ./ relative to the manifest, and leaves others
 * unchanged.
 */
function ownPath(file: string, value: string): string {
  return value.startsWith("./") ? resolve(dirname(file), value) : value;
}
