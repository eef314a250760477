import { fileURLToPath } from "node:url";
import { join } from "node:path";

const above = fileURLToPath(new URL("../../..", import.meta.url));

/** Whether this is JavaScript in `dist` of an installed package, not TypeScript of a checkout. */
export const installed = import.meta.url.endsWith(".js");

/** The top folder of the project, or of the installed package. */
export const projectFolder = installed ? join(above, "..") : above;

/** Folder for generated files. It is not in the repository, and can be deleted. */
export const outputFolder = installed
  ? join(projectFolder, "../.cache/xs-mesh")
  : join(projectFolder, "build");

/** Folder in which the engine is built. */
export const buildFolder = join(outputFolder, "xs");

export const xsFolder = join(projectFolder, "hosts/xs");
export const nativeFolder = join(projectFolder, "hosts/native");
