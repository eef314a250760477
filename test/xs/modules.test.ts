// The tests of modules/ again, inside XS.
import test from "ava";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runSuite } from "./run-suite.js";

const folder = fileURLToPath(new URL("../modules", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .sort();

for (const name of files)
  test.serial(`inside XS: ${name}`, async (t) => {
    const results = await runSuite(join(folder, name));
    t.true(results.length > 0, "the file has tests");
    const failed = results.filter(({ error }) => error !== undefined);
    t.log(`${results.length - failed.length} of ${results.length} pass`);
    if (failed.length > 0)
      t.fail(failed.map(({ title, error }) => `${title}\n${error}`).join("\n\n"));
  });
