// `xs-mesh network`: mesh configuration databases.
import test from "ava";
import { spawnSync } from "node:child_process";
import { readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { projectFolder } from "../../../../hosts/xs/build/folders.js";
import { readDatabase } from "../../../../tools/network/cdb/read.js";
import { sample } from "../../../support/cdb.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

const program = join(projectFolder, "tools/xs-mesh.mjs");
const xsMesh = (...words: string[]) =>
  spawnSync(process.execPath, [program, "network", ...words], { encoding: "utf8" });
const vector = (name: string) =>
  fileURLToPath(new URL(`../../../vectors/cdb/${name}.json`, import.meta.url));

test("show: what a network has; exit code 0 where nothing contradicts", (t) => {
  const path = join(temporaryFolder(t), "net.json");
  writeFileSync(path, sample());
  const { status, stderr, stdout } = xsMesh("show", path);
  t.deepEqual([status, stderr], [0, ""]);
  t.regex(stdout, /^Brian and Mary's House: 10 nodes/);
  t.notRegex(stdout, /Contradictions|Read as/);
});

test("show: older forms and contradictions are told, the latter by the exit code too", (t) => {
  const { status, stdout } = xsMesh("show", vector("03-nordic-ios-pdus"));
  t.is(status, 1);
  t.regex(stdout, /Read as what it means:\n {2}the database is in meshNetwork/);
  t.regex(stdout, /Contradictions:\n {2}nodes\[2\]: UUID EAA389973B4345B691494865D2885555 is that/);
});

test("show --json: one object", (t) => {
  const { stdout } = xsMesh("show", "--json", vector("10-silabs-7.0.2"));
  const told = JSON.parse(stdout) as Record<string, unknown[]>;
  t.is(told["netKeys"]!.length, 2);
  t.is(told["remarks"]!.length, 7);
  t.is(told["contradictions"]!.length, 1);
});

test("convert: version 1.0.1, for the owner alone; a part without device keys", (t) => {
  const folder = temporaryFolder(t);
  const [whole, part] = [join(folder, "whole.json"), join(folder, "part.json")];
  const from = join(folder, "from.json");
  writeFileSync(from, sample());
  t.is(xsMesh("convert", from, whole).status, 0);
  t.is(statSync(whole).mode & 0o777, 0o600);
  const { database } = readDatabase(readFileSync(whole, "utf8"));
  t.deepEqual(database, readDatabase(readFileSync(from, "utf8")).database);
  const { status, stdout } = xsMesh("convert", from, part, "--partial", "--net-key", "1");
  t.is(status, 0);
  t.regex(stdout, /part\.json: 4 nodes, without device keys\n$/);
  t.is(readDatabase(readFileSync(part, "utf8")).database.nodes[0]!.deviceKey, undefined);
});

test("convert: a part never takes the place of the whole, over a link neither; the whole may", (t) => {
  const folder = temporaryFolder(t);
  const [whole, link] = [join(folder, "whole.json"), join(folder, "link.json")];
  writeFileSync(whole, sample());
  symlinkSync(whole, link);
  for (const to of [whole, link]) {
    const { status, stderr, stdout } = xsMesh("convert", whole, to, "--partial");
    t.deepEqual([status, stdout], [1, ""]);
    t.regex(stderr, /whole would lose its device keys, .*: give it another name\n$/);
    t.is(readFileSync(whole, "utf8"), sample());
  }
  t.is(xsMesh("convert", whole, whole).status, 0);
  t.truthy(readDatabase(readFileSync(whole, "utf8")).database.nodes[0]!.deviceKey);
});

test("convert: contradictions are told, and the exit code is 1", (t) => {
  const to = join(temporaryFolder(t), "to.json");
  const { status, stdout } = xsMesh("convert", vector("03-nordic-ios-pdus"), to);
  t.is(status, 1);
  t.regex(
    stdout,
    /3 nodes\n\nRead as .*\n[^]*\nContradictions, which the file has too:\n {2}nodes\[2\]: UUID/,
  );
});

test("compare: exit code 1 where something differs, and one JSON object", (t) => {
  const folder = temporaryFolder(t);
  const [before, after] = [join(folder, "before.json"), join(folder, "after.json")];
  writeFileSync(before, sample());
  writeFileSync(after, sample({ "nodes[0].defaultTTL": 5 }));
  t.deepEqual(
    [xsMesh("compare", before, before).status, xsMesh("compare", before, after).status],
    [0, 1],
  );
  const { stdout } = xsMesh("compare", "--json", before, after);
  const { nodes } = JSON.parse(stdout) as { nodes: readonly { requests: readonly string[] }[] };
  t.deepEqual(nodes[0]!.requests, ["Default TTL Set: 5"]);
  const other = xsMesh("compare", before, vector("10-silabs-7.0.2"));
  t.is(other.status, 1);
  t.regex(other.stderr, /are of two networks: their meshUUID is not the same/);
});

for (const [title, words, message] of [
  ["no file", ["show", "none.json"], /none\.json cannot be read/],
  [
    "no database",
    ["show", join(projectFolder, "package.json")],
    /package\.json is no mesh configuration database that can be used:\nno Mesh Configuration Database: it has no netKeys/,
  ],
  [
    "keys of a whole",
    ["convert", "a", "b", "--net-key", "0"],
    /--net-key: only a part, --partial, has some of the keys/,
  ],
  [
    "a key out of range",
    ["convert", "a", "b", "--partial", "--net-key", "5000"],
    /a whole number from 0 to 4095/,
  ],
  [
    "a key that there is not",
    ["convert", vector("10-silabs-7.0.2"), "b", "--partial", "--net-key", "9"],
    /there is no NetKey 9, but 0, 1/,
  ],
] as const)
  test(`refused: ${title}`, (t) => {
    const { status, stderr, stdout } = xsMesh(...words);
    t.deepEqual([status, stdout], [1, ""]);
    t.regex(stderr, message);
    t.notRegex(stderr, /\n {4}at /);
  });
