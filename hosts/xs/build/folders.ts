import { fileURLToPath } from "node:url";
import { join } from "node:path";

const above = fileURLToPath(new URL("../../..", import.meta.url));

/** Whether this is the JavaScript of an installed package, in its folder `dist`; else it is a checkout's TypeScript. */
export const installed = import.meta.url.endsWith(".js");

/** The top folder of the project, or of the installed package. */
export const projectFolder = installed ? join(above, "..") : above;

/** Where what is made goes: not kept in the repository, safe to delete. */
export const outputFolder = installed
  ? join(projectFolder, "../.cache/xs-mesh")
  : join(projectFolder, "build");

/** Where the engine is built. */
export const buildFolder = join(outputFolder, "xs");

export const xsFolder = join(projectFolder, "hosts/xs");
export const nativeFolder = join(projectFolder, "hosts/native");
