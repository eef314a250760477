import { build } from "esbuild";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "./run-program.js";
import type { Sdk } from "./sdk.js";

const project = fileURLToPath(new URL("../..", import.meta.url));
const test = join(project, "test");

/** Test modules that are replaced inside XS, as in test/xs. */
const replaced: Readonly<Record<string, string>> = {
  [join(test, "support/crypto")]: join(test, "xs/crypto.ts"),
  [join(test, "support/session-crypto")]: join(test, "xs/session-crypto.ts"),
  [join(project, "hosts/node/crypto")]: join(test, "xs/node-crypto.ts"),
};

/**
 * Milliseconds after which a run is taken for one that does not end. A run takes less than a
 * minute of processor time, of which a busy computer gives it a small part.
 */
const timeout = 1_800_000;

/**
 * Number of programs into which the tests are divided, because xsl allows 8,192 names, including
 * variables. Tests of a library with thousands of names have a program of their own.
 */
const programs = 3;
const library = /from "fast-check"/;
/** So have tests of the checks of a developer's firmware, which stay for the life of a machine. */
const checks = /checks\/install/;

const suiteFolder = join(test, "modules");

/** Bundles the tests of modules/ into one script, the module "main" of test/moddable/runner.c. */
async function bundleTests(outfile: string, suites: readonly string[]): Promise<void> {
  await build({
    entryPoints: [join(project, "test/moddable/main.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2022",
    // Reduces the number of names; see `programs`.
    minifyIdentifiers: true,
    keepNames: true,
    external: ["timer", "time"],
    logLevel: "silent",
    plugins: [
      {
        name: "suites",
        setup(plugin) {
          plugin.onResolve({ filter: /^suites$/ }, ({ path }) => ({ path, namespace: "suites" }));
          plugin.onLoad({ filter: /.*/, namespace: "suites" }, () => ({
            contents: suites.map((name) => `require(${JSON.stringify(`./${name}`)});`).join("\n"),
            resolveDir: suiteFolder,
          }));
          plugin.onResolve({ filter: /^ava$/ }, () => ({ path: join(test, "xs/ava.ts") }));
          plugin.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
            const other = replaced[resolve(resolveDir, path).replace(/\.[jt]s$/, "")];
            return other ? { path: other } : undefined;
          });
        },
      },
    ],
  });
}

/** Builds the tests of modules/ for x-cli-lin and runs them. Throws SdkError if one fails. */
export async function runTests(sdk: Sdk): Promise<void> {
  const all = readdirSync(suiteFolder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .sort();
  const using = (pattern: RegExp) =>
    all.filter((name) => pattern.test(readFileSync(join(suiteFolder, name), "utf8")));
  const apart = { library: using(library), checks: using(checks) };
  const others = all.filter((name) => !Object.values(apart).flat().includes(name));
  const size = Math.ceil(others.length / programs);
  for (let program = 0; program < programs; program++)
    await runSome(sdk, `tests-${program + 1}`, others.slice(size * program, size * (program + 1)));
  for (const [name, suites] of Object.entries(apart)) await runSome(sdk, `tests-${name}`, suites);
}

async function runSome(sdk: Sdk, name: string, suites: readonly string[]): Promise<void> {
  const folder = join(project, "build/moddable/tests-source", name);
  mkdirSync(folder, { recursive: true });
  // xsl adds the names of the previous build.
  rmSync(join(project, "build/moddable", name), { recursive: true, force: true });
  await bundleTests(join(folder, "main.js"), suites);
  const manifest = join(folder, "manifest.json");
  const from = (path: string) => relative(folder, join(project, path));
  writeFileSync(
    manifest,
    JSON.stringify({
      include: [
        from("hosts/native/manifest-sessions.json"),
        from("hosts/simulator/platform-cli.json"),
      ],
      modules: { main: "./main", "*": from("test/moddable/runner") },
      creation: {
        main: "main",
        chunk: { initial: 1 << 24, incremental: 1 << 20 },
        heap: { initial: 1 << 19, incremental: 1 << 16 },
        stack: 1 << 14,
      },
      strip: [],
    }),
  );
  const built = sdk.buildDesktop("x-cli-lin", manifest, name);
  const program = join(built.output, "bin/lin/release", built.name);
  const printed = runProgram(`${name} on the SDK's XS`, program, timeout);
  console.log(`${name} of modules/ on the SDK's XS: ${printed.trimEnd().split("\n").at(-1)}`);
}
