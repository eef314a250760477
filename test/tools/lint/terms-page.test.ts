// The table of terms in CONTRIBUTING.md is that of tools/lint/terms.json.
import test from "ava";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tableRows } from "../../support/markdown.js";

const project = fileURLToPath(new URL("../../..", import.meta.url));
const file = join(project, "tools/lint/terms.json");

interface Terms {
  readonly use: readonly {
    readonly term: string;
    readonly meaning: string;
    readonly source: string;
  }[];
}

const compare = existsSync(file) ? test : test.skip;
compare("the terms in CONTRIBUTING.md are those of tools/lint/terms.json, in its order", (t) => {
  const { use } = JSON.parse(readFileSync(file, "utf8")) as Terms;
  const page = readFileSync(join(project, "CONTRIBUTING.md"), "utf8");
  t.deepEqual(
    tableRows(page, "Terms"),
    use.map(({ term, meaning, source }) => [term, meaning, source]),
  );
});
