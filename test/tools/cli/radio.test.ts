// The commands with `--radio`, on the controllers of `xs-mesh air --hci`.
import test, { type ExecutionContext } from "ava";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hciAir, lightOn } from "../../support/hci-air.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const program = fileURLToPath(new URL("../../../tools/xs-mesh.mjs", import.meta.url));

/** Starts `xs-mesh` with these words, in a folder of the test. */
function start(folder: string, words: readonly string[], input: string | undefined = "") {
  const child = spawn(process.execPath, [program, ...words], { cwd: folder });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  if (input !== undefined) child.stdin.end(input);
  const ended = new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on("close", (status) => resolve({ status, stdout, stderr })),
  );
  return { child, ended };
}

/** Runs it to its end. */
function run(folder: string, words: string, input?: string) {
  return start(folder, words.split(" "), input).ended;
}

/** Waits until a condition holds, for a minute. */
async function until(t: ExecutionContext, condition: () => boolean): Promise<void> {
  for (let i = 0; i < 600 && !condition(); i++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  t.true(condition());
}

test.serial("scan, provision and shell work on one network on a radio, over PB-GATT", async (t) => {
  const spec = await hciAir(t);
  const folder = temporaryFolder(t);
  const { server, uuid } = await lightOn(t, spec, ["pb-gatt"]);
  const scanned = await run(folder, `scan --radio ${spec} --timeout 3 --json`);
  t.is(scanned.stderr, "");
  t.like(JSON.parse(scanned.stdout), { uuid, bearers: ["pb-gatt"] });
  t.false(existsSync(join(folder, "build")), "a scan keeps nothing");
  const provisioned = await run(folder, `provision ${uuid} --radio ${spec} --network home`);
  t.is(provisioned.stderr, "");
  t.regex(provisioned.stdout, new RegExp(`^${uuid} is 0002 \\(1 element\\): provisioned in`));
  const lines = ["configure 0002", "send 0002 onoff-set on=on"].join("\n");
  const shell = await run(folder, `shell --radio ${spec} --network home`, lines);
  t.is(shell.stderr, "");
  t.is(shell.status, 0);
  t.regex(shell.stdout, /node-0002: Generic OnOff Status, state on\n$/);
  t.true(server.isOn);
});

for (const words of ["shell --radio SPEC --network home", "scan --radio SPEC --network home"])
  test.serial(`Ctrl-C closes the radio and the folder: ${words.split(" ")[0]!}`, async (t) => {
    const spec = await hciAir(t);
    const folder = temporaryFolder(t);
    const lock = join(folder, "home", "lock");
    const given = words.replace("SPEC", spec).split(" ");
    const { child, ended } = start(folder, given, undefined);
    await until(t, () => existsSync(lock) && existsSync(join(folder, "home", "r-node")));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    child.kill("SIGINT");
    const { status, stderr } = await ended;
    t.is(stderr, "");
    t.is(status, 0);
    t.false(existsSync(lock));
  });

for (const [words, complaint] of [
  ["shell --radio tcp:127.0.0.1:1 --network home", /127\.0\.0\.1:1/],
  ["shell --radio bluetooth --network home", /"bluetooth" is no radio; use tcp:HOST:PORT/],
  ["shell --radio hci:0", /--radio: name the folder that keeps the network.*--network/],
  ["shell --radio hci:0 --network home --nodes 2", /--nodes does not go with --radio/],
  ["shell --radio hci:0 --network home --hci 0", /--hci does not go with --radio/],
  ["shell --network .", /--network: \. is a folder, that of a network on a --radio/],
  ["scan --radio bluetooth", /"bluetooth" is no radio/],
  ["scan --radio hci:0 --nodes 2", /--nodes does not go with --radio/],
  ["scan --radio hci:0 --server 0002", /--server: name the folder of its network/],
  [`provision ${"0".repeat(32)} --radio hci:0`, /--radio: name the folder that keeps the network/],
  [`provision ${"0".repeat(32)} --bearer pb-gatt`, /--bearer is for a radio: add --radio/],
] as const)
  test.serial(`explained in one line, with status 1: ${words}`, async (t) => {
    const { status, stderr, stdout } = await run(temporaryFolder(t), words);
    t.is(status, 1);
    t.is(stdout, "");
    t.regex(stderr, complaint);
    t.is(stderr.trimEnd().split("\n").length, 1, stderr);
  });
