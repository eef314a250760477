// The reference that TypeDoc makes of the docstrings: a warning of it is a failure.
import test from "ava";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { exportedPaths } from "../support/exported-paths.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

test("every exported name is documented, a page an entry point, without a warning", async (t) => {
  const folder = temporaryFolder(t);
  const typedoc = join(project, "node_modules/typedoc/bin/typedoc");
  const options = ["--options", join(project, "tools/docs/typedoc.json"), "--out", folder];
  await t.notThrowsAsync(promisify(execFile)(process.execPath, [typedoc, ...options]));
  const start = readFileSync(join(folder, "index.html"), "utf8");
  for (const path of exportedPaths) {
    const name = `xs-mesh${path.slice(1)}`;
    t.true(start.includes(name), name);
    t.true(existsSync(join(folder, "modules", `${name.replaceAll("/", "_")}.html`)), name);
  }
});
