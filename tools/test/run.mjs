// `npm test`: types, lint, format, then every test. What failed is said again at the end, since
// only the end of a long log is kept by some services. The last line is plain:
// "N passed, N failed, N skipped".
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";

const checks = [
  ["types", ["tsc", "-p", "tsconfig.json"]],
  ["types of modules/, without Node.js", ["tsc", "-p", "modules/tsconfig.json"]],
  ["types of the report page, in a browser", ["tsc", "-p", "tools/page/browser/tsconfig.json"]],
  [
    "lint and the order of the folders",
    ["eslint", "--config", "tools/lint/eslint.config.js", "--max-warnings", "0", "."],
  ],
  ["format", ["prettier", "--check", "--log-level", "warn", "."]],
];

let passed = 0;
let failed = 0;
let skipped = 0;
/** What failed, with what it printed. */
const failures = [];

for (const [name, [program, ...args]] of checks) {
  process.stdout.write(`${name} ... `);
  const { status, stdout, stderr } = spawnSync(`node_modules/.bin/${program}`, args, {
    encoding: "utf8",
  });
  if (status === 0) passed++;
  else {
    failed++;
    failures.push(`${name}\n${stdout}${stderr}`);
  }
  console.log(status === 0 ? "ok" : `failed\n${stdout}${stderr}`);
}

/** Runs ava and prints one line for each test, followed by the error of a failed one. */
async function tests() {
  const preload = new URL("name-pending.mjs", import.meta.url).href;
  const ava = spawn(
    process.execPath,
    ["--import", preload, "node_modules/.bin/ava", "--tap", ...process.argv.slice(2)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let inFailure = false;
  for await (const line of createInterface({ input: ava.stdout })) {
    const result = /^(not )?ok \d+ - (.*)$/.exec(line);
    if (!result) {
      if (inFailure && !line.startsWith("# ")) failures.push(`${failures.pop()}\n${line}`);
      if (inFailure || line.startsWith("# ")) console.log(line);
      continue;
    }
    const [, not, title] = result;
    const skip = / # (SKIP|TODO)/.test(title);
    inFailure = not !== undefined && !skip;
    if (inFailure) failures.push(title);
    if (skip) skipped++;
    else if (not) failed++;
    else passed++;
    console.log(`${skip ? "skip" : not ? "FAIL" : "ok  "} ${title}`);
  }
  const status = await new Promise((resolve) => ava.once("close", resolve));
  // A file that cannot be loaded contains no test, but counts as a failure.
  if (status !== 0 && failed === 0) failed++;
}

await tests();
for (const failure of failures) console.log(`\nFAIL ${failure}`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
