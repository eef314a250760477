// The manifests, read as mcconfig does: what they name is there, and what is imported is named.
import test from "ava";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { list, type Manifest, platformSection } from "../../tools/moddable/manifests.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** Files of the project by module specifier, C sources left out. */
function modulesOf(path: string, platform: string): Map<string, string> {
  const modules = new Map<string, string>();
  const seen = new Set<string>();
  function add(folder: string, { modules: named = {} }: Manifest): void {
    for (const [target, sources] of Object.entries(named))
      for (const source of list(sources)) {
        if (source.startsWith("$(") || target === "~") continue;
        const star = source.endsWith("*");
        const names = star
          ? readdirSync(join(folder, dirname(source))).filter(
              (name) => name.endsWith(".ts") && !name.endsWith(".d.ts"),
            )
          : [`${source.split("/").at(-1)!}.ts`];
        for (const name of names) {
          const file = join(folder, dirname(source), name);
          const exists = [".ts", ".c", ".js"].some((end) => existsSync(file.replace(/\.ts$/, end)));
          if (!exists) throw new Error(`${folder}: ${source} is not there`);
          if (existsSync(file)) modules.set(target.replace("*", name.slice(0, -3)), file);
        }
      }
  }
  function read(file: string): void {
    if (seen.has(file)) return;
    seen.add(file);
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
    const own = platformSection(manifest, platform);
    if (own?.error) throw new Error(own.error);
    for (const include of [...list(manifest.include), ...list(own?.include)])
      if (!include.startsWith("$(")) read(join(dirname(file), include));
    add(dirname(file), manifest);
    if (own) add(dirname(file), own);
  }
  read(path);
  for (const excluded of ["js-crypto", "js-session-crypto", "ccm"])
    modules.delete(`xs-mesh/modules/crypto/${excluded}`);
  return modules;
}

/** What a file imports when it runs: types are gone. */
function importsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  const found: string[] = [];
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const { importClause } = statement;
      const bindings = importClause?.namedBindings;
      const typesOnly =
        importClause?.isTypeOnly ||
        (bindings && ts.isNamedImports(bindings) && bindings.elements.every((e) => e.isTypeOnly));
      if (!typesOnly) found.push((statement.moduleSpecifier as ts.StringLiteral).text);
    } else if (
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier &&
      !statement.isTypeOnly
    )
      found.push((statement.moduleSpecifier as ts.StringLiteral).text);
  }
  return found;
}

const platforms = ["x-cli-lin", "lin", "esp32", "esp32/esp32c3", "esp32/m5atom_lite"];
const firmwares = [
  "manifest.json",
  "modules/firmware/fast-light/manifest.json",
  "modules/firmware/fast-light/espressif/manifest.json",
  "tools/moddable/everything/manifest.json",
  ...["lamp", "output-oob", "static-oob", "thermometer", "two-sockets"].map(
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
      const modules = modulesOf(join(project, firmware), platform);
      t.true(modules.has("firmware"));
      for (const [specifier, file] of modules)
        for (const imported of importsOf(file)) {
          const target = imported.startsWith(".")
            ? join(dirname(specifier), imported).replace(/\.js$/, "")
            : imported;
          if (!imported.startsWith(".") && !/^(xs-mesh|firmware)/.test(imported)) continue;
          t.true(modules.has(target), `${relative(project, file)} imports ${target}`);
        }
    });

test("every module of the stack is in a manifest", (t) => {
  const named = new Set(
    [...firmwares, ...wifiLights].flatMap((firmware) => [
      ...modulesOf(join(project, firmware), "esp32").values(),
    ]),
  );
  const apart = /crypto\/(js-crypto|js-session-crypto|ccm)|firmware\/start|tsconfig/;
  const files = readdirSync(join(project, "modules"), { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !apart.test(name),
  );
  for (const name of files) t.true(named.has(join(project, "modules", name)), name);
});

test("a platform without a radio is refused by name", (t) => {
  t.throws(() => modulesOf(join(project, "manifest.json"), "esp"), {
    message: /lin, x-cli-lin and esp32/,
  });
});
