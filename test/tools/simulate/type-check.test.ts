import test from "ava";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkTypes, TypesError } from "../../../tools/simulate/type-check.js";

const folder = mkdtempSync(join(tmpdir(), "xs-mesh-types-test-"));
test.after.always(() => rmSync(folder, { recursive: true }));

let files = 0;
function module(text: string, ending = "ts"): string {
  const file = join(folder, `${++files}.${ending}`);
  writeFileSync(file, text);
  return file;
}

const lamp = (options: string) => `
import { type Board, GenericOnOffServer, type Host, Node } from "xs-mesh";
export function start(host: Host, board: Board): Node {
  const lamp = new GenericOnOffServer({ ${options} });
  console.log("lamp");
  return new Node({ host, companyId: 0xffff, elements: [{ models: [lamp] }] });
}`;

for (const [title, text, nodeTypes, errors] of [
  ["a firmware", lamp("onChange: (on) => board.light(on)"), false, undefined],
  [
    "an option that is misspelt",
    lamp("onChagne: () => undefined"),
    false,
    /\.ts\(4,41\): error .*'onChagne' does not exist.*Did you mean to write 'onChange'\?$/,
  ],
  [
    "what a chip does not have",
    'process.exit(); document.write("x");',
    false,
    /'process'[^]*'document'/,
  ],
  ["a program for Node.js", "process.exit();", true, undefined],
  [
    "a script",
    'import { defineScript } from "xs-mesh/simulation"; export default defineScript({ devices: { a: { firmwar: "x.ts" } } });',
    true,
    /'firmwar' does not exist.*'firmware'/,
  ],
] as const)
  test(`types of ${title}, wherever it lies`, async (t) => {
    const checked = checkTypes([module(text)], { nodeTypes });
    if (errors === undefined) t.true(await checked);
    else await t.throwsAsync(checked, { instanceOf: TypesError, message: errors });
  });

test("JavaScript is not checked", async (t) => {
  t.true(await checkTypes([module("nothing.like.this();", "js")]));
});
