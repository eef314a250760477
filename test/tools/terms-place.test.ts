// From a term of the specification to the file that has the rule, with one search: ARCHITECTURE.md has the table.
import test from "ava";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tableRows } from "../support/markdown.js";

const project = fileURLToPath(new URL("../..", import.meta.url));
const modules = join(project, "modules");

/** As many files as a search may give: a screen of names. Comments elsewhere use the terms as well. */
const most = 15;

const sources = readdirSync(modules, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({
    name: name.replaceAll("\\", "/"),
    text: readFileSync(join(modules, name), "utf8"),
  }));

/** The files that `git grep -ilw "<term>" modules/` lists. */
function search(term: string): string[] {
  const whole = new RegExp(`(?<!\\w)${term.replace(/[^\w ]/g, "\\$&")}(?!\\w)`, "i");
  return sources.filter(({ text }) => whole.test(text)).map(({ name }) => name);
}

const code = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
const page = readFileSync(join(project, "ARCHITECTURE.md"), "utf8");
const rules = tableRows(page, "From a term of the specification to its place").map(
  ([rule, terms, places]) => ({ rule: rule!, term: code(terms!)[0]!, places: code(places!) }),
);

test("ten rules of the specification are in the table of ARCHITECTURE.md", (t) => {
  t.is(rules.length, 10);
  for (const { places } of rules) t.true(places.length > 0);
});

for (const { rule, term, places } of rules)
  test(`a search for "${term}" leads to ${rule}`, (t) => {
    const found = search(term);
    for (const place of places) t.true(found.includes(place), `${place} lacks the term`);
    t.true(found.length <= most, `${found.length} files: ${found.join(", ")}`);
  });

test("a term that stands nowhere leads to no file", (t) => {
  t.deepEqual(search("replay protection shelf"), []);
});
