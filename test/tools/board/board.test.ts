import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { readBudget } from "../../../tools/board/budget.js";
import { fit } from "../../../tools/board/fit.js";
import { profile } from "../../../tools/board/profile.js";
import { lightFirmware } from "../../../tools/simulate/light.js";
import { board } from "../../support/board.js";
import { peerTest } from "../../support/peer.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const { limits } = readBudget();
const root = fileURLToPath(new URL("../../..", import.meta.url));

function firmware(name: string): string {
  return fileURLToPath(new URL(`firmware/${name}.ts`, import.meta.url));
}

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without blocking: a build that this process has begun would never be finished. */
function run(script: string, ...args: string[]): Promise<Result> {
  const child = spawn(process.execPath, ["--import", "tsx", script, ...args], {
    cwd: root,
    timeout: 600_000,
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}

peerTest([board], "the light fits", async (t) => {
  const { broken, flash, slots } = await fit(lightFirmware, limits);
  t.deepEqual(broken, []);
  t.true(flash > 500_000 && slots > 500);
});

peerTest(
  [board],
  "a firmware that does not fit says what it breaks, and by how much",
  async (t) => {
    const { broken, slots } = await fit(firmware("large"), limits);
    t.is(broken.length, 1);
    const over = (slots - limits.slots).toLocaleString("en");
    t.true(broken[0]!.endsWith(`slots, ${over} over the 4,927 there are`), broken[0]);
    const small = await fit(lightFirmware, { ...limits, flash: 1_000_000 });
    t.regex(small.broken.join(), /bytes of flash, \d+,\d+ over the 1,000,000 there are/);
  },
);

peerTest([board], "the command says so too, with status 1", async (t) => {
  const large = await run("tools/board/main.ts", "--firmware", firmware("large"));
  t.is(large.status, 1);
  t.regex(large.stdout, /It does not fit: .* slots, .* over the 4,927 there are/);
  const thrown = await run("tools/board/main.ts", "--firmware", firmware("throws"));
  t.is(thrown.status, 1);
  t.regex(thrown.stderr, /exception: RangeError: thrown while it boots/);
  const none = await run("tools/board/main.ts", "--firmware", "nowhere.ts");
  t.is(none.status, 1);
  t.regex(none.stderr, /there is no .*nowhere\.ts/);
});

for (const [name, message] of [
  ["exhausts", /heap: heap exhausted: 4927 of 4927 slots/],
  ["recurses", /stack: stack overflow: 512 slots/],
] as const)
  peerTest([board], `a light that ${name} ends the run with status 1`, async (t) => {
    const args = ["simulate", "--host", "board", "--nodes", "1", "--air", "ideal"];
    // In a folder of its own: build/ has the page of the reader's last run.
    const capture = ["--capture", join(temporaryFolder(t), "run.pcapng"), "--no-page"];
    const result = await run(
      "tools/cli/main.ts",
      ...args,
      ...capture,
      "--firmware",
      firmware(name),
    );
    t.is(result.status, 1);
    t.regex(result.stderr, message);
  });

peerTest([board], "a profile tells functions of TypeScript and of C", async (t) => {
  const { value, text } = await profile("deliver");
  t.true(value.samples > 1000);
  t.true(value.functions.some(({ name }) => /modules\/transport\/\S+\.ts:\d+/.test(name)));
  t.true(value.native.some(({ name }) => name === "fxRunID"));
  const sum = value.native.reduce((all, { self }) => all + self, 0);
  t.true(Math.abs(sum - 1) < 1e-9);
  t.regex(text, /with callees/);
});

test("a wrong option is explained in one line", async (t) => {
  const result = await run("tools/board/main.ts", "--profile", "nothing");
  t.is(result.status, 1);
  t.regex(result.stderr, /deliver/);
});
