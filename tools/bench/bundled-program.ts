import { build, type Plugin } from "esbuild";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { outputFolder } from "../../hosts/xs/build/folders.js";

/** Gives each module the URL of its source, by which it finds other files. */
const sourceUrls: Plugin = {
  name: "source-urls",
  setup(plugin) {
    plugin.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const url = JSON.stringify(pathToFileURL(path).href);
      return { loader: "ts", contents: text.replaceAll("import.meta.url", url) };
    });
  },
};

/**
 * Runs `work` with the path of a program of this project as one file of JavaScript, which is removed
 * afterwards. It starts as an installed package does: without the translation of TypeScript, which
 * takes most of the processor time of a process that lives for seconds. Rejects with esbuild's messages.
 */
export async function withBundled<T>(
  program: string,
  work: (bundled: string) => Promise<T>,
): Promise<T> {
  mkdirSync(outputFolder, { recursive: true });
  // Inside of the project, whose packages it imports.
  const folder = mkdtempSync(join(outputFolder, "bundled-"));
  try {
    const outfile = join(folder, "program.mjs");
    await build({
      entryPoints: [program],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      conditions: ["xs-mesh-source"],
      logLevel: "silent",
      plugins: [sourceUrls],
    });
    return await work(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
