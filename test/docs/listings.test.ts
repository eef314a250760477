// The listings of README.md and of the pages in docs/: each program is compiled and run as a reader
// would do it, in a folder of its own, and each shown output is compared with the real one.
import test, { type ExecutionContext } from "ava";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkTypes } from "../../tools/simulate/type-check.js";
import {
  type Block,
  blocksOf,
  commandsOf,
  fileOf,
  missingLine,
} from "../support/listings/blocks.js";
import { wrongCommand, wrongArguments, xsMeshArguments } from "../support/listings/commands.js";
import { Reader } from "../support/listings/reader.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

const pages = [
  "README.md",
  ...readdirSync(join(project, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
].sort();

/** Blocks whose content another test runs, by the beginning of their text. */
const elsewhere: readonly (readonly [page: string, start: string, test: string])[] = [
  ["README.md", "import { type Board, GenericOnOffServer", "test/readme.test.ts"],
  ["README.md", "import { GenericOnOffServer, Node, Provisioner", "test/readme.test.ts"],
  ["docs/network.md", "version: 1", "test/tools/network/desired/document.test.ts"],
  ["docs/shell.md", "mesh> provision all", "test/tools/shell/page.test.ts"],
  ["docs/shell.md", '{"type":"result"', "test/tools/shell/page.test.ts"],
  ["docs/shell.md", "$ npx xs-mesh shell --radio", "test/tools/shell/radio.test.ts"],
];

/** Commands of xs-mesh that are not run here: their options are checked, for the reason given. */
const checkedOnly: readonly (readonly [command: RegExp, why: string])[] = [
  [/--nodes \d{3}|--fast\b(?!.*--nodes 10 )/, "takes minutes; test/tools/simulate runs it"],
  [/^npm (ci && npm )?start( |$)/, "the whole run; test/tools/cli/simulate.test.ts"],
  [/--host (board|mcsim|x-cli-lin)|--provisioner meshd/, "needs programs that not everybody has"],
  [/^npx xs-mesh (air|wifi serve|shell)\b/, "waits for others until it is interrupted"],
  [/--watch\b/, "waits for a change; test/tools/cli/simulate-script.test.ts"],
  [/^npx xs-mesh network (show|convert|compare|init|import|export) /, "a file of the reader's"],
  [
    /^npx xs-mesh (nodes|plan|apply|drift|get|set|keys)\b/,
    "a network of the reader's; test/tools/cli/network/configure.test.ts",
  ],
  [/report sniffed\.pcapng|report run\.pcapng/, "a file of the reader's"],
];

const reader = new Reader();
test.after.always(() => reader.close());

/** Runs or checks the commands of a block; the output of the last one that was run. */
async function perform(
  t: ExecutionContext,
  block: Block,
  folder: string,
  failing: boolean,
): Promise<string | undefined> {
  const place = `${block.page}:${block.line}`;
  let output: string | undefined;
  for (const command of commandsOf(block.text)) {
    const args = xsMeshArguments(command);
    if (checkedOnly.some(([only]) => only.test(command)) || !reader.runs(command)) {
      t.is(await wrongCommand(command, folder), undefined, `${place}: ${command}`);
      continue;
    }
    if (args) t.is(await wrongArguments(args), undefined, `${place}: ${command}`);
    const result = await reader.run(command, folder);
    t.is(result.status !== 0, failing, `${place}: ${command}\n${result.output}`);
    output = result.output;
  }
  return output;
}

/** Performs the blocks of a page, in their order. */
async function read(t: ExecutionContext, page: string, blocks: readonly Block[]): Promise<void> {
  const folder = reader.folder(page);
  let output: string | undefined;
  for (const [i, block] of blocks.entries()) {
    const { language, line, text } = block;
    const place = `${page}:${line}`;
    const file = fileOf(block);
    if (file !== undefined) reader.write(folder, file, text);
    else if (elsewhere.some(([on, start]) => on === page && text.startsWith(start))) continue;
    else if (language === "sh") {
      const next = blocks[i + 1];
      const failing =
        next?.language === "text" &&
        /^(xs-mesh: |Failed: |the device was refused)|✘/m.test(next.text);
      output = await perform(t, block, folder, failing);
    } else if (language === "text") {
      t.truthy(output, `${place}: no command that is run comes before this output`);
      t.is(missingLine(text, output ?? ""), undefined, `${place}: in\n${output}`);
    } else t.fail(`${place}: a block of "${language}" that is no file, no command, no output`);
  }
}

const done: Promise<void>[] = [];
for (const page of pages) {
  const blocks = blocksOf(page, readFileSync(join(project, page), "utf8"));
  if (blocks.length === 0) continue;
  let finish!: () => void;
  done.push(new Promise((resolve) => (finish = resolve)));
  test(`the listings of ${page} are complete, run, and print what the page shows`, async (t) => {
    try {
      await read(t, page, blocks);
    } finally {
      finish();
    }
  });
}

test("the types of all programs of the pages are right", async (t) => {
  await Promise.all(done);
  const programs = reader.programs();
  t.true(programs.length > 10);
  await t.notThrowsAsync(checkTypes(programs, { nodeTypes: true }));
});

test("a block without a place is told, and what an output lacks", (t) => {
  const [block] = blocksOf("a.md", "Before:\n```ts\nlet a;\n```\n");
  t.is(fileOf(block!), undefined);
  t.is(block!.before, "Before:");
  t.is(fileOf({ ...block!, text: "// a.ts\nlet a;" }), "a.ts");
  t.is(fileOf({ ...block!, language: "json", before: "`a.json`:" }), "a.json");
  t.deepEqual(commandsOf("npm ci # all\n# nothing\na \\\n  b\n"), ["npm ci", "a b"]);
  const output = "one\ntwo 12.345 s\nthree\n3 of 3\n";
  t.is(missingLine("one\n...\nthree", output), undefined);
  t.is(missingLine("two 99.000 s\nthree", output), undefined);
  t.is(missingLine("one\nthree", output), "three");
  t.is(missingLine("...\n2 of 3", output), "2 of 3");
});

test("a command with a mistake is told", async (t) => {
  const cases: readonly (readonly [string, RegExp | undefined])[] = [
    ["npx xs-mesh simulate --nodes 3", undefined],
    ["npm start -- --air kind && npm test", undefined],
    ["UPLOAD_PORT=/dev/ttyUSB0 mcconfig -d -m -p esp32/esp32c6 manifest.json", undefined],
    ["npx xs-mesh simulate --knots 3", /unknown option '--knots'/],
    ["npm start -- --air windy", /'windy' is invalid/],
    ["npx xs-mesh fly", /unknown command 'fly'/],
    ["mcconfig -d -m -p esp33", /no target esp33/],
    ["mcconfig -q", /no option -q/],
    ["npm run fly", /no script fly/],
    ["npm install left-pad", /left-pad is no package/],
    ["fly away", /"fly away" has no rule/],
  ];
  for (const [command, wrong] of cases) {
    const told = await wrongCommand(command, project);
    if (wrong) t.regex(told ?? "", wrong);
    else t.is(told, undefined);
  }
});
