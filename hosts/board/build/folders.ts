import { join } from "node:path";
import { projectFolder } from "../../xs/build/folders.js";

/** Where the board is built: not kept in the repository, safe to delete. */
export const boardFolder = join(projectFolder, "build/board");

export const boardSources = join(projectFolder, "hosts/board");
