// A test that hangs is named by the command that runs all tests.
import test from "ava";
import { spawnSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../../support/temporary-folder.js";

const project = fileURLToPath(new URL("../../..", import.meta.url));

test("tests that hang are failures with their names, those that ended are not", (t) => {
  const folder = temporaryFolder(t);
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(
    join(folder, "test.js"),
    `import test from "ava";
setInterval(() => undefined, 1000);
test("ends", (t) => t.pass());
test("waits for ever", (t) => new Promise(() => t.pass()));
`,
  );
  const preload = join(project, "tools/test/name-pending.mjs");
  const { status, stdout } = spawnSync(
    process.execPath,
    ["--import", preload, "node_modules/.bin/ava", "--tap", "--timeout=3s"],
    { cwd: folder, encoding: "utf8", env: { ...process.env, AVA_PATH: undefined } },
  );
  t.regex(stdout, /^ok \d+ - ends$/m);
  t.regex(stdout, /^not ok \d+ - waits for ever$/m);
  t.regex(stdout, /it hangs: no test has ended for 3 s/);
  t.is(status, 1);
});
