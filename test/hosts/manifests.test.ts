// The manifests, read as mcconfig does: what they name is there, and what is imported is named.
import test, { type ExecutionContext } from "ava";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Build,
  missingLines,
  needlessLines,
  readBuild,
} from "../../tools/moddable/needed-modules.js";
import { products } from "../../tools/moddable/products.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

const platforms = ["x-cli-lin", "lin", "esp32", "esp32/esp32c3", "esp32/m5atom_lite"];
const firmwares = [
  "manifest.json",
  "modules/firmware/fast-light/manifest.json",
  "modules/firmware/fast-light/espressif/manifest.json",
  "modules/firmware/fast-light/gatt/manifest.json",
  "tools/moddable/everything/manifest.json",
  ...products.map((name) => `modules/firmware/${name}/manifest.json`),
  ...["lamp", "output-oob", "static-oob", "switch", "thermometer", "two-sockets"].map(
    (name) => `examples/${name}/manifest.json`,
  ),
];
/** On chips only. */
const wifiLights = ["", "beside-mesh/", "softap/"].map(
  (folder) => `modules/firmware/wifi-light/${folder}manifest.json`,
);
wifiLights.push("examples/wifi-light/manifest.json");
const builds: readonly (readonly [firmware: string, platforms: readonly string[]])[] = [
  ...firmwares.map((firmware) => [firmware, platforms] as const),
  ...wifiLights.map(
    (firmware) => [firmware, platforms.filter((platform) => platform.startsWith("esp32"))] as const,
  ),
];

for (const [firmware, on] of builds)
  for (const platform of on)
    test(`${firmware} names every module that it needs on ${platform}`, (t) => {
      const build = readBuild(join(project, firmware), platform);
      t.true(build.modules.has("firmware"));
      t.deepEqual(missingLines(project, build), []);
    });

test("every module of the stack is in a manifest", (t) => {
  const named = new Set<string>();
  for (const firmware of [...firmwares, ...wifiLights])
    for (const { file } of readBuild(join(project, firmware), "esp32").modules.values())
      named.add(file);
  // Of checks/, which only simulations have, and of others that a chip has in another form.
  const apart =
    /crypto\/(js-crypto|js-session-crypto|ccm)|firmware\/(board-call|virtual-board)|tsconfig|^checks\//;
  const files = readdirSync(join(project, "modules"), { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !apart.test(name),
  );
  for (const name of files) t.true(named.has(join(project, "modules", name)), name);
});

/** Modules that applications import: the entry points of the package, and what they stand for. */
const offered = readdirSync(join(project, "modules/entry")).flatMap((name) => {
  const entry = name.replace(".ts", "");
  return [`xs-mesh/${entry}`, `xs-mesh/modules/${entry}/index`];
});

function readWithOffered(firmware: string, platform: string): Build {
  const build = readBuild(join(project, firmware), platform);
  return { ...build, roots: new Set([...build.roots, ...offered]) };
}

test("no line of a manifest names a module that no build imports", (t) => {
  const all = builds.flatMap(([firmware, on]) =>
    on.map((platform) => readWithOffered(firmware, platform)),
  );
  t.deepEqual(needlessLines(project, all), []);
});

/** What a firmware has beyond its need, because a manifest that it shares with another names it. */
const carried: Readonly<Record<string, readonly string[]>> = {
  "modules/firmware/fast-light/manifest.json": ["./scanner"],
  "modules/firmware/fast-light/espressif/manifest.json": ["./scanner"],
  "modules/firmware/fast-light/gatt/manifest.json": ["./scanner"],
  "modules/firmware/ambient-light-sensor/manifest.json": ["./sensor-setting"],
  "modules/firmware/dimmer-switch/manifest.json": [
    "./state",
    "./state-server",
    "./binding",
    "./server",
    "./server",
  ],
  "modules/firmware/energy-monitor/manifest.json": ["./sensor-setting"],
  "modules/firmware/occupancy-sensor/manifest.json": ["./sensor-setting"],
  "modules/firmware/scene-selector/manifest.json": ["./state", "./state-server"],
};

for (const [firmware, on] of builds.filter(([name]) => !name.includes("everything")))
  test(`${firmware} carries no module that it does not import`, (t) => {
    const each = on.map((platform) => readWithOffered(firmware, platform));
    const lines = needlessLines(project, each);
    const known = carried[firmware] ?? [];
    t.deepEqual(
      lines.filter((line) => !known.some((source) => line.includes(`"${source}"`))),
      [],
    );
    t.is(lines.length, known.length);
  });

for (const [firmware] of builds.filter(([name]) => name.startsWith("modules/")))
  test(`${firmware} has a console that does nothing: its formatting takes no flash`, (t) => {
    const { modules } = readBuild(join(project, firmware), "esp32");
    const { file } = modules.get("xs-mesh/hosts/moddable/console")!;
    t.true(file.endsWith("console-none.ts"));
    t.false(modules.has("xs-mesh/modules/base/log-text"));
    t.false(modules.has("xs-mesh/hosts/moddable/line-queue"));
  });

for (const [firmware, left] of [
  ["modules/firmware/fast-light/manifest.json", true],
  ["modules/firmware/fast-light/espressif/manifest.json", true],
  ["modules/firmware/fast-light/gatt/manifest.json", false],
  ["manifest.json", false],
] as const)
  test(`${firmware} ${left ? "leaves PB-GATT out" : "has PB-GATT"}, device and provisioner`, (t) => {
    const { modules } = readBuild(join(project, firmware), "esp32/esp32c3");
    const folder = "xs-mesh/modules/provisioning/pb-gatt";
    const file = (specifier: string) => modules.get(specifier)?.file.split("/").at(-1);
    t.is(file(`${folder}/pb-gatt-device`), left ? "pb-gatt-device-none.ts" : "pb-gatt-device.ts");
    const proxy = modules.get("xs-mesh/modules/node/node-proxy")?.file.split("/").at(-1);
    t.is(proxy, left ? "node-proxy-none.ts" : "node-proxy.ts");
    t.is(file(`${folder}/pb-gatt-link`), left ? undefined : "pb-gatt-link.ts");
    t.is(file("xs-mesh/modules/bearer/proxy-sender"), left ? undefined : "proxy-sender.ts");
  });

test("a firmware of one's own has a console that writes", (t) => {
  const { modules } = readBuild(join(project, "examples/lamp/manifest.json"), "esp32");
  t.true(modules.get("xs-mesh/hosts/moddable/console")!.file.endsWith("moddable/console.ts"));
});

for (const [example, analog] of [
  ["thermometer", "analog.ts"],
  ["lamp", "analog-none.ts"],
] as const)
  test(`the image of the ${example} has ${analog}: the driver is where a manifest includes it`, (t) => {
    const path = join(project, `examples/${example}/manifest.json`);
    const { modules } = readBuild(path, "esp32/esp32c3");
    t.true(modules.get("xs-mesh/hosts/esp32/board/analog")!.file.endsWith(`board/${analog}`));
  });

/** Manifests with sections for single chips. */
const withChips = [
  ...["board/manifest", "manifest-atomics", "manifest-host", "manifest-one-image"].map(
    (name) => `hosts/esp32/${name}.json`,
  ),
  ...["fast-light", "fast-light/espressif", "fast-light/gatt"].map(
    (name) => `modules/firmware/${name}/manifest.json`,
  ),
];

for (const path of withChips)
  test(`${path} has for a chip's target with USB, such as esp32c3_cdc, what it has for the chip`, (t) => {
    const { platforms } = JSON.parse(readFileSync(join(project, path), "utf8")) as {
      readonly platforms: Readonly<Record<string, object>>;
    };
    const chips = Object.keys(platforms).filter((name) => /^esp32\/esp32[a-z]\d$/.test(name));
    t.true(chips.length > 0);
    for (const chip of chips) t.deepEqual(platforms[`${chip}_cdc`], platforms[chip], chip);
  });

test("a platform without a radio is refused by name", (t) => {
  t.throws(() => readBuild(join(project, "manifest.json"), "esp"), {
    message: /lin, x-cli-lin and esp32/,
  });
});

/** A project of two folders with a manifest each, where the one of `b` has these modules. */
function small(t: ExecutionContext, modules: Readonly<Record<string, string | string[]>>): string {
  const folder = mkdtempSync(join(tmpdir(), "manifests-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const files = {
    "manifest.json": JSON.stringify({
      include: "./modules/b/manifest.json",
      modules: { firmware: "./firmware" },
    }),
    "firmware.ts": 'import { one } from "xs-mesh/modules/b/one";\none();\n',
    "modules/b/manifest.json": JSON.stringify({ modules }),
    "modules/b/one.ts":
      'import type { Two } from "./types.js";\nimport { two } from "./two.js";\nexport const one = (): Two => two();\n',
    "modules/b/two.ts": "export const two = () => 2;\n",
    "modules/b/three.ts": "export const three = 3;\n",
    "modules/b/types.ts": "export type Two = number;\n",
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const ofSmall: readonly {
  readonly title: string;
  readonly modules: Readonly<Record<string, string | string[]>>;
  readonly missing?: readonly string[];
  readonly needless?: readonly string[];
}[] = [
  { title: "complete", modules: { "xs-mesh/modules/b/*": ["./one", "./two"] } },
  {
    title: "a line is missing",
    modules: { "xs-mesh/modules/b/*": ["./one"] },
    missing: [
      'modules/b/one.ts imports xs-mesh/modules/b/two: add the line "xs-mesh/modules/b/two": "./two" to "modules" in modules/b/manifest.json',
    ],
  },
  {
    title: "a line of the other folder is missing",
    modules: {},
    missing: [
      'firmware.ts imports xs-mesh/modules/b/one: add the line "xs-mesh/modules/b/one": "./one" to "modules" in modules/b/manifest.json',
    ],
  },
  {
    title: "a line is needless; types alone do not count",
    modules: { "xs-mesh/modules/b/*": ["./one", "./two", "./three", "./types"] },
    needless: [
      'modules/b/manifest.json: nothing imports what "xs-mesh/modules/b/*": "./three" names: delete the line',
    ],
  },
  {
    title: "a line for a whole folder is needed where one of its modules is",
    modules: { "xs-mesh/modules/b/*": "./*" },
  },
];

for (const { title, modules, missing = [], needless = [] } of ofSmall)
  test(`what the check says of a manifest: ${title}`, (t) => {
    const folder = small(t, modules);
    const build = readBuild(join(folder, "manifest.json"), "esp32");
    t.deepEqual(missingLines(folder, build), [...missing]);
    if (missing.length === 0) t.deepEqual(needlessLines(folder, [build]), [...needless]);
  });

test("what the check says of a manifest: it is not included", (t) => {
  const folder = small(t, { "xs-mesh/modules/b/*": "./*" });
  writeFileSync(join(folder, "manifest.json"), '{"modules":{"firmware":"./firmware"}}');
  t.deepEqual(missingLines(folder, readBuild(join(folder, "manifest.json"), "esp32")), [
    'firmware.ts imports xs-mesh/modules/b/one: add the line "xs-mesh/modules/b/one": "./one" to "modules" in modules/b/manifest.json, and have manifest.json include that',
  ]);
});
