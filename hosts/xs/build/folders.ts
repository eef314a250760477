import { fileURLToPath } from "node:url";
import { join } from "node:path";

/** The project's top folder. */
export const projectFolder = fileURLToPath(new URL("../../..", import.meta.url));

/** Where the engine is built: not kept in the repository, safe to delete. */
export const buildFolder = join(projectFolder, "build/xs");

export const xsFolder = join(projectFolder, "hosts/xs");
export const nativeFolder = join(projectFolder, "hosts/native");
