import test from "ava";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  chipSettings,
  list,
  type Manifest,
  platformSection,
} from "../../../tools/moddable/manifests.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** Sections of `platforms` in the order of the manifest, and which one counts for a platform. */
const sections: readonly (readonly [
  names: readonly string[],
  platform: string,
  expected: string | undefined,
])[] = [
  [["esp32"], "esp32", "esp32"],
  [["esp32"], "esp32/esp32c3", "esp32"],
  [["esp32"], "esp32/esp32c6", "esp32"],
  [["esp32", "esp32/esp32c3"], "esp32", "esp32"],
  [["esp32", "esp32/esp32c3"], "esp32/esp32c3", "esp32/esp32c3"],
  [["esp32", "esp32/esp32c3"], "esp32/esp32c6", "esp32"],
  [["esp32/esp32c3"], "esp32", undefined],
  [["esp32/esp32c3"], "esp32/esp32c6", undefined],
  [["esp32", "esp32/*"], "esp32", "esp32"],
  [["esp32", "esp32/*"], "esp32/esp32c3", "esp32/*"],
  [["esp32/*"], "esp32", undefined],
  // the chip's own and the star both name it: the first in the manifest counts
  [["esp32/esp32c3", "esp32/*"], "esp32/esp32c3", "esp32/esp32c3"],
  [["esp32/*", "esp32/esp32c3"], "esp32/esp32c3", "esp32/*"],
  [["*/esp32c3", "esp32"], "esp32/esp32c3", "*/esp32c3"],
  [["*/esp32c3", "esp32"], "esp32/esp32c6", "esp32"],
  [["...", "esp32"], "esp32", "esp32"],
  [["...", "esp32"], "esp32/esp32c3", "esp32"],
  [["...", "esp32"], "lin", "..."],
  [["...", "esp32/esp32c3"], "esp32", "..."],
  [["lin"], "x-cli-lin", undefined],
  [["lin"], "esp32", undefined],
  [[], "esp32", undefined],
];

for (const [names, platform, expected] of sections)
  test(`of ${names.join(", ") || "no section"} ${expected ?? "none"} counts for ${platform}`, (t) => {
    const platforms = Object.fromEntries(names.map((name) => [name, { error: name }]));
    t.is(platformSection({ platforms }, platform)?.error, expected);
  });

test("a manifest without platforms has no section", (t) => {
  t.is(platformSection({}, "esp32"), undefined);
});

test("a value, several or none", (t) => {
  t.deepEqual(list(undefined), []);
  t.deepEqual(list("one"), ["one"]);
  t.deepEqual(list(["one", "two"]), ["one", "two"]);
});

function write(folder: string, files: Readonly<Record<string, Manifest>>): void {
  for (const [name, manifest] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), JSON.stringify(manifest));
  }
}

test("flags of all manifests are joined, and of files the last one's count, as mcconfig does", (t) => {
  const folder = temporaryFolder(t);
  write(folder, {
    "a/manifest.json": {
      include: ["../b/manifest.json", "$(MODDABLE)/examples/manifest_base.json"],
      build: { C_FLAGS: "-a", PARTITIONS_FILE: "./a.csv", SDKCONFIGPATH: "./" },
      platforms: { esp32: { build: { C_FLAGS: "-chip" }, include: "../c/manifest.json" } },
    },
    "b/manifest.json": { build: { C_FLAGS: "-b", PARTITIONS_FILE: "./b.csv" } },
    "c/manifest.json": {
      include: ["../a/manifest.json", "../b/manifest.json"],
      platforms: { esp32: { dependency: [{ idf: "bt" }, { name: "led_strip" }] } },
    },
  });
  t.deepEqual(chipSettings(join(folder, "a/manifest.json"), "esp32"), {
    flags: "-a -chip -b",
    dependencies: ["bt"],
    partitions: join(folder, "b/b.csv"),
    settings: join(folder, "a"),
  });
  t.deepEqual(chipSettings(join(folder, "a/manifest.json"), "lin"), {
    flags: "-a -b",
    dependencies: [],
    partitions: join(folder, "b/b.csv"),
    settings: join(folder, "a"),
  });
});

test("where no manifest says anything, nothing is set", (t) => {
  const folder = temporaryFolder(t);
  write(folder, { "manifest.json": {} });
  t.deepEqual(chipSettings(join(folder, "manifest.json"), "esp32"), {
    flags: undefined,
    dependencies: [],
    partitions: undefined,
    settings: undefined,
  });
});

test("a dependency at a manifest's top level does not count", (t) => {
  const folder = temporaryFolder(t);
  write(folder, { "manifest.json": { dependency: [{ idf: "bt" }] } });
  t.deepEqual(chipSettings(join(folder, "manifest.json"), "esp32").dependencies, []);
});

test("a path that does not begin with ./ stands as it is: mcconfig looks for it elsewhere", (t) => {
  const folder = temporaryFolder(t);
  const build = { PARTITIONS_FILE: "../partitions.csv", SDKCONFIGPATH: "sdkconfig" };
  write(folder, { "manifest.json": { build } });
  const { partitions, settings } = chipSettings(join(folder, "manifest.json"), "esp32");
  t.is(partitions, "../partitions.csv");
  t.is(settings, "sdkconfig");
});

test("a section of a chip hides the family's dependency, on that chip alone", (t) => {
  const folder = temporaryFolder(t);
  const both = { esp32: { dependency: [{ idf: "bt" }] }, "esp32/esp32c3": { include: [] } };
  write(folder, { "manifest.json": { platforms: both } });
  const dependencies = (platform: string) =>
    chipSettings(join(folder, "manifest.json"), platform).dependencies;
  t.deepEqual(dependencies("esp32/esp32c3"), []);
  for (const platform of ["esp32", "esp32/esp32c6", "esp32/esp32s3", "esp32/esp32h2"])
    t.deepEqual(dependencies(platform), ["bt"], platform);
});

test("a manifest that is included and not there is an error; a folder is no manifest", (t) => {
  const folder = temporaryFolder(t);
  write(folder, { "a/manifest.json": { include: "../b" }, "b/manifest.json": {} });
  t.throws(() => chipSettings(join(folder, "a/manifest.json"), "esp32"));
  write(folder, { "manifest.json": { include: "./none.json" } });
  t.throws(() => chipSettings(join(folder, "manifest.json"), "esp32"), { message: /none\.json/ });
});
