// The examples that are programs of their own: what each prints.
import test from "ava";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { exampleScripts } from "../support/example-scripts.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

for (const { file, prints } of exampleScripts)
  test(`examples/${file} does what it says`, async (t) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import=tsx", "--conditions=xs-mesh-source", `examples/${file}`],
      { cwd: project },
    );
    t.regex(stdout, prints);
  });
