import type { Plugin } from "esbuild";
import { projectFolder } from "./build/folders.js";

/** Marks the question that the plugin itself asks. */
const asked = {};

/**
 * Resolves "xs-mesh" and its entry points to this package, wherever the importing file is: a
 * firmware needs no installed package next to it, and never gets a second copy.
 */
export const ownPackage: Plugin = {
  name: "xs-mesh",
  setup(build) {
    build.onResolve({ filter: /^xs-mesh(\/|$)/ }, ({ kind, path, pluginData }) =>
      pluginData === asked
        ? undefined
        : build.resolve(path, { kind, resolveDir: projectFolder, pluginData: asked }),
    );
  },
};
