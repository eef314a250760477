// The tests of modules/ again, inside XS.
import test from "ava";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suitePasses } from "./run-suite.js";

const folder = fileURLToPath(new URL("../modules", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .sort();

for (const name of files)
  test.serial(`inside XS: ${name}`, async (t) => {
    await suitePasses(t, join(folder, name));
  });
