// The tests of modules/ again, inside XS: with words of 32 bits where that engine can be built.
import test from "ava";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Engine } from "../../hosts/xs/engine.js";
import { Engine32 } from "../../hosts/xs/engine32.js";
import { engine32 } from "../support/engine32.js";
import { suitePasses } from "./run-suite.js";

/** modules/, and what stands between it and Moddable's modules on a chip. */
const folders = ["modules", "hosts/moddable"];
const tests = fileURLToPath(new URL("..", import.meta.url));
const files = folders.flatMap((folder) =>
  readdirSync(join(tests, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .sort()
    .map((name) => [folder === "modules" ? name : join(folder, name), join(tests, folder, name)]),
);
const engine = engine32.missing === undefined ? Engine32 : Engine;

for (const [name, file] of files)
  test.serial(`inside XS: ${name}`, async (t) => {
    await suitePasses(t, file!, engine);
  });
