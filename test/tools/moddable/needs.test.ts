import test from "ava";
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { missingNeeds, needs } from "../../../tools/moddable/needs.js";
import { fakeProgram } from "../../support/fake-program.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const program = fileURLToPath(new URL("../../../tools/moddable/check.ts", import.meta.url));
const sdkPrograms = ["mcconfig", "mcpack", "mcrez", "xsc", "xsid", "xsl", "mcsim"];

/** Runs the check with these variables, without a display; PATH has no program but those given. */
function check(
  variables: Readonly<Record<string, string>>,
  { args = [], path }: { readonly args?: readonly string[]; readonly path: string },
) {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of ["MODDABLE", "DISPLAY", "IDF_PATH"]) delete env[name];
  return spawnSync(process.execPath, ["--import=tsx", program, ...args], {
    encoding: "utf8",
    env: { ...env, PATH: path, ...variables },
  });
}

test("without MODDABLE the check says so, and nothing fails", (t) => {
  const { status, stdout } = check({}, { path: "" });
  t.is(status, 0);
  t.regex(stdout, /^Not checked: MODDABLE is not set/);
});

test("before anything is built, all that is missing is told at once, with how to get it", (t) => {
  const folder = temporaryFolder(t);
  const { status, stderr, stdout } = check({ MODDABLE: folder }, { path: folder });
  t.is(status, 1);
  t.is(stdout, "");
  t.regex(stderr, /^Not checked: 16 of 16 things that the check needs are missing\.\n/);
  t.is(stderr.trimEnd().split("\n").length, 17);
  t.regex(stderr, /^ {2}mcsim of the SDK +mcconfig -m -p x-lin .*tools\/mcsim\/manifest\.json$/m);
  t.regex(stderr, /^ {2}python +apt-get install --no-install-recommends python-is-python3$/m);
  t.regex(
    stderr,
    /^ {2}a display for mcsim +set DISPLAY, or install Xvfb: apt-get install .*xvfb$/m,
  );
});

test("what is there is not told", (t) => {
  const sdk = temporaryFolder(t);
  const tools = join(sdk, "build/bin/lin/release");
  const path = join(sdk, "programs");
  mkdirSync(path);
  for (const name of sdkPrograms) fakeProgram(tools, name, "exit 0");
  // This gcc and this pkg-config find every header and library.
  for (const name of ["make", "gcc", "git", "tar", "pkg-config", "python"])
    fakeProgram(path, name, "exit 0");
  const without = check({ MODDABLE: sdk }, { path });
  t.regex(without.stderr, /^Not checked: 1 of 16 things .*\n {2}a display for mcsim/);
  fakeProgram(path, "Xvfb", "exit 0");
  const { status, stdout } = check({ MODDABLE: sdk }, { path, args: ["--needs"] });
  t.is(status, 0);
  t.is(stdout, "All that the check needs is there.\n");
});

test("each need says how to get it", (t) => {
  for (const { how, what } of needs("/sdk")) t.regex(how, /apt-get|make|mcconfig|DISPLAY/, what);
  t.is(missingNeeds([]), undefined);
});
