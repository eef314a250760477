import { fileURLToPath } from "node:url";

/** Folders whose lines in the stack of an error tell the author of a firmware nothing. */
const ownFolders = ["..", "../../hosts"].map((path) =>
  fileURLToPath(new URL(`${path}/`, import.meta.url)),
);

function isAuthors(line: string): boolean {
  if (!/^\s+at /.test(line)) return true;
  if (ownFolders.some((folder) => line.includes(folder))) return false;
  return !/\((hosts\/xs\/|node:)|modules\/checks\/|node:internal|node_modules|Promise\.all \(index|\(<anonymous>\)$/.test(
    line,
  );
}

/** A text without those lines of a stack that are not the author's, and the same on every host. */
export function authorsFrames(text: string): string {
  if (!text.includes("\n")) return text;
  return text
    .split("\n")
    .filter(isAuthors)
    .map((line) => line.replace(/^\s+at /, "    at "))
    .join("\n");
}
