import test from "ava";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { longestFirst, longFiles } from "../../../tools/test/order.mjs";

const project = fileURLToPath(new URL("../../..", import.meta.url));

test("every file that is to begin early is there, and named once", (t) => {
  t.is(new Set(longFiles).size, longFiles.length);
  for (const file of longFiles) t.true(existsSync(join(project, file)), file);
});

test("long files come first, in their order, and the others by name", (t) => {
  const files = ["test/a2.test.ts", "test/a10.test.ts", longFiles[1]!, "test/a1.test.ts"];
  t.deepEqual([...files, longFiles[0]!].sort(longestFirst), [
    ...longFiles.slice(0, 2),
    "test/a1.test.ts",
    "test/a2.test.ts",
    "test/a10.test.ts",
  ]);
});

test("a file is known by its whole path, also where ava names it with the project's folder", (t) => {
  const [first] = longFiles;
  const other = first!.replace("test/", "test/others/");
  const whole = [join(project, other), join(project, "test/a.test.ts"), join(project, first!)];
  t.is(whole.sort(longestFirst)[0], join(project, first!));
});
