import test from "ava";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { verifyIdf } from "../../../tools/esp32/idf.js";
import { completeIdf, makeIdf } from "../../support/fake-idf.js";
import { fakeProgram } from "../../support/fake-program.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const program = fileURLToPath(new URL("../../../tools/esp32/check.ts", import.meta.url));

/** Runs the check with these of the three variables that it reads, and no others. */
function check(variables: Readonly<Record<string, string>>, ...args: string[]) {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of ["ESP_IDF", "IDF_PATH", "MODDABLE"]) delete env[name];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import=tsx", program, ...args],
    { encoding: "utf8", env: { ...env, ...variables } },
  );
  return { status, stdout, stderr };
}

test("without ESP-IDF the check says so and what it skips", (t) => {
  const { status, stdout } = check({});
  t.is(status, 0);
  t.regex(stdout, /^Not checked: ESP_IDF is not set/);
});

test("without Moddable's SDK the check says so, once ESP-IDF is whole", (t) => {
  const folder = temporaryFolder(t);
  makeIdf(folder, "6.0.1");
  completeIdf(folder, () => verifyIdf(folder));
  for (const name of ["ESP_IDF", "IDF_PATH"]) {
    const { status, stdout, stderr } = check({ [name]: folder });
    t.is(status, 0, stderr);
    t.regex(stdout, /^Not checked: MODDABLE is not set/);
  }
});

test("a folder that is no ESP-IDF, one of another version, and one without its submodules", (t) => {
  const folder = temporaryFolder(t);
  const none = check({ ESP_IDF: folder });
  t.is(none.status, 1);
  t.regex(none.stderr, /is no ESP-IDF/);
  for (const version of ["5.4.1", "6.1.0"]) {
    makeIdf(folder, version);
    const other = check({ ESP_IDF: folder });
    t.is(other.status, 1);
    t.true(other.stderr.startsWith(`ESP-IDF ${version} in `));
    t.regex(other.stderr, /: the project is made for 6\.0,/);
  }
  makeIdf(folder, "6.0.1");
  const bare = check({ ESP_IDF: folder });
  t.is(bare.status, 1);
  t.regex(bare.stderr, /git submodule update --init --recursive/);
});

test("a chip or firmware that there is none of is named, with those that there are", (t) => {
  const { status, stderr } = check({}, "esp32c3", "esp33", "lamp");
  t.is(status, 1);
  t.regex(stderr, /^no chip or firmware: esp33, lamp\. Usage: npm run check:esp32 \[/);
  t.regex(stderr, /chips +esp32, esp32c3, .*\n +firmwares +light, fast-light, /);
});

test("asked for help the check says what it takes, and checks nothing", (t) => {
  for (const option of ["--help", "-h"]) {
    const { status, stdout, stderr } = check({ ESP_IDF: "/nonexistent" }, option);
    t.is(status, 0, stderr);
    t.regex(stdout, /^npm run check:esp32 \[-- <chip or firmware> \.\.\.\]\n/);
  }
});

test("what one chip lacks keeps no other from being checked", (t) => {
  const folder = temporaryFolder(t);
  makeIdf(folder, "6.0.1");
  completeIdf(folder, () => verifyIdf(folder));
  const compilers = join(folder, "compilers");
  writeFileSync(join(folder, "tools/tools.json"), JSON.stringify({ tools: [] }));
  for (const name of ["riscv32-esp-elf-gcc", "xtensa-esp32-elf-gcc"])
    fakeProgram(compilers, name, "echo gcc");
  const path = [compilers, process.env.PATH ?? ""].join(delimiter);
  const { status, stderr } = check(
    { ESP_IDF: folder, MODDABLE: folder, PATH: path },
    ...["esp32", "esp32c3"],
  );
  t.is(status, 1);
  t.deepEqual(
    [...stderr.matchAll(/lacks components\/bt\/controller\/lib_(esp32\w*)\//g)].map(
      ([, chip]) => chip,
    ),
    ["esp32", "esp32c3_family"],
  );
});
