import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { makePrivateFolder, writePrivate } from "../private-file.js";
import { splitLine } from "./words.js";

/** Lines that are kept. */
const mostLines = 1000;

/** Options whose values are secrets, in quotes or not: lines with them are not kept. */
const secretOption = /^-{0,2}(static|value)=/i;
/** As many digits as a key has. */
const keyDigits = /([0-9a-f][\s:-]*){32}/i;

/** Whether a line has an OOB value or a key: as an option, a field of a message or a payload. */
function isSecret(line: string): boolean {
  const [name = "", , ...words] = splitLine(line).words.map(({ text }) => text);
  // The start of the name of a command stands for it.
  const isRaw = name !== "" && "raw".startsWith(name);
  const isSend = name !== "" && "send".startsWith(name);
  return (
    splitLine(line).words.some(({ text }) => secretOption.test(text)) ||
    (isRaw && keyDigits.test(words.join(" "))) ||
    (isSend && words.some((word) => word.includes("=") && keyDigits.test(word)))
  );
}

/** The file of the lines that were entered, in the user's folder for such state. */
export function historyPath(environment: NodeJS.ProcessEnv = process.env): string {
  const folder = environment["XDG_STATE_HOME"] ?? join(homedir(), ".local/state");
  return join(folder, "xs-mesh", "shell-history");
}

/** The lines that were entered earlier, the latest first, as readline takes them. */
export function readHistory(path: string): string[] {
  if (!existsSync(path)) return [];
  try {
    const lines = readFileSync(path, "utf8").split("\n");
    return lines.filter((line) => line !== "").reverse();
  } catch {
    return [];
  }
}

/** Lines as they are kept: without secrets, and not too many. `lines`: the latest first. */
export function keptLines(lines: readonly string[]): string[] {
  return lines.filter((line) => line.trim() !== "" && !isSecret(line)).slice(0, mostLines);
}

/** Writes the lines, the latest first. Only the user can read the file. */
export function writeHistory(path: string, lines: readonly string[]): void {
  makePrivateFolder(dirname(path));
  writePrivate(path, `${keptLines(lines).reverse().join("\n")}\n`);
}
