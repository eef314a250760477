// Sessions on the controllers of `xs-mesh air --hci`, which stand for a real one.
import test, { type ExecutionContext } from "ava";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "../../../modules/base/bytes.js";
import { type KeysFile, keysPath } from "../../../tools/capture/keys.js";
import { readPcapng } from "../../../tools/capture/read-pcapng.js";
import { openRadioNetwork } from "../../../tools/shell/open-radio-network.js";
import { runPageOf } from "../../../tools/report/write-report.js";
import { hciAir, lightOn } from "../../support/hci-air.js";
import { ShellRig } from "../../support/shell-rig.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** A session on a controller, with its network in a folder. */
async function radioShell(t: ExecutionContext, spec: string, network: string, capture?: string) {
  const opened = await openRadioNetwork({ radio: spec, network, messages: [], capture });
  return ShellRig.on(t, opened);
}

for (const [bearer, name] of [
  ["pb-adv", "PB-ADV"],
  ["pb-gatt", "PB-GATT"],
] as const)
  test.serial(
    `a light on another controller is found, provisioned and switched over ${name}`,
    async (t) => {
      const spec = await hciAir(t);
      const network = join(temporaryFolder(t), "home");
      const { server, uuid } = await lightOn(t, spec, [bearer]);
      const shell = await radioShell(t, spec, network);
      const scanned = await shell.run("scan time=3s");
      t.regex(scanned.text, new RegExp(`^${uuid} +-\\d+ dBm +${name}`));
      t.like((scanned.json[0]!.devices as object[])[0], { uuid, bearers: [bearer] });
      await shell.all(`provision ${uuid.slice(0, 8)} name=desk`, "configure desk");
      const { text } = await shell.run("send desk onoff-set on=on");
      t.is(text, "desk: Generic OnOff Status, state on");
      t.true(server.isOn);
    },
  );

test.serial("a network is kept in its folder: the next session switches its light", async (t) => {
  const spec = await hciAir(t, 1);
  const network = join(temporaryFolder(t), "home");
  const capture = join(temporaryFolder(t), "heard.pcapng");
  const first = await radioShell(t, spec, network, capture);
  await first.run("scan time=3s");
  const { uuid } = first.session.provisioner.scanner.devices[0]!;
  await first.all(`provision ${toHex(uuid)} name=desk`, "configure desk", "watch onoff");
  const { text } = await first.run("send desk onoff-set on=on");
  t.regex(text, /provisioner → desk: Generic OnOff Set, state on/);
  t.regex(text, /desk → provisioner: Generic OnOff Status, state on/);
  await t.throwsAsync(radioShell(t, spec, network), { message: /home is in use by process \d+;/ });
  await first.close();
  for (const name of readdirSync(network))
    t.is(statSync(join(network, name)).mode & 0o77, 0, `${name} is the owner's alone`);
  t.is(statSync(network).mode & 0o77, 0);
  const { packets } = readPcapng(readFileSync(capture));
  const senders = new Set(packets.map(({ data }) => toHex(data.slice(11, 17))));
  t.is(senders.size, 2, "the capture has what was heard and what was sent");
  const keys = JSON.parse(readFileSync(keysPath(capture), "utf8")) as KeysFile;
  t.is(Object.keys(keys.deviceKeys).length, 1);
  t.true(runPageOf(capture, undefined).includes("Generic OnOff Set"), "and so has its page");
  const second = await radioShell(t, spec, network);
  t.is((await second.run("send desk onoff-get")).text, "desk: Generic OnOff Status, state on");
});

test.serial("a device gets its keys only when they are in the folder", async (t) => {
  const spec = await hciAir(t);
  const network = join(temporaryFolder(t), "home");
  const { uuid } = await lightOn(t, spec, ["pb-adv"]);
  const shell = await radioShell(t, spec, network);
  const { provisioner } = shell.session;
  let stored = false;
  await provisioner.provision({
    uuid: Buffer.from(uuid, "hex"),
    // Called before the data is sent.
    onData: ({ deviceKey }) => {
      const records = readdirSync(network).map((name) => readFileSync(join(network, name)));
      stored = records.some((record) => toHex(record).includes(toHex(deviceKey)));
    },
  });
  t.true(stored);
});

test.serial("provision all is refused: a radio hears devices of others too", async (t) => {
  const spec = await hciAir(t);
  const shell = await radioShell(t, spec, join(temporaryFolder(t), "home"));
  const { ok, text } = await shell.try("provision all");
  t.false(ok);
  t.regex(text, /all: a radio hears devices of others too; name each by its UUID/);
  t.regex((await shell.try("save elsewhere.json")).text, /is kept in its folder, .*home/);
});

test("a folder that has other files, and a file, are no network", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "letter.txt"), "");
  mkdirSync(join(folder, "empty"));
  const open = (network: string) =>
    openRadioNetwork({ radio: "tcp:127.0.0.1:1", network, messages: [] });
  await t.throwsAsync(open(folder), { message: /has other files \(/ });
  await t.throwsAsync(open(join(folder, "letter.txt")), { message: /letter.txt is a file; a/ });
  const refused = { message: /127\.0\.0\.1:1/ };
  await t.throwsAsync(open(join(folder, "empty")), refused);
  await t.throwsAsync(open(join(folder, "empty")), refused, "it is not in use afterwards");
});

/** A line without what differs between runs and devices: UUID, strength, seconds, number of models. */
function general(line: string): string {
  return line
    .replace(/^[0-9a-f]{32}\b/, "UUID")
    .replace(/-\d+ dBm/, "RSSI")
    .replace(/\b[\d.]+ s$/, "SECONDS")
    .replace(/\d+ models?/, "MODELS");
}

test.serial(
  "the session of the page prints what the page shows, apart from its device",
  async (t) => {
    const page = readFileSync(new URL("../../../docs/shell.md", import.meta.url), "utf8");
    const shown = /^\$ npx xs-mesh shell --radio .*\n[^]*?(?=```)/m.exec(page)![0];
    const steps = shown.trimEnd().split("\nmesh> ").slice(1);
    t.true(steps.length > 3);
    const spec = await hciAir(t);
    const { uuid } = await lightOn(t, spec, ["pb-adv", "pb-gatt"]);
    const shell = await radioShell(t, spec, join(temporaryFolder(t), "home"));
    for (const step of steps) {
      const [command = "", ...output] = step.split("\n");
      const { text } = await shell.run(command.replace(/provision \w+/, `provision ${uuid}`));
      t.deepEqual(text.split("\n").map(general), output.map(general), command);
    }
  },
);
