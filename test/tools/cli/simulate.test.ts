import test from "ava";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../tools/xs-mesh.mjs", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "xs-mesh-cli-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

function xsMesh(...words: string[]) {
  return spawnSync(process.execPath, [program, ...words], { cwd: directory, encoding: "utf8" });
}

for (const [words, complaint] of [
  [["dance"], /unknown command 'dance'/],
  [["simulate", "--dance"], /unknown option '--dance'/],
  [["simulate", "--nodes", "0"], /--nodes.*from 1 to 10000/],
  [["simulate", "--nodes", "ten"], /--nodes.*from 1 to 10000/],
  [["simulate", "--air", "thin"], /--air.*ideal, kind, typical, harsh/],
  [["simulate", "--firmware", "none.ts"], /--firmware: there is no .*none\.ts/],
  [["simulate", "--capture", "."], /--capture: .* cannot be written/],
  [["simulate", "--picture", "."], /--picture: .* cannot be written/],
  [["air"], /nobody could be on this air: give --hci, --simulators, --nodes or --join/],
  [["air", "--join", "hci:0"], /--join: what is heard goes to a capture: give --capture/],
  [["air", "--hci", "65536"], /--hci.*from 0 to 65535/],
  [["air", "--hci", "0", "--advertising-sets", "241"], /--advertising-sets.*from 0 to 240/],
  [["air", "--nodes", "1", "--advertising-sets", "3"], /--advertising-sets: .*--hci: give both/],
  [["air", "--hci", "0", "--nodes", "-1"], /--nodes.*from 0 to 1000/],
  [["air", "--hci", "0", "--provisioner", "meshd"], /--provisioner.*own, none/],
  [["air", "--hci", "0", "--capture", "."], /--capture: .* cannot be written/],
] as const)
  test(`explained in one line: ${words.join(" ")}`, (t) => {
    const { status, stdout, stderr } = xsMesh(...words);
    t.is(status, 1);
    t.is(stdout, "");
    t.regex(stderr, complaint);
    t.is(stderr.trimEnd().split("\n").length, 1);
  });

test("each level has its help", (t) => {
  const top = xsMesh("--help");
  const simulate = xsMesh("simulate", "--help");
  t.is(top.status, 0);
  t.regex(top.stdout, /simulate/);
  t.is(simulate.status, 0);
  t.regex(simulate.stdout, /--nodes/);
});

test("--json prints one object and nothing else; files go where they are told to", (t) => {
  const words = ["--nodes", "2", "--json", "--capture", "run.pcapng", "--picture", "run.svg"];
  const { status, stdout } = xsMesh("simulate", ...words);
  t.is(status, 0);
  const report = JSON.parse(stdout) as Record<
    "allNodesMs" | "allConfiguredMs" | "allLitMs",
    number
  >;
  t.like(report, { nodes: 2, provisioned: 2, configured: 2, on: 2 });
  t.true(0 < report.allNodesMs && report.allNodesMs < report.allConfiguredMs);
  t.true(report.allConfiguredMs < report.allLitMs);
  t.true(existsSync(join(directory, "run.pcapng")));
  t.true(existsSync(join(directory, "run.keys.json")));
  t.regex(readFileSync(join(directory, "run.svg"), "utf8"), /^<svg /);
});

test("a light that fails makes the exit status 1", (t) => {
  const firmware = fileURLToPath(new URL("../simulate/failing-light.ts", import.meta.url));
  const words = ["--nodes", "2", "--json", "--capture", "failed.pcapng", "--firmware", firmware];
  const { status, stdout, stderr } = xsMesh("simulate", ...words);
  t.is(status, 1);
  t.like(JSON.parse(stdout), { provisioned: 2, on: 1 });
  t.regex(
    stderr,
    /^light-1: Error: the relay is stuck\n +at \S*onChange \(.*failing-light\.ts:\d+/m,
  );
});

test("an air ends cleanly when it is interrupted", async (t) => {
  const words = ["air", "--hci", "0", "--json", "--capture", "air.pcapng"];
  const air = spawn(process.execPath, [program, ...words], { cwd: directory });
  let output = "";
  for await (const chunk of air.stdout.setEncoding("utf8") as AsyncIterable<string>) {
    if (output === "") air.kill("SIGINT"); // it is open
    output += chunk;
  }
  if (air.exitCode === null) await once(air, "exit");
  t.deepEqual([air.exitCode, air.signalCode], [0, null]);
  const [open, end] = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  t.like(open, { type: "open", what: "hci" });
  t.like(end, { type: "end" });
  t.true(existsSync(join(directory, "air.keys.json")));
});
