import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { tshark } from "../../support/tshark.js";
import { peerTest } from "../../support/peer.js";

const program = fileURLToPath(new URL("../../../tools/xs-mesh.mjs", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "xs-mesh-report-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

function xsMesh(...words: string[]) {
  return spawnSync(process.execPath, [program, ...words], { cwd: directory, encoding: "utf8" });
}

const simulated = xsMesh("simulate", "--nodes", "2", "--host", "node", "--capture", "run.pcapng");
const page = (name: string) => readFileSync(join(directory, name), "utf8");

test("simulate writes the page of its run, and report the same one from the capture", (t) => {
  t.is(simulated.status, 0);
  t.regex(simulated.stdout, /^Page: {4}.*build\/simulate\.html$/m);
  const { status, stdout } = xsMesh("report", "run.pcapng");
  t.is(status, 0);
  t.regex(stdout, /^Page: .*run\.html\n$/);
  t.is(page("run.html"), page("build/simulate.html"));
  t.regex(page("run.html"), /"name":"Config AppKey Add"/);
});

test("a page can have another place, or none", (t) => {
  const words = ["simulate", "--nodes", "1", "--host", "node", "--capture"];
  t.is(xsMesh(...words, "a.pcapng", "--page", "sub/other.html").status, 0);
  t.true(existsSync(join(directory, "sub/other.html")));
  rmSync(join(directory, "build"), { recursive: true });
  const { stdout } = xsMesh(...words, "b.pcapng", "--no-page");
  t.notRegex(stdout, /^Page/m);
  t.false(existsSync(join(directory, "build/simulate.html")));
});

test("a capture without its keys file becomes a page that says so", (t) => {
  copyFileSync(join(directory, "run.pcapng"), join(directory, "alone.pcapng"));
  t.is(xsMesh("report", "alone.pcapng", "-o", "alone.html").status, 0);
  t.regex(page("alone.html"), /network PDUs were not decrypted: no NetKey fits/);
  const words = ["report", "alone.pcapng", "--keys", "run.keys.json", "-o", "keys.html"];
  t.is(xsMesh(...words).status, 0);
  t.notRegex(page("keys.html"), /were not decrypted/);
});

for (const [name, words, complaint] of [
  ["no file", ["report", "none.pcapng"], /there is no .*none\.pcapng/],
  ["no capture", ["report", "text.pcapng"], /text\.pcapng: this is not a pcapng file/],
  [
    "no keys",
    ["report", "run.pcapng", "--keys", "text.pcapng"],
    /--keys: text\.pcapng cannot be read/,
  ],
  ["other keys", ["report", "run.pcapng", "--keys", "other.json"], /neither the keys file/],
  ["no place", ["report", "run.pcapng", "-o", "."], /--output: .* cannot be written/],
] as const)
  test(`explained in one line: ${name}`, (t) => {
    writeFileSync(join(directory, "text.pcapng"), "hello, world");
    writeFileSync(join(directory, "other.json"), "{}");
    const { status, stderr, stdout } = xsMesh(...words);
    t.is(status, 1);
    t.is(stdout, "");
    t.regex(stderr, complaint);
    t.is(stderr.trimEnd().split("\n").length, 1);
  });

peerTest([tshark], "the line that a run prints opens its capture decrypted", (t) => {
  const [, line] = /^ {6}or (.*)$/m.exec(simulated.stdout)!;
  const { status, stdout } = spawnSync("bash", ["-c", line!], { encoding: "utf8" });
  t.is(status, 0);
  t.regex(stdout, /Config AppKey Add/);
  t.regex(stdout, /Generic OnOff Set Unacknowledged/);
});
