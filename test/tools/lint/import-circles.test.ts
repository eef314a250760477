import test from "ava";
import { ESLint } from "eslint";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tseslint from "typescript-eslint";
import { circle, importCircles } from "../../../tools/lint/import-circles.js";

const cases: readonly {
  readonly title: string;
  readonly imports: Readonly<Record<string, readonly string[]>>;
  /** From a over b. */
  readonly way: readonly string[] | undefined;
}[] = [
  { title: "two files", imports: { a: ["b"], b: ["a"] }, way: ["a", "b", "a"] },
  {
    title: "the shortest way of two",
    imports: { a: ["b"], b: ["c", "d"], c: ["e"], e: ["a"], d: ["a"] },
    way: ["a", "b", "d", "a"],
  },
  { title: "no way back", imports: { a: ["b"], b: ["c"], c: [] }, way: undefined },
  {
    title: "a circle that the file only leads to",
    imports: { a: ["b"], b: ["c"], c: ["b"] },
    way: undefined,
  },
];

for (const { title, imports, way } of cases)
  test(`circles of imports: ${title}`, (t) => {
    t.deepEqual(
      circle("a", "b", (file: string) => imports[file] ?? []),
      way && [...way],
    );
  });

test("itself is a circle too", (t) => {
  t.deepEqual(
    circle("a", "a", () => []),
    ["a", "a"],
  );
});

/** What the rule says of files, each at its import. */
async function lint(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "circles-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const eslint = new ESLint({
      cwd: folder,
      overrideConfigFile: true,
      overrideConfig: {
        files: ["**/*.ts"],
        languageOptions: { parser: tseslint.parser },
        plugins: { local: { rules: { circles: importCircles } } },
        rules: { "local/circles": "error" },
      },
    });
    const results = await eslint.lintFiles(["*.ts"]);
    return results.flatMap(({ messages }) => messages.map(({ message }) => message));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the rule prints the circle at each of its imports, of types and of what is exported from elsewhere too", async (t) => {
  const messages = await lint({
    "first.ts": 'import type { B } from "./second.js";\nexport type A = B;\n',
    "second.ts": 'export type { B } from "./third.js";\n',
    "third.ts": 'export type B = import("./first.js").A;\n',
    "fourth.ts": 'import type { A } from "./first.js";\nexport type D = A;\n',
  });
  t.is(messages.length, 3);
  t.regex(messages[0]!, /first\.ts → .*second\.ts → .*third\.ts → .*first\.ts\./);
});
