// docs/shell.md: its session is run, its table has each command, its objects fit the schema.
import test from "ava";
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { commands } from "../../../tools/shell/commands/index.js";
import { openNetwork } from "../../../tools/shell/open-network.js";
import { textOutput } from "../../../tools/shell/output.js";
import { runLines } from "../../../tools/shell/run-shell.js";
import { schemaError } from "../../support/json-schema.js";

const read = (path: string) =>
  readFileSync(new URL(`../../../docs/${path}`, import.meta.url), "utf8");
const page = read("shell.md");

/** The first block of code below a heading. */
function block(heading: string): string {
  const [, text] = new RegExp(`\n## ${heading}\n[^]*?\n\`\`\`\\w*\n([^]*?\n)\`\`\``).exec(page)!;
  return text!;
}

test("the session of the page prints what the page shows", async (t) => {
  const shown = block("A session");
  const lines = [...shown.matchAll(/^mesh> (.*)$/gm)].map(([, line]) => line);
  t.true(lines.length > 10);
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  const opened = await openNetwork({
    nodes: 3,
    airParameters: {},
    messages: [],
    onLive: () => t.fail(),
    onFailure: (_, error) => t.fail(error.message),
  });
  await runLines(opened, Readable.from([lines.join("\n")]), {
    output: textOutput(print, print, false),
    tell: () => undefined,
    keepGoing: true,
    echo: (line) => print(`mesh> ${line}`),
  });
  t.is(`${printed.join("\n")}\n`, shown);
});

test("the table has each command as its help says it", (t) => {
  const rows = [...page.matchAll(/^\| `(.*?)` \| (?:`(.*?)`)? ?\| (.*) \|$/gm)];
  t.deepEqual(
    rows.map(([, name, usage = "", summary]) => [name, usage.replaceAll("\\|", "|"), summary]),
    commands.map(({ name, summary, usage }) => [name, usage, summary]),
  );
});

test("the objects of the page fit the schema", (t) => {
  const schema = JSON.parse(read("shell.schema.json")) as unknown;
  const lines = block("JSON").trim().split("\n");
  t.is(lines.length, 2);
  for (const line of lines) t.is(schemaError(schema, JSON.parse(line)), undefined);
});
