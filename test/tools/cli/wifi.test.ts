import test from "ava";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../tools/xs-mesh.mjs", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "xs-mesh-wifi-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function xsMesh(...words: string[]): Result {
  return spawnSync(process.execPath, [program, "wifi", ...words], {
    cwd: directory,
    encoding: "utf8",
  });
}

/** The objects that --json printed. */
function objects(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Runs `serve` with --json; `during` gets its address as soon as it listens. */
async function served(
  words: readonly string[],
  during: (address: string) => Promise<void>,
): Promise<{ readonly status: number | null; readonly events: Record<string, unknown>[] }> {
  const child = spawn(
    process.execPath,
    [program, "wifi", "serve", "--http", "127.0.0.1:0", "--json", ...words],
    { cwd: directory, stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  const address = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      const found = /"listening","address":"([^"]+)"/.exec(output);
      if (found) resolve(found[1]!);
    });
    child.on("close", () => reject(new Error(`serve ended: ${output}`)));
  });
  try {
    await during(await address);
    if (child.exitCode === null) await once(child, "close");
  } finally {
    child.kill();
  }
  return { status: child.exitCode, events: objects(output) };
}

/** `provision`, without standing in the way of a server in this process. */
async function provision(...words: string[]): Promise<Result> {
  const child = spawn(process.execPath, [program, "wifi", "provision", ...words], {
    cwd: directory,
  });
  const result = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (chunk: string) => (result[name] += chunk));
  await once(child, "close");
  return { status: child.exitCode, ...result };
}

for (const [words, complaint] of [
  [["serve"], /--http <address:port>/],
  [["serve", "--http", "8080"], /an address and a port are needed/],
  [["serve", "--http", "127.0.0.1:99999"], /an address and a port are needed/],
  [["serve", "--http", "127.0.0.1:0", "--security", "3"], /--security.*0, 1, 2/],
  [["serve", "--http", "127.0.0.1:0", "--networks", "none.json"], /none\.json: ENOENT/],
  [["serve", "--http", "192.0.2.1:1"], /EADDRNOTAVAIL/],
  [["serve", "--http", "127.0.0.1:0", "--oldest", "4"], /--oldest.*3\.2, readme/],
  [["provision", "--air", "--pop", "abcd1234", "--ssid-hex", "4"], /hexadecimal/],
  [["provision"], /one of --http and --air/],
  [["provision", "--air", "--http", "127.0.0.1:1"], /one of --http and --air/],
  [["provision", "--air", "--mtu", "22"], /--mtu.*from 23 to 517/],
  [["provision", "--http", "127.0.0.1:1"], /ECONNREFUSED/],
  [["provision", "--air", "--ssid", "home"], /wants a proof of possession/],
  [["provision", "--air", "--pop", "abcd1235"], /does not accept the proof of possession/],
  [["provision", "--air", "--security", "2"], /wants a user's name and password/],
  [["credentials", "--user", "a"], /--password/],
  [["credentials", "--user", "", "--password", "a"], /--user, --password: not empty/],
  [["credentials", "--user", "a", "--password", "b", "--salt", "xy"], /hexadecimal/],
] as const)
  test(`explained in one line: wifi ${words.join(" ")}`, (t) => {
    const { status, stdout, stderr } = xsMesh(...words);
    t.is(status, 1);
    t.is(stdout, "");
    t.regex(stderr, complaint);
    t.is(stderr.trimEnd().split("\n").length, 1);
  });

test("salt and verifier of Espressif's example, as JSON and as C", (t) => {
  const words = ["--user", "wifiprov", "--password", "abcd1234"];
  const salt = "036ee0c7bcb9eda84c9eac97d93decf4";
  const made = JSON.parse(xsMesh("credentials", ...words, "--salt", salt).stdout) as {
    salt: string;
    verifier: string;
  };
  t.is(made.salt, salt);
  t.is(
    createHash("sha256").update(Buffer.from(made.verifier, "hex")).digest("hex"),
    "e985f1fb10e7c5aaf625ec7cc0896e8f92bdcd5b621141766ea6ea93bd899b06",
  );
  const c = xsMesh("credentials", ...words, "--salt", salt, "--c").stdout;
  t.regex(c, /^static const char sec2_salt\[\] = \{\n {4}0x03, 0x6e, 0xe0,/);
  t.is(c.match(/0x[0-9a-f]{2}/g)!.length, 16 + 384);
  const random = JSON.parse(xsMesh("credentials", ...words, "--salt-length", "32").stdout) as {
    salt: string;
  };
  t.regex(random.salt, /^(?!00)[0-9a-f]{64}$/);
});

for (const host of ["xs", "node"])
  test(`serve and provision, over HTTP, the device on ${host}`, async (t) => {
    const networks = join(directory, `networks-${host}.json`);
    writeFileSync(networks, JSON.stringify([{ ssid: "Café", passphrase: "correct horse" }]));
    const words = ["--host", host, "--networks", networks, "--security", "2", "--password", "pw"];
    const { status, events } = await served(words, async (address) => {
      const device = ["--http", address, "--json"];
      const wrong = await provision(...device, "--password", "wrong", "--ssid", "Café");
      t.is(wrong.status, 1);
      t.regex(wrong.stderr, /does not accept the proof of possession or the password/);
      const failed = await provision(...device, "--password", "pw", "--ssid", "Café");
      t.is(failed.status, 1);
      t.like(objects(failed.stdout).at(-1), { state: "failed", reason: "authentication" });
      const right = ["--ssid", "Café", "--passphrase", "correct horse", "--custom-data", "x"];
      const done = await provision(...device, "--password", "pw", "--scan", ...right);
      t.is(done.status, 0, done.stderr);
      const steps = objects(done.stdout);
      t.deepEqual(
        steps.map(({ type }) => type),
        ["session", "custom-data", "scan", "status", "status"],
      );
      t.like(steps[2], { accessPoints: [{ ssid: "Café", auth: "wpa2" }] });
      t.like(steps.at(-1), { state: "connected", ssid: "Café" });
    });
    t.is(status, 0);
    t.deepEqual(
      events.filter(({ type }) => type === "wifi.service").map(({ state }) => state),
      ["started", "ended"],
    );
  });

test("names and passphrases that are no UTF-8, and a device that speaks as ESP-IDF 3.2", async (t) => {
  const file = join(directory, "latin.json");
  writeFileSync(file, JSON.stringify([{ ssidHex: "436166e9", passphraseHex: "e9e9e9e9e9e9e9e9" }]));
  const words = ["--oldest", "3.2", "--networks", file, "--pop", "Schlüssel"];
  const { status } = await served(words, async (address) => {
    const device = ["--http", address, "--json", "--pop", "Schlüssel"];
    const right = ["--ssid-hex", "436166e9", "--passphrase-hex", "e9e9e9e9e9e9e9e9"];
    const done = await provision(...device, "--scan", ...right);
    t.is(done.status, 0, done.stderr);
    const [session, scan, ...steps] = objects(done.stdout);
    t.like(session, { version: "V0.1", security: 1 });
    t.like(scan, { accessPoints: [{ ssid: "Caf\ufffd", ssidHex: "436166e9" }] });
    t.like(steps.at(-1), { state: "connected", ssidHex: "436166e9" });
  });
  t.is(status, 0);
});

test("a device on the virtual radio, for a person", (t) => {
  const words = ["--pop", "abcd1234", "--ssid", "home", "--passphrase", "correct horse"];
  const { status, stdout } = xsMesh("provision", "--air", "--scan", "--mtu", "23", ...words);
  t.is(status, 0);
  t.regex(stdout, /^a session with a device of version v1\.1 begins, security 1\n/);
  t.regex(stdout, /\nclosed door +0200000000\d\d +3 +-58 {2}wpa2\n/);
  t.regex(stdout, /the device is connected to "home" as 192\.168\.1\.\d+\n$/);
});

test("each command is in the help", (t) => {
  const help = xsMesh("--help").stdout;
  for (const command of ["serve", "provision", "credentials"]) t.true(help.includes(command));
});
