import type { Plugin } from "esbuild";
import { pathToFileURL } from "node:url";
import { projectFolder } from "./build/folders.js";

/** Marks the question that the plugin itself asks. */
const asked = {};

/**
 * Resolves "xs-mesh" and its entry points to this package, wherever the importing file is: a
 * firmware needs no installed package next to it, and never gets a second copy. `external`: the
 * imports stay imports, of the files by URL.
 */
export function ownPackage({ external = false } = {}): Plugin {
  return {
    name: "xs-mesh",
    setup(build) {
      build.onResolve({ filter: /^xs-mesh(\/|$)/ }, async ({ kind, path, pluginData }) => {
        if (pluginData === asked) return undefined;
        const found = await build.resolve(path, {
          kind,
          resolveDir: projectFolder,
          pluginData: asked,
        });
        if (!external || found.errors.length > 0) return found;
        return { path: pathToFileURL(found.path).href, external: true };
      });
    },
  };
}
