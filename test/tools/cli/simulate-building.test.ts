import test from "ava";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../tools/xs-mesh.mjs", import.meta.url));

function simulate(words: string) {
  const command = [program, "simulate", ...words.split(" ")];
  return spawnSync(process.execPath, command, { cwd: tmpdir(), encoding: "utf8" });
}

for (const [words, complaint] of [
  ["--floors 2", /--floors is for a network that is loaded: add --configured$/m],
  ["--switchings 2", /--switchings is for a network that is loaded: add --configured$/m],
  ["--configured --nodes 10001", /--nodes.*from 1 to 10000/],
  ["--configured --floors 51", /--floors.*from 1 to 50/],
  ["--configured --fast", /--fast does not go with --configured/],
  ["--configured --host xs", /--host does not go with --configured/],
  ["--configured --capture x.pcapng", /--capture does not go with --configured/],
  ["--configured --loss-rate 2", /lossRate: 0\.\.1, not 2/],
] as const)
  test(`explained in one line: ${words}`, (t) => {
    const { status, stderr, stdout } = simulate(words);
    t.is(status, 1);
    t.is(stdout, "");
    t.regex(stderr, complaint);
    t.is(stderr.trimEnd().split("\n").length, 1);
  });

test("a building is loaded and switched from the command line, as text and as JSON", (t) => {
  const words = "--configured --nodes 12 --floors 2 --switchings 3 --air kind";
  const { status, stderr, stdout } = simulate(words);
  t.is(status, 0, stderr);
  t.regex(stdout, /^12 lights on 2 floors of 8 m x 6 m, of which 2 relay; the kind air$/m);
  t.regex(stdout, /^3 messages to the group of all lights/m);
  const json = simulate(`${words} --json`);
  const report = JSON.parse(json.stdout) as { nodes: number; switchings: unknown[] };
  t.is(json.stderr, "");
  t.is(report.nodes, 12);
  t.is(report.switchings.length, 3);
});
