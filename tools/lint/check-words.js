// Part of `npm run lint`: checks the words of pages and of C against terms.json, in the files and
// folders given as arguments, by default in the whole project. Exits with status 1 if it finds
// any.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { commentsOfC, textOfMarkdown } from "./prose.js";
import { badFile, badWords } from "./terms.js";

/** Folders with built or installed files. */
const skipped = /^(?:node_modules|build|dist(?:\..*)?|\..*)$/;

const prose = { ".md": textOfMarkdown, ".c": commentsOfC, ".h": commentsOfC };

function* filesIn(path) {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (!skipped.test(entry.name) && (entry.isDirectory() || entry.isFile()))
      yield* filesIn(join(path, entry.name));
}

const root = fileURLToPath(new URL("../..", import.meta.url));
let found = 0;

function report(path, line, message) {
  found++;
  process.stderr.write(`${relative(process.cwd(), path)}:${line}: ${message}\n`);
}

const args = process.argv.slice(2);
for (const folder of args.length ? args : [root])
  for (const path of filesIn(folder)) {
    const part = prose[/\.[^.]*$/.exec(path)?.[0]];
    if (!part) continue;
    const bad = badFile(path);
    if (bad) report(path, 1, bad);
    const text = part(readFileSync(path, "utf8"));
    for (const { index, message } of badWords(text))
      report(path, text.slice(0, index).split("\n").length, message);
  }
if (found) process.exitCode = 1;
