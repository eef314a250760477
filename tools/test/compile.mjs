// Compiles the tests to JavaScript before they run, with all that they import.
import { build } from "esbuild";
import { readdirSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What only the sources can do: import a file of TypeScript by its path, or the package itself. */
const needsSources = /\bimport\(\s*(?!["'\s])|(?:\bfrom|\bimport\()\s*"xs-mesh["/]/;

/** The name by which a module knows its URL. */
const sourceUrl = "xsMeshSourceUrl";

/** Whether a file, or one that it imports, is among `wanted`. */
function reaches(file, wanted, inputs) {
  const seen = new Set([file]);
  for (const path of seen) {
    if (wanted.has(path)) return true;
    for (const { external, path: imported } of inputs[path].imports)
      if (!external) seen.add(imported);
  }
  return false;
}

/**
 * Compiles the tests of a project into one of its folders. Returns the test files, as paths in the
 * project: those that can run from there, and those that cannot, because something that they import
 * loads TypeScript.
 */
export async function compileTests(project, outdir) {
  const tests = readdirSync(join(project, "test"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join("test", name))
    .sort();
  const loaders = new Set();
  /** A module asks for the files beside it by its URL, which stays that of its source. */
  const sources = {
    name: "sources",
    setup({ onLoad }) {
      onLoad({ filter: /\.m?[jt]s$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (needsSources.test(text)) loaders.add(path);
        const url = JSON.stringify(pathToFileURL(path).href);
        return {
          contents: `const ${sourceUrl} = ${url};${text}`,
          loader: path.endsWith(".ts") ? "ts" : "js",
        };
      });
    },
  };
  rmSync(join(project, outdir), { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: project,
    entryPoints: tests,
    outdir,
    outbase: "test",
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    packages: "external",
    define: { "import.meta.url": sourceUrl },
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "linked",
    // `require` in modules that only XS runs
    logOverride: { "unsupported-require-call": "silent" },
    logLevel: "warning",
    metafile: true,
    plugins: [sources],
  });
  const wanted = new Set(
    Object.keys(metafile.inputs).filter((path) => loaders.has(join(project, path))),
  );
  const fromSources = tests.filter((file) => reaches(file, wanted, metafile.inputs));
  const compiled = tests.filter((file) => !fromSources.includes(file));
  return { compiled, fromSources };
}
