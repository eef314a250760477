import test from "ava";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../tools/xs-mesh.mjs", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "xs-mesh-remote-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

function xsMesh(...words: string[]) {
  return spawnSync(process.execPath, [program, ...words], { cwd: directory, encoding: "utf8" });
}

/** What a command printed, line by line of JSON. */
function json(...words: string[]): Record<string, unknown>[] {
  const { status, stderr, stdout } = xsMesh(...words, "--json");
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const uuid = (place: number) =>
  `d00000000000000000000000000000${place.toString().padStart(2, "0")}`;

test("a network in a file: found, provisioned and refreshed, command by command", (t) => {
  const network = ["--network", "corridor.json", "--nodes", "3", "--loss", "10"];
  t.deepEqual(
    json("scan", ...network).map(({ uuid: found }) => found),
    [uuid(1)],
  );
  t.like(json("provision", uuid(1), ...network)[0], { address: 2, elements: 1, uuid: uuid(1) });
  const found = json("scan", "--server", "0002", "--limit", "1", ...network);
  t.deepEqual(
    found.map(({ uuid: one }) => one),
    [uuid(2)],
  );
  t.like(json("provision", uuid(2), "--server", "2", "--address", "100", ...network)[0], {
    address: 0x100,
  });
  t.like(json("reprovision", "100", ...network)[0], { address: 0x100, uuid: uuid(2) });
  t.like(json("reprovision", "100", "--address", "next", ...network)[0], { address: 0x101 });
  t.like(json("reprovision", "101", "--elements", "2", ...network)[0], {
    address: 0x101,
    elements: 2,
  });
  const again = xsMesh("reprovision", "101", "--elements", "2", ...network);
  t.is(again.status, 1);
  t.regex(again.stderr, /Link Open was refused: link cannot open/);
  const text = xsMesh("provision", uuid(3), "--server", "101", ...network);
  t.is(text.stderr, "");
  t.regex(text.stdout, /^d0.*03 is 0103 \(1 element\): provisioned in [\d.]+ s\n$/);
  const file = JSON.parse(readFileSync(join(directory, "corridor.json"), "utf8")) as {
    readonly runs: number;
  };
  t.is(file.runs, 9);
});

test("a device that nobody hears is not found, and a scan for it ends with its time", (t) => {
  const network = ["--network", "alone.json", "--nodes", "2"];
  t.deepEqual(json("scan", "--uuid", uuid(2), "--timeout", "3", ...network), []);
});

writeFileSync(join(directory, "broken.json"), "{");
writeFileSync(join(directory, "other.json"), '{"version":2}');

for (const [words, complaint] of [
  [["scan", "--timeout", "0"], /--timeout.*from 1 to 255/],
  [["scan", "--server", "8000"], /--server.*from 0001 to 7fff/],
  [["scan", "--uuid", "12"], /--uuid.*32 hexadecimal digits/],
  [["scan", "--loss", "91"], /--loss.*from 0 to 90/],
  [["scan", "--network", "broken.json"], /broken\.json is not JSON/],
  [["scan", "--network", "other.json"], /other\.json is no network of this program/],
  [["provision"], /missing required argument 'uuid'/],
  [["provision", uuid(1), "--address", "1"], /address 1: 2 to 32767 were never given to a node/],
  [["reprovision", "5"], /node 5: there is no node with that primary address/],
  [["reprovision", "5", "--elements", "2"], /0005: there is no such node/],
  [["reprovision", "5", "--address", "last"], /--address.*from 0001 to 7fff/],
] as const)
  test(`explained in one line: ${words.join(" ")}`, (t) => {
    const { status, stdout, stderr } = xsMesh(...words);
    t.is(status, 1);
    t.is(stdout, "");
    t.regex(stderr, complaint);
    t.is(stderr.trimEnd().split("\n").length, 1);
  });
