import test from "ava";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../tools/xs-mesh.mjs", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "xs-mesh-fast-cli-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

function simulate(...words: string[]) {
  const command = [program, "simulate", ...words];
  return spawnSync(process.execPath, command, { cwd: directory, encoding: "utf8" });
}

for (const [words, complaint] of [
  ["--layout house", /--layout is for fast provisioning: add --fast$/m],
  ["--sets 1", /--sets is for fast provisioning: add --fast$/m],
  ["--fast --sets 2", /--sets.* Allowed choices are 3, 1\.$/m],
  ["--ecdh 200", /--ecdh is for fast provisioning: add --fast$/m],
  ["--power-cuts 10", /--power-cuts is for fast provisioning: add --fast$/m],
  ["--fast --provisioner meshd", /--provisioner does not go with --fast/],
  ["--fast --picture run.svg", /--picture does not go with --fast/],
  ["--fast --host board", /--host board does not go with --fast: .* on xs or on node$/m],
  ["--fast --nodes 1", /--nodes 1: --fast needs 2 to 2000$/m],
  ["--fast --nodes 2001", /--nodes 2001: --fast needs 2 to 2000$/m],
  ["--nodes 1001", /--nodes 1001: 1 to 1000 lights .* --fast takes 2000, --configured 10000$/m],
  ["--fast --ecdh soon", /--ecdh.*from 0 to 10000/],
  ["--fast --loss 91", /--loss.*from 0 to 90/],
  ["--fast --air ideal --capture-mode any", /--capture-mode does not go with --air ideal/],
  ["--fast --page .", /--page: .* cannot be written/],
  ["--fast --capture .", /--capture: .* cannot be written/],
] as const)
  test(`explained in one line: ${words}`, (t) => {
    const { status, stdout, stderr } = simulate(...words.split(" "));
    t.is(status, 1);
    t.is(stdout, "");
    t.regex(stderr, complaint);
    t.is(stderr.trimEnd().split("\n").length, 1);
  });

for (const [words, radio] of [
  ["", "three advertising sets, 3 to 7 ms apart"],
  ["--sets 1", "one advertising set, 20 ms between any two events"],
] as const)
  test(`a run with the advertising sets of ${words || "the default"} says so: ${radio}`, (t) => {
    const all = `--fast --nodes 4 --no-page --capture sets.pcapng ${words}`.trim().split(" ");
    const { status, stdout } = simulate(...all);
    t.is(status, 0);
    t.true(stdout.includes(`Radio: ${radio};`), stdout);
  });

test("--json prints one object and nothing else; files go where they are told to", (t) => {
  const words = "--fast --nodes 4 --json --page out/run.html --capture out/run.pcapng";
  const { status, stderr, stdout } = simulate(...words.split(" "));
  t.is(status, 0);
  t.is(stderr, "");
  const report = JSON.parse(stdout) as {
    perNode: { configured: number; on: number }[];
    simulatedMs: number;
    allNodesMs: number;
    doneMs: number;
    pdus: number;
  };
  t.like(report, { nodes: 4, provisioned: 4, addressesUnique: true, on: 4 });
  t.is(report.perNode.length, 4);
  t.is(report.allNodesMs, Math.max(...report.perNode.map(({ configured }) => configured)));
  t.true(report.doneMs >= Math.max(...report.perNode.map(({ on }) => on)));
  t.true(report.doneMs > report.allNodesMs && report.simulatedMs > report.doneMs);
  t.true(report.pdus > 0);
  t.regex(readFileSync(join(directory, "out/run.html"), "utf8"), /^<!doctype html>/);
  t.true(existsSync(join(directory, "out/run.pcapng")));
  t.true(existsSync(join(directory, "out/run.keys.json")));
});

test("a person is told the phases, what came of it, and where the page is", (t) => {
  const { status, stderr, stdout } = simulate(..."--fast --nodes 3 --host node".split(" "));
  t.is(status, 0);
  t.deepEqual(stderr.trim().split("\n"), [
    "Starting ...",
    "Booting the devices ...",
    "Provisioning ...",
  ]);
  t.regex(stdout, /^3 of 3 devices were nodes after/);
  t.regex(stdout, /^Page: {4}.*build\/fast-provisioning\.html$/m);
  t.regex(stdout, /^Capture: .*build\/fast-provisioning\.pcapng/m, "of which the page is made");
});

test("a run that does not succeed makes the exit status 1, and is told all the same", (t) => {
  const words = "--fast --nodes 20 --host node --air kind --loss 75 --json";
  const { status, stdout } = simulate(...words.split(" "));
  t.is(status, 1);
  t.like(JSON.parse(stdout), { nodes: 20, addressesUnique: true });
});
