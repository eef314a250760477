// Tests are compiled before they run, except those that load TypeScript while they run.
import test from "ava";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { compileTests } from "../../../tools/test/compile.mjs";
import { temporaryFolder } from "../../support/temporary-folder.js";

const files = {
  "package.json": JSON.stringify({ type: "module" }),
  "test/data.json": JSON.stringify({ answer: 42 }),
  "test/beside.txt": "found",
  "test/apart.test.ts": 'export { data, beside } from "../tools/parts.js";',
  "test/script.test.ts": 'export { own } from "../tools/script.js";',
  "tools/script.js": "export const own = import.meta.url;",
  "test/deep/apart.test.ts": 'export { data } from "../../tools/parts.js";',
  "test/by-path.test.ts": 'import { load } from "../tools/load.js"; export { load };',
  "test/later.test.ts": 'export const later = () => import("../tools/load.js");',
  "test/itself.test.ts": 'export { node } from "xs-mesh/node";',
  "tools/parts.ts": `import data from "../test/data.json";
export { data };
export const beside = new URL("../test/beside.txt", import.meta.url);
export type Loaded = typeof import("./load.js");`,
  "tools/load.ts": "export const load = (path: string): Promise<unknown> => import(path);",
};

test("tests that import TypeScript themselves are told from those that are compiled", async (t) => {
  const project = temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), text);
  }
  t.deepEqual(await compileTests(project, "build/tests"), {
    compiled: ["test/apart.test.ts", "test/deep/apart.test.ts", "test/script.test.ts"],
    fromSources: ["test/by-path.test.ts", "test/itself.test.ts", "test/later.test.ts"],
  });
  const built = (name: string): Promise<unknown> =>
    import(pathToFileURL(join(project, "build/tests", name)).href);
  const compiled = (await built("apart.test.js")) as {
    readonly data: unknown;
    readonly beside: URL;
  };
  t.deepEqual(compiled.data, { answer: 42 });
  t.is(readFileSync(compiled.beside, "utf8"), "found", "the files beside a source are found");
  const script = (await built("script.test.js")) as { readonly own: string };
  t.is(script.own, pathToFileURL(join(project, "tools/script.js")).href);
});
