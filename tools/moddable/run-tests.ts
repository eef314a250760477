import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Sdk, SdkError } from "./sdk.js";

const project = fileURLToPath(new URL("../..", import.meta.url));
const test = join(project, "test");

/** Modules of the tests that are others inside XS: the same as in test/xs. */
const replaced: Readonly<Record<string, string>> = {
  [join(test, "support/crypto")]: join(test, "xs/crypto.ts"),
  [join(test, "support/session-crypto")]: join(test, "xs/session-crypto.ts"),
  [join(project, "hosts/node/crypto")]: join(test, "xs/node-crypto.ts"),
};

/** Milliseconds until a run is given up. */
const timeout = 300_000;

/** One script of all tests of modules/, the module "main" for test/moddable/runner.c. */
async function bundleTests(outfile: string): Promise<void> {
  const folder = join(test, "modules");
  const suites = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .sort();
  await build({
    entryPoints: [join(project, "test/moddable/main.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2022",
    external: ["timer", "time"],
    logLevel: "silent",
    plugins: [
      {
        name: "suites",
        setup(plugin) {
          plugin.onResolve({ filter: /^suites$/ }, ({ path }) => ({ path, namespace: "suites" }));
          plugin.onLoad({ filter: /.*/, namespace: "suites" }, () => ({
            contents: suites.map((name) => `require(${JSON.stringify(`./${name}`)});`).join("\n"),
            resolveDir: folder,
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

/** Builds the tests of modules/ for x-cli-lin and runs them. Throws SdkError where one fails. */
export async function runTests(sdk: Sdk): Promise<void> {
  const folder = join(project, "build/moddable/tests-source/tests");
  mkdirSync(folder, { recursive: true });
  await bundleTests(join(folder, "main.js"));
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
  const built = sdk.buildDesktop("x-cli-lin", manifest, "tests");
  const program = join(built.output, "bin/lin/release", built.name);
  const { status, stdout, stderr } = spawnSync(program, { encoding: "utf8", timeout });
  if (status !== 0)
    throw new SdkError(`the tests fail on the SDK's XS: ${stderr}${stdout.slice(-4000)}`);
  console.log(`tests of modules/ on the SDK's XS: ${stdout.trimEnd().split("\n").at(-1)}`);
}
