import test from "ava";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { generate, protoFiles } from "../../../tools/proto/generate.js";

for (const { source, target } of protoFiles())
  test(`${basename(target)} is what ${basename(source)} makes`, async (t) => {
    t.is(
      readFileSync(target, "utf8"),
      await generate(source),
      "node --import tsx tools/proto/main.ts",
    );
  });
