// What is in the package as npm publishes it, and what its modules import.
import { createPackageFromTarballData, checkPackage } from "@arethetypeswrong/core";
import test from "ava";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import { publint } from "publint";
import ts from "typescript";
import { exportedPaths, exportTargets } from "../support/exported-paths.js";
import { links } from "../support/markdown.js";
import { installedPackage, type InstalledPackage } from "../support/packed-package.js";

let user: InstalledPackage;
let root: string;
test.before(async () => {
  user = await installedPackage();
  root = join(user.folder, "node_modules/xs-mesh");
});
test.after.always(() => user?.remove());

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}
const packageFile = (): PackageFile =>
  JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as PackageFile;

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) =>
    join(folder, name),
  );
}

/** What a built module imports, its dynamic imports as well. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
}

/** What a built module imports when it is loaded. */
function staticImportsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return importsOf(file).filter((name) => !text.includes(`import("${name}")`));
}

/** The built modules that these import, directly or not, with themselves. */
function reachedFrom(entries: readonly string[], imports = importsOf): string[] {
  const found = new Set<string>();
  const queue = [...entries];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const name of imports(file))
      if (name.startsWith(".")) queue.push(join(dirname(file), name));
  }
  return [...found];
}

const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
const isBuiltin = (name: string): boolean =>
  name.startsWith("node:") || builtinModules.includes(name);

test("it has these folders and no other", (t) => {
  const folders = (folder: string) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
  t.deepEqual(folders("."), [
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist/",
    "docs/",
    "hosts/",
    "modules/",
    "package.json",
    "tools/",
  ]);
  t.deepEqual(folders("dist"), ["hosts/", "modules/", "tools/"]);
  t.deepEqual(folders("hosts"), [
    "esp32/",
    "hci/",
    "manifest.json",
    "moddable/",
    "native/",
    "node/",
    "simulator/",
    "web/",
    "xs/",
  ]);
  t.deepEqual(folders("tools"), [
    "air/",
    "capture/",
    "network/",
    "shell/",
    "simulation/",
    "wifi/",
    "xs-mesh.mjs",
  ]);
});

test("the pages that the README leads users to are in it", (t) => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const pages = links(readme)
    .map(({ target }) => target)
    .filter((target) => target.startsWith("docs/") || target === "CHANGELOG.md");
  t.true(pages.length > 5);
  for (const page of pages) t.true(existsSync(join(root, page)), page);
  t.deepEqual(
    filesUnder("docs").filter((name) => !name.endsWith(".md")),
    ["docs/guide", "docs/network.schema.json", "docs/shell.schema.json"],
  );
});

test("it has no test, no benchmark and nothing of the checks", (t) => {
  const unwanted =
    /\.test\.|tsbuildinfo|tsconfig|(^|\/)(test|fuzz|limits|lint|docs|build|esp32|meshd|moddable)\//;
  const files = [...filesUnder("dist"), ...filesUnder("tools")];
  t.deepEqual(
    files.filter((file) => unwanted.test(file.replace("dist/hosts/xs/build/", ""))),
    [],
  );
});

test("npm installs four packages with it", (t) => {
  t.deepEqual(Object.keys(packageFile().dependencies), [
    "@noble/ciphers",
    "@noble/curves",
    "@noble/hashes",
    "pbf",
  ]);
  for (const name of ["commander", "esbuild", "tsx", "typescript", "node-api-headers"])
    t.false(existsSync(join(user.folder, "node_modules", name)), name);
});

test("each entry point imports, with a declaration and a source map beside it", async (t) => {
  for (const [path, { default: target }] of exportTargets) {
    const module = join(root, target!);
    t.true(existsSync(module.replace(/\.js$/, ".d.ts")), path);
    t.true(existsSync(`${module}.map`), path);
  }
  user.write(
    "imports.js",
    `for (const path of ${JSON.stringify(exportedPaths)}) {
      const names = Object.keys(await import("xs-mesh" + path.slice(1)));
      console.log(path, names.length > 0);
    }`,
  );
  const said = await user.run(process.execPath, "imports.js");
  t.is(said, exportedPaths.map((path) => `${path} true\n`).join(""));
});

test("the maps name sources that are there, or have them within", (t) => {
  for (const file of filesUnder("dist").filter((name) => name.endsWith(".map"))) {
    const map = JSON.parse(readFileSync(join(root, file), "utf8")) as {
      readonly sources: readonly string[];
      readonly sourcesContent?: readonly string[];
    };
    for (const [i, source] of map.sources.entries())
      t.true(
        map.sourcesContent?.[i] !== undefined || existsSync(join(root, dirname(file), source)),
        `${file}: ${source}`,
      );
  }
});

test("what is built imports packages that package.json names, and files that are there", (t) => {
  const { dependencies, peerDependencies } = packageFile();
  const named = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  const ofCheckouts: string[] = [];
  for (const file of filesUnder("dist").filter((name) => name.endsWith(".js")))
    for (const name of importsOf(file)) {
      if (isBuiltin(name)) continue;
      if (!name.startsWith(".")) t.true(named.has(packageOf(name)), `${file}: ${name}`);
      else if (!existsSync(join(root, dirname(file), name))) ofCheckouts.push(name);
    }
  // Loaded for options that an installed command line does not offer.
  t.deepEqual(ofCheckouts.sort(), [
    "../meshd/meshd.js",
    "../simulators/lights.js",
    "./board-lights.js",
  ]);
});

const forDevices = [".", "./provisioner", "./models", "./foundation", "./espressif"];
const portable = [...forDevices, "./protocomm", "./crypto", "./web"];

test("the portable entry points reach nothing of Node.js", (t) => {
  const { dependencies } = packageFile();
  const modules = reachedFrom(portable.map((path) => exportTargets.get(path)!["default"]!));
  t.true(modules.length > 150);
  for (const file of modules)
    for (const name of importsOf(file)) {
      t.false(isBuiltin(name), `${file}: ${name}`);
      if (!name.startsWith(".")) t.true(packageOf(name) in dependencies, `${file}: ${name}`);
    }
});

test("the simulation needs no package but the dependencies, and neither files nor processes", (t) => {
  const { dependencies } = packageFile();
  const entry = exportTargets.get("./simulation")!["default"]!;
  // What is imported on demand loads firmwares from files.
  for (const file of reachedFrom([entry], staticImportsOf))
    for (const name of staticImportsOf(file)) {
      t.notRegex(name, /^node:(fs|child_process|worker_threads|net|http|https|dgram)$/, file);
      if (!name.startsWith(".") && !isBuiltin(name))
        t.true(packageOf(name) in dependencies, `${file}: ${name}`);
    }
});

test("publint has nothing to say", async (t) => {
  const tarball = readFileSync(user.archive);
  const { messages } = await publint({
    pack: { tarball: new Uint8Array(tarball).buffer },
    strict: true,
  });
  t.deepEqual(messages, []);
});

test("attw has nothing to say but that it is no CommonJS", async (t) => {
  const archive = createPackageFromTarballData(new Uint8Array(readFileSync(user.archive)));
  const analysis = await checkPackage(archive);
  t.truthy(analysis.types);
  if (!analysis.types) return;
  // An ES module alone: require(), and resolution as of Node.js 10, are not supported.
  const apart = ["node10", "node16-cjs"];
  const problems = analysis.problems.filter(
    (problem) =>
      !("resolutionKind" in problem && apart.includes(problem.resolutionKind)) &&
      problem.kind !== "CJSResolvesToESM",
  );
  t.deepEqual(problems, []);
  t.true(Object.keys(analysis.entrypoints).length > exportedPaths.length);
});

test("no file of it names a folder of the machine that made it", (t) => {
  const project = join(import.meta.dirname, "../..");
  for (const file of filesUnder("dist").filter((name) => /\.(js|ts|map)$/.test(name)))
    t.false(readFileSync(join(root, file), "utf8").includes(project), relative(root, file));
});
