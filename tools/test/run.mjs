// `npm test`: types, lint, format, then every test. What failed is said again at the end, since
// only the end of a long log is kept by some services. The last line is plain:
// "N passed, N failed, N skipped".
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { text } from "node:stream/consumers";
import { createInterface } from "node:readline";
import { compileTests } from "./compile.mjs";

const compiler = "typescript-7/bin/tsc";
/** Each needs one processor; the long ones come first. */
const checks = [
  [
    "lint and the order of the folders",
    [".bin/eslint", "--config", "tools/lint/eslint.config.js", "--max-warnings", "0", "."],
  ],
  ["format", [".bin/prettier", "--check", "--log-level", "warn", "."]],
  ["types", [compiler, "-p", "tsconfig.json"]],
  ["types of modules/, without Node.js", [compiler, "-p", "modules/tsconfig.json"]],
  ["types of the report page, in a browser", [compiler, "-p", "tools/page/browser/tsconfig.json"]],
];

let passed = 0;
let failed = 0;
let skipped = 0;
/** What failed, with what it printed. */
const failures = [];

async function check([name, [program, ...args]]) {
  const child = spawn(process.execPath, [`node_modules/${program}`, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once("close", resolve)),
  ]);
  if (status === 0) passed++;
  else {
    failed++;
    failures.push(`${name}\n${out}${err}`);
  }
  console.log(`${name} ... ${status === 0 ? "ok" : `failed\n${out}${err}`}`);
}

/** Runs all checks, as many at a time as there are processors. */
async function runChecks() {
  const left = [...checks];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) await check(next);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** Runs ava and prints one line for each test, followed by the error of a failed one. */
async function tests(files, environment) {
  const preload = new URL("name-pending.mjs", import.meta.url).href;
  const ava = spawn(
    process.execPath,
    ["--import", preload, "node_modules/.bin/ava", "--tap", ...files],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...environment } },
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

/** Runs the tests with the given arguments of ava; without any, all tests. */
async function runTests(args) {
  if (args.length > 0) return tests(args, {});
  const folder = "build/tests";
  const { compiled, fromSources } = await compileTests(process.cwd(), folder);
  await tests(fromSources, {});
  await tests(compiled, { XS_MESH_COMPILED_TESTS: folder });
}

await runChecks();
await runTests(process.argv.slice(2));
for (const failure of failures) console.log(`\nFAIL ${failure}`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
