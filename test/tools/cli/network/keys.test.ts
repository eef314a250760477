// `xs-mesh keys` and `xs-mesh keys refresh` on a simulated network.
import test, { type ExecutionContext } from "ava";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "../../../../hosts/xs/build/folders.js";
import { toHex } from "../../../../modules/base/bytes.js";
import { readDatabase } from "../../../../tools/network/cdb/read.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

const program = join(projectFolder, "tools/xs-mesh.mjs");

function xsMesh(words: readonly string[], input = "") {
  return spawnSync(process.execPath, [program, ...words], { encoding: "utf8", input });
}

/** A network of three lights, for all tests. */
const shared = mkdtempSync(join(tmpdir(), "xs-mesh-test-"));
const provisioned = join(shared, "net.json");
test.before((t) => {
  const lines = `scan\nprovision all\nconfigure all\nsave ${provisioned}\n`;
  const { status, stderr } = xsMesh(["shell", "-n", "3", "--seed", "1"], lines);
  t.is(status, 0, stderr);
});
test.after.always(() => rmSync(shared, { recursive: true, force: true }));

function desk(t: ExecutionContext) {
  const folder = temporaryFolder(t);
  const network = join(folder, "net.json");
  copyFileSync(provisioned, network);
  const run = (...words: readonly string[]) => xsMesh([...words, "--network", network]);
  const power = (state: "on" | "off", name: string) => {
    const { status } = xsMesh(
      ["shell", "--network", network],
      `power ${state} ${name}\nsave ${network}\n`,
    );
    t.is(status, 0);
  };
  const keys = () => {
    const file = join(folder, "house.json");
    t.is(run("network", "export", file).status, 0);
    const { appKeys, netKeys } = readDatabase(readFileSync(file, "utf8")).database;
    return [...netKeys, ...appKeys].map(({ key }) => toHex(key));
  };
  return { keys, power, run };
}

test("the keys by name, index and phase, and who has them, without what they consist of", (t) => {
  const { keys, run } = desk(t);
  t.is(run("nodes", "--read").status, 0);
  const { status, stdout } = run("keys");
  t.is(status, 0);
  const nodes = "0001 Provisioner, 0002 light-1, 0003 light-2, 0004 light-3";
  t.is(stdout, `NetKey 0 Primary: phase 0\n  ${nodes}\nAppKey 0 main, of NetKey 0\n  ${nodes}\n`);
  const json = run("keys", "--json").stdout;
  const addresses = ["0001", "0002", "0003", "0004"];
  t.deepEqual(JSON.parse(json), {
    netKeys: [{ index: 0, name: "Primary", phase: 0, nodes: addresses }],
    appKeys: [{ index: 0, name: "main", netKey: 0, nodes: addresses }],
  });
  for (const key of keys()) t.false((stdout + json).includes(key));
});

test("all nodes get new keys", (t) => {
  const { keys, run } = desk(t);
  const before = keys();
  const { status, stderr, stdout } = run("keys", "refresh");
  t.is(status, 0, stderr);
  t.is(
    stdout,
    "New NetKey 0 Primary, AppKey 0 main: 3 nodes and the provisioner have them; the old ones are revoked.\n",
  );
  const after = keys();
  t.is(after.length, 2);
  for (const key of after) t.false(before.includes(key));
  t.is(run("nodes", "--read").status, 0);
});

test("an excluded node leaves the book, and cannot be excluded twice", (t) => {
  const { run } = desk(t);
  const { status, stdout } = run("keys", "refresh", "--exclude", "light-1", "--json");
  t.is(status, 0);
  t.deepEqual(JSON.parse(stdout), {
    netKey: 0,
    appKeys: [0],
    finished: true,
    nodes: ["0003", "0004"],
    missing: [],
    excluded: ["0002"],
  });
  t.notRegex(run("nodes").stdout, /light-1/);
  const again = run("keys", "refresh", "--exclude", "light-1");
  t.is(again.status, 1);
  t.regex(again.stderr, /there is no node light-1; did you mean light-2 or light-3\?/);
});

test("a node without power holds it up; the same command goes on, with it or without it", (t) => {
  const { keys, power, run } = desk(t);
  power("off", "light-2");
  const before = keys()[0];
  const held = run("keys", "refresh", "--timeout", "2");
  t.is(held.status, 3, held.stderr);
  t.regex(held.stdout, /^! node 0003 light-2: missed distribution, .*did not answer/);
  t.regex(held.stdout, /: 2 nodes done, 1 missing; the old ones are in use until all are done\./);
  t.regex(
    run("keys").stdout,
    /^NetKey 0 Primary: phase 1, a refresh goes on: distribution, without 0003 light-2\n/,
  );
  const late = run("keys", "refresh", "--exclude", "light-1");
  t.is(late.status, 1);
  t.regex(late.stderr, /exclude: 2 may have the new key; let this key refresh come to its end/);

  const without = run("keys", "refresh", "--timeout", "2", "--without-missing");
  t.is(without.status, 3);
  t.regex(without.stdout, /\nNew NetKey 0 Primary, .*: 2 nodes and the provisioner have them;/);
  t.not(keys()[0], before);
});

test("what was held up is done when the node is back", (t) => {
  const { power, run } = desk(t);
  power("off", "light-2");
  t.is(run("keys", "refresh", "--timeout", "2").status, 3);
  power("on", "light-2");
  const { status, stdout } = run("keys", "refresh");
  t.is(status, 0);
  t.regex(stdout, /^New .*: 3 nodes and the provisioner have them/);
});

test("what cannot be", (t) => {
  const { run } = desk(t);
  const other = run("keys", "refresh", "--net-key", "7");
  t.is(other.status, 1);
  t.regex(other.stderr, /netKey 7: the provisioner has no such NetKey/);
  t.regex(
    run("keys", "refresh", "--net-key", "4096").stderr,
    /a whole number from 0 to 4095 is needed/,
  );
});
