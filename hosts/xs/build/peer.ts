import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { MissingPrerequisite } from "./cached-build.js";
import { projectFolder } from "./folders.js";

// Packages that only the tools need are optional peers of the package: they are not installed
// with it, and have to be installed to build firmware.

const require = createRequire(import.meta.url);

/** The command that installs an optional peer in the version that package.json needs. */
function installing(name: string): string {
  const { peerDependencies } = JSON.parse(
    readFileSync(join(projectFolder, "package.json"), "utf8"),
  ) as { peerDependencies: Record<string, string> };
  return `npm install --save-dev "${name}@${peerDependencies[name]}"`;
}

function located<T>(name: string, locate: () => T): T {
  try {
    return locate();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new MissingPrerequisite(`the package ${name} is missing: ${installing(name)}`);
  }
}

/** Loads an optional peer. Throws MissingPrerequisite, which says how to install it. */
export function requirePeer<T>(name: string): T {
  return located(name, () => require(name) as T);
}

/** The folder of an optional peer. Throws as `requirePeer` does. */
export function peerFolder(name: string): string {
  return dirname(located(name, () => require.resolve(`${name}/package.json`)));
}
