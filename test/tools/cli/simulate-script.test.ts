import test from "ava";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../tools/xs-mesh.mjs", import.meta.url));
const lamp = readFileSync(new URL("../simulation/firmware/lamp.ts", import.meta.url), "utf8");
const directory = mkdtempSync(join(tmpdir(), "xs-mesh-script-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));
writeFileSync(join(directory, "lamp.ts"), lamp);

/** A script with two lamps in a group; `body`: what happens. */
function script(name: string, body: string, more = ""): string {
  const text = `
import { defineScript } from "xs-mesh/simulation";
const server = { model: "Generic OnOff Server", subscribe: "all" };
export default defineScript({
  title: "Two lamps",
  seed: 5, ${more}
  devices: {
    desk: { firmware: "./lamp.ts", position: { x: 0, y: 0 } },
    door: { firmware: "./lamp.ts", position: { x: 6, y: 2 } },
  },
  network: { groups: ["all"], nodes: { desk: [server], door: [server] } },
  async run(world) {
    const desk = world.light("desk");
    const door = world.light("door");
    ${body}
  },
});`;
  writeFileSync(join(directory, name), text);
  return name;
}

function xsMesh(...words: string[]) {
  return spawnSync(process.execPath, [program, "simulate", ...words], {
    cwd: directory,
    encoding: "utf8",
  });
}

const everything = `
    const dst = world.network.names.address("all");
    for (let i = 0; i < 3; i++) {
      world.network.onOff.setUnacknowledged(true, { dst, appKeyIndex: 0 });
      await world.pass(100);
    }
    await world.expect("both lamps are on", () => desk.isOn && door.isOn, { within: 2000 });
    await desk.press();
    await world.expect("the desk is dark", () => !desk.isOn);
    door.powerOff();
    await world.pass(500);
    await door.powerOn();
    await world.expect("the door is lit again", () => door.isOn, { within: 100 });`;

for (const host of ["xs", "node"])
  test(`a script on ${host}: every line with its time and name, and the expectations`, (t) => {
    const name = script(`everything-${host}.ts`, everything);
    const words = ["--script", name, "--host", host, "--capture", `${host}.pcapng`];
    const { status, stderr, stdout } = xsMesh(...words);
    t.is(status, 0, stderr + stdout);
    t.regex(stdout, /^ {4}0\.000 s {2}desk: loaded$/m);
    t.regex(stdout, /^ {4}\d\.\d{3} s {2}door: it is on$/m);
    t.regex(stdout, /^ {4}\d\.\d{3} s {2}desk: button pressed$/m);
    t.regex(stdout, /^ {4}\d\.\d{3} s {2}script: the door is lit again$/m);
    t.regex(stdout, /^3 of 3 expectations hold\.$/m);
    t.true(existsSync(join(directory, `${host}.keys.json`)));
  });

test("--json: steps, lines and devices, and nothing else on standard output", (t) => {
  const name = script("json.ts", everything);
  const { status, stdout } = xsMesh("--script", name, "--json", "--host", "node", "--no-types");
  t.is(status, 0);
  const report = JSON.parse(stdout) as {
    readonly devices: readonly {
      readonly name: string;
      readonly log: readonly { text: string }[];
    }[];
    readonly steps: readonly object[];
  };
  t.like(report, { ok: true, title: "Two lamps", failure: null });
  t.deepEqual(
    report.devices.map(({ name: device }) => device),
    ["desk", "door"],
  );
  t.deepEqual(
    report.devices[0]!.log.map(({ text }) => text),
    ["loaded", "started", "it is on", "it is off"],
  );
  t.like(report.steps.at(-1), { device: null, text: "the door is lit again", ok: true });
});

for (const [title, body, stderr, stdout] of [
  [
    "an expectation that does not hold",
    'await world.expect("the desk is lit", () => desk.isOn, { within: 10 });',
    undefined,
    /^Failed: at \d\.\d{3} s: not so within 10 ms: the desk is lit$/m,
  ],
  [
    "an expectation with what was seen, and its place",
    'await world.expect("the desk is lit", () => desk.isOn);',
    undefined,
    /not so: the desk is lit\n {2}seen: desk: no lamp was switched; door: .*\n +at .*failing-0\.ts:15\b/,
  ],
  [
    "an exception of the script, with its place",
    'await world.pass(10); throw new RangeError("no");',
    undefined,
    /^Failed: RangeError: no\n +at .*failing-1\.ts:15\b/m,
  ],
  [
    "a firmware that throws, with its place",
    'await desk.press("button", "long"); await world.pass(100);',
    undefined,
    /^Failed: the firmware of desk failed: the relay is stuck\n +at .*lamp\.ts:19\b/m,
  ],
  [
    "a type that does not fit",
    'await desk.press("button", "triple");',
    /failing-3\.ts\(15,\d+\): error .*"triple"/,
    undefined,
  ],
] as const)
  test(`status 1, and why: ${title}`, (t) => {
    const names = ["expectation", "exception", "firmware", "type"];
    const index = names.findIndex((word) => title.includes(word));
    const name = script(`failing-${index}.ts`, body);
    const types = index === 3 ? [] : ["--no-types"];
    const result = xsMesh("--script", name, "--host", "node", ...types);
    t.is(result.status, 1, result.stdout);
    if (stderr) t.regex(result.stderr, stderr);
    if (stdout) t.regex(result.stdout, stdout);
  });

for (const [title, body, why] of [
  [
    "a request without world.run, whose time never comes",
    "await world.network.onOff.get({ dst: desk.address!, appKeyIndex: 0 });",
    /^Failed: the script waits for something that needs time, .*: await world\.run\(/m,
  ],
  [
    "an expectation that is not awaited",
    `void world.expect("the desk is lit", () => desk.isOn, { within: 10 });
    await world.pass(100);`,
    /^Failed: at \d\.\d{3} s: not so within 10 ms: the desk is lit\n {2}\(of a promise that the script does not await\)$/m,
  ],
] as const)
  for (const host of ["xs", "node"])
    test(`status 1, and why, on ${host}: ${title}`, (t) => {
      const name = script(`unawaited-${host}-${title.length}.ts`, body);
      const files = ["--capture", `unawaited-${host}-${title.length}.pcapng`];
      const { status, stdout } = xsMesh("--script", name, "--host", host, "--no-types", ...files);
      t.is(status, 1);
      t.regex(stdout, why);
    });

test("a script without a title has the name of its file on the page", (t) => {
  const name = script("untitled.ts", "");
  const text = readFileSync(join(directory, name), "utf8").replace('title: "Two lamps",', "");
  writeFileSync(join(directory, name), text);
  const files = ["--capture", "untitled.pcapng", "--page", "untitled.html"];
  const { status } = xsMesh("--script", name, "--host", "node", "--no-types", ...files);
  t.is(status, 0);
  t.regex(readFileSync(join(directory, "untitled.html"), "utf8"), /<h1>untitled\.ts<\/h1>/);
});

for (const [file, why] of [
  ["/proc/none/run.pcapng", /ENOENT/],
  ["lamp.ts/run.pcapng", /lamp\.ts is no folder/],
  [".", /it is a folder/],
] as const)
  for (const option of ["--capture", "--page"])
    test(`an error at once, with status 1: ${option} ${file}`, (t) => {
      const name = script(`unwritable-${option}${file.length}.ts`, "");
      const { status, stderr } = xsMesh("--script", name, "--host", "node", option, file);
      t.is(status, 1);
      t.regex(
        stderr,
        new RegExp(`^xs-mesh: ${option}: .* cannot be written \\(.*${why.source}`, "m"),
      );
    });

test("a capture whose disk is full fails the run, which is still reported", (t) => {
  const name = script("full.ts", "await desk.press();");
  symlinkSync("/dev/full", join(directory, "full.pcapng"));
  const words = ["--script", name, "--host", "node", "--no-types", "--capture", "full.pcapng"];
  const { status, stdout } = xsMesh(...words);
  t.is(status, 1);
  t.regex(stdout, /^Failed: .*full\.pcapng cannot be written \(ENOSPC/m);
});

test("a device of the plan that the script does not have is an error with the nearest name", (t) => {
  const name = script("misspelt.ts", "");
  const text = readFileSync(join(directory, name), "utf8").replace(
    "nodes: { desk:",
    "nodes: { dsk:",
  );
  writeFileSync(join(directory, name), text);
  const { status, stderr } = xsMesh("--script", name, "--no-types");
  t.is(status, 1);
  t.regex(stderr, /network\.nodes\.dsk: there is no device of this name; did you mean desk\?$/m);
});

for (const [what, body, why] of [
  ["run", "void desk; await new Promise(() => {});", /^Failed: the script waits for something/m],
  ["module", "", /an await outside of its functions waits for what never comes$/m],
] as const)
  test(`a script whose ${what} never settles ends with status 1, and says why`, (t) => {
    const name = script(`never-${what}.ts`, body);
    const before = what === "module" ? "await new Promise(() => {});" : "";
    writeFileSync(join(directory, name), before + readFileSync(join(directory, name), "utf8"));
    const { status, stderr, stdout } = xsMesh("--script", name, "--host", "node", "--no-types");
    t.is(status, 1);
    t.regex(stderr + stdout, why);
  });

test("a firmware that is not there is named with its device", (t) => {
  const name = script("no-firmware.ts", "");
  const text = readFileSync(join(directory, name), "utf8").replace("./lamp.ts", "./lampp.ts");
  writeFileSync(join(directory, name), text);
  const { status, stderr } = xsMesh("--script", name);
  t.is(status, 1);
  t.regex(stderr, /^xs-mesh: devices\.desk\.firmware: there is no .*\/lampp\.ts$/m);
});

for (const host of ["xs", "node"])
  test(`on ${host} an exception of start has its place`, (t) => {
    const firmware = `throws-${host}.ts`;
    const changed = lamp.replace('trace("started\\n");', 'throw new RangeError("no relay");');
    writeFileSync(join(directory, firmware), changed);
    const { status, stderr } = xsMesh("--firmware", firmware, "--host", host, "--no-types");
    t.is(status, 1);
    t.regex(stderr, /light-1: RangeError: no relay\n +at start \(.*throws-\w+\.ts:23\b/);
  });

test("a lamp that no firmware has is warned of, as an expectation may hold for that reason", (t) => {
  const body = 'await world.expect("it is off", () => !desk.lamp("lmap")); await desk.press();';
  const name = script("unknown-lamp.ts", body);
  const { status, stderr } = xsMesh("--script", name, "--host", "node", "--no-types");
  t.is(status, 0);
  t.regex(stderr, /desk has no lamp "lmap": its firmware uses lamp/);
});

for (const host of ["xs", "node"])
  test(`on ${host} a promise of a firmware that is rejected ends its device`, (t) => {
    const firmware = `rejects-${host}.ts`;
    writeFileSync(
      join(directory, firmware),
      lamp.replace("board.light(on);", 'void Promise.reject(new Error("no relay"));'),
    );
    const files = ["--capture", `rejects-${host}.pcapng`, "--no-types"];
    const { status, stderr, stdout } = xsMesh(
      ...["--firmware", firmware, "--nodes", "1", "--host", host, ...files],
    );
    t.is(status, 1);
    t.regex(stderr, /light-1: Error: no relay\n +at .*rejects-\w+\.ts:10\b/);
    t.regex(stdout, /light\n[^]* Error: no relay$/m);
  });

for (const [words, complaint] of [
  [["--script", "none.ts"], /--script: there is no none\.ts/],
  [["--script", "lamp.ts"], /--script: .*lamp\.ts has no script: export default defineScript/],
  [["--script", "lamp.ts", "--nodes", "3"], /--nodes does not go with --script/],
  [["--script", "lamp.ts", "--host", "board"], /--host board does not go with --script/],
] as const)
  test(`explained in one line: ${words.join(" ")}`, (t) => {
    const { status, stderr } = xsMesh(...words, "--no-types");
    t.is(status, 1);
    t.regex(stderr.trimEnd().split("\n").at(-1)!, complaint);
  });

test("--watch runs again when the firmware changes", async (t) => {
  const name = script("watched.ts", "");
  const words = ["simulate", "--script", name, "--host", "node", "--watch", "--no-types"];
  const child = spawn(process.execPath, [program, ...words], { cwd: directory });
  let waits = 0;
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (!text.includes("Waiting for a change")) return;
    if (++waits === 1)
      writeFileSync(join(directory, "lamp.ts"), lamp.replace('"loaded"', '"loaded anew"'));
    else child.kill("SIGINT");
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  await once(child, "exit");
  writeFileSync(join(directory, "lamp.ts"), lamp);
  t.regex(output, /desk: loaded\n[^]*desk: loaded anew\n/);
});

test("--watch: a firmware that vanishes is reported, and runs again when it is back", async (t) => {
  const own = join(directory, "vanishing");
  mkdirSync(own);
  writeFileSync(join(own, "lamp.ts"), lamp);
  const name = script("vanishing/watched.ts", "");
  const words = ["simulate", "--script", name, "--host", "node", "--watch", "--no-types"];
  const child = spawn(process.execPath, [program, ...words], { cwd: directory });
  let waits = 0;
  let errors = "";
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
    if (!text.includes("Waiting for a change")) return;
    waits++;
    if (waits === 1) rmSync(join(own, "lamp.ts"));
    else if (waits === 2) writeFileSync(join(own, "lamp.ts"), lamp.replace('"loaded"', '"back"'));
    else child.kill("SIGINT");
  });
  await once(child, "exit");
  t.regex(errors, /devices\.desk\.firmware: there is no .*vanishing\/lamp\.ts/);
  t.regex(output, /desk: loaded\n[^]*desk: back\n/);
});

for (const [what, body, message] of [
  ["throws null", "throw null;", /null was thrown, which is no Error/],
  [
    "leaves a rejection to nobody",
    'void Promise.reject(new Error("float")); await world.pass(100);',
    /^Failed: float\n {2}\(of a promise.*\n {4}at .*floating\.ts:\d+/m,
  ],
] as const)
  test(`a script that ${what} ends with status 1, and no line of this program`, (t) => {
    const name = what === "throws null" ? "null.ts" : "floating.ts";
    const path = script(name, `void door; ${body}`, "join: false,");
    const { status, stderr, stdout } = xsMesh("--script", path, "--host", "node", "--no-types");
    t.is(status, 1);
    t.regex(stdout + stderr, message);
    t.notRegex(stdout + stderr, /tools\/(simulate|simulation|cli)\/.*:\d+|node:internal/);
  });
