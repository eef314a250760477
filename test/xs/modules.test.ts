// The tests of modules/ again, inside XS: with words of 32 bits where that engine can be built.
import test from "ava";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Engine } from "../../hosts/xs/engine.js";
import { Engine32 } from "../../hosts/xs/engine32.js";
import { engine32 } from "../support/engine32.js";
import { suitePasses } from "./run-suite.js";

const folder = fileURLToPath(new URL("../modules", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .sort();
const engine = engine32.missing === undefined ? Engine32 : Engine;

for (const name of files)
  test.serial(`inside XS: ${name}`, async (t) => {
    await suitePasses(t, join(folder, name), engine);
  });
