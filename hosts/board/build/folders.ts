import { join } from "node:path";
import { projectFolder } from "../../xs/build/folders.js";

/** Folder in which the board is built. It is not in the repository, and can be deleted. */
export const boardFolder = join(projectFolder, "build/board");

export const boardSources = join(projectFolder, "hosts/board");
