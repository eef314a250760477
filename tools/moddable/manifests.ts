import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** What the checks read of a manifest of Moddable's SDK. */
export interface Manifest {
  readonly include?: string | readonly string[];
  readonly modules?: Readonly<Record<string, string | readonly string[]>>;
  readonly build?: Readonly<Record<string, string>>;
  readonly creation?: object;
  readonly dependency?: readonly { readonly idf?: string; readonly name?: string }[];
  readonly error?: string;
  readonly platforms?: Readonly<Record<string, Manifest>>;
}

/** A value, several or none, as an array. */
export function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/**
 * The one section that mcconfig takes of a manifest for a platform such as esp32/esp32c3:
 * the first in the manifest's order that names it, as a whole or with a star in place of
 * the family or of the chip; else the family's; else the rest's.
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

/** What a build for a chip takes from manifests, beside modules. */
export interface ChipSettings {
  /** Flags of C in place of the SDK's; undefined where no manifest sets any. */
  readonly flags: string | undefined;
  /** Components of ESP-IDF that are linked. */
  readonly dependencies: readonly string[];
  /** The last one's file, or folder, of each. */
  readonly partitions: string | undefined;
  readonly settings: string | undefined;
}

/**
 * Reads a manifest and those that it includes, SDK's own left out, by the rules of
 * mcconfig: one section of `platforms` counts, and a dependency counts only there.
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

/** Of a manifest's settings mcconfig takes those that begin with ./ as paths beside the manifest, and others as they stand. */
function ownPath(file: string, value: string): string {
  return value.startsWith("./") ? resolve(dirname(file), value) : value;
}
