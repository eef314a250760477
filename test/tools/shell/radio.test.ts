// Sessions on the controllers of `xs-mesh air --hci`, which stand for a real one.
import test, { type ExecutionContext } from "ava";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "../../../modules/base/bytes.js";
import { type KeysFile, keysPath } from "../../../tools/capture/keys.js";
import { readPcapng } from "../../../tools/capture/read-pcapng.js";
import { commands } from "../../../tools/shell/commands/index.js";
import {
  openRadioNetwork,
  type OpenRadioNetworkOptions,
} from "../../../tools/shell/open-radio-network.js";
import { runPageOf } from "../../../tools/report/write-report.js";
import { type HciAir, hciAir, lightOn } from "../../support/hci-air.js";
import { ShellRig } from "../../support/shell-rig.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** All that takes part has the air's time. */
const scale = 5;

/** A session on a controller, with its network in a folder. */
async function radioShell(
  t: ExecutionContext,
  { clock, spec }: HciAir,
  network: string,
  options: Partial<OpenRadioNetworkOptions> = {},
) {
  const opened = await openRadioNetwork({ radio: spec, clock, network, messages: [], ...options });
  return ShellRig.on(t, opened);
}

/** Scans until so many devices were heard with both bearers. */
async function heardOverBoth(shell: ShellRig, count: number): Promise<void> {
  for (;;) {
    const { json } = await shell.run("scan time=2s");
    const devices = json[0]!.devices as { readonly bearers: readonly string[] }[];
    if (devices.filter(({ bearers }) => bearers.length === 2).length >= count) return;
  }
}

for (const [bearer, name] of [
  ["pb-adv", "PB-ADV"],
  ["pb-gatt", "PB-GATT"],
] as const)
  test.serial(
    `a light on another controller is found, provisioned and switched over ${name}`,
    async (t) => {
      const air = await hciAir(t, { scale });
      const network = join(temporaryFolder(t), "home");
      const { server, uuid } = await lightOn(t, air, [bearer]);
      const shell = await radioShell(t, air, network);
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
  const air = await hciAir(t, { nodes: 1, scale });
  const network = join(temporaryFolder(t), "home");
  const capture = join(temporaryFolder(t), "heard.pcapng");
  const first = await radioShell(t, air, network, { capture });
  await first.run("scan time=3s");
  const { uuid } = first.session.provisioner.scanner.devices[0]!;
  await first.all(`provision ${toHex(uuid)} name=desk`, "configure desk", "watch onoff");
  const { text } = await first.run("send desk onoff-set on=on");
  t.regex(text, /provisioner → desk: Generic OnOff Set, state on/);
  t.regex(text, /desk → provisioner: Generic OnOff Status, state on/);
  await t.throwsAsync(radioShell(t, air, network), { message: /home is in use by process \d+;/ });
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
  const second = await radioShell(t, air, network);
  t.is((await second.run("send desk onoff-get")).text, "desk: Generic OnOff Status, state on");
});

test.serial("a device gets its keys only when they are in the folder", async (t) => {
  const air = await hciAir(t, { scale });
  const network = join(temporaryFolder(t), "home");
  const { uuid } = await lightOn(t, air, ["pb-adv"]);
  const shell = await radioShell(t, air, network);
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
  const air = await hciAir(t, { scale });
  const shell = await radioShell(t, air, join(temporaryFolder(t), "home"));
  const { ok, text } = await shell.try("provision all");
  t.false(ok);
  t.regex(text, /all: a radio hears devices of others too; name each by its UUID/);
  t.regex((await shell.try("save elsewhere.json")).text, /is kept in its folder, .*home/);
});

test.serial("a node that is reached over GATT alone is provisioned and configured", async (t) => {
  const air = await hciAir(t, { scale });
  const network = join(temporaryFolder(t), "home");
  const { server, uuid } = await lightOn(t, air, ["pb-gatt"], { advertising: false });
  const first = await radioShell(t, air, network);
  await first.all("scan time=2s", `provision ${uuid} name=desk`, "configure desk");
  t.is((await first.run("send desk onoff-set on=on")).text, "desk: Generic OnOff Status, state on");
  t.true(server.isOn);
  const { json, text } = await first.run("proxy");
  t.is(text, "connected to desk, which passes on messages to provisioner, all");
  t.like((json[0]!.connections as object[])[0], {
    filter: "own",
    addresses: [1, 0xffff],
  });
  await first.close();
  // The next session connects by itself.
  const second = await radioShell(t, air, network);
  await second.run("wait 7s");
  t.is(
    (await second.run("send desk onoff-set on=off")).text,
    "desk: Generic OnOff Status, state off",
  );
  await second.run("reset desk");
  t.regex((await second.run("proxy")).text, /^not connected to a proxy; proxies lists/);
});

test.serial(
  "with bearer gatt a session advertises nothing; it lists, chooses and leaves proxies",
  async (t) => {
    const air = await hciAir(t, { scale });
    const network = join(temporaryFolder(t), "home");
    const capture = join(temporaryFolder(t), "sent.pcapng");
    const lights = [];
    for (let i = 0; i < 2; i++) lights.push(await lightOn(t, air, ["pb-adv", "pb-gatt"]));
    const shell = await radioShell(t, air, network, { bearer: "gatt", capture });
    t.regex((await shell.try("proxy disconnect")).text, /there is no connection to a proxy/);
    // A node that was heard over GATT alone would get a connection of its own.
    await heardOverBoth(shell, lights.length);
    for (const [i, { uuid }] of lights.entries())
      await shell.all(`provision ${uuid} name=light-${i + 1}`, `configure light-${i + 1}`);
    const switched = await shell.run("send light-2 onoff-set on=on");
    t.is(switched.text, "light-2: Generic OnOff Status, state on");
    const [listing, connecting] = ["proxies", "proxy"].map(
      (name) => commands.find((each) => each.name === name)!.example,
    );
    const listed = await shell.run(listing!);
    const proxies = listed.json[0]!.proxies as { address: string; connected: boolean }[];
    t.is(proxies.length, 2);
    t.regex(listed.text, /^([0-9a-f:]{17}  -\d+ dBm  (Network ID|Node Identity) .*\n?){2}$/);
    t.is(proxies.filter(({ connected }) => connected).length, 1);
    const { address } = proxies.find(({ connected }) => !connected)!;
    const beginning = address.slice(0, 14);
    await shell.run(connecting!.replace(/[0-9a-f]{2}(:[0-9a-f]{2})+/, beginning));
    t.is(((await shell.run("proxy")).json[0]!.connections as object[]).length, 2);
    t.regex(
      (await shell.run("proxy filter all")).text,
      /^(connected to .*, which passes on all messages\n?){2}$/,
    );
    t.regex((await shell.try("proxy filter some")).text, /the filter: some is not own or all/);
    t.regex(
      (await shell.try("proxy connect 00:00")).text,
      /no proxy is heard whose address begins with 00:00/,
    );
    await shell.run(`proxy disconnect ${address}`);
    await shell.run("proxy disconnect");
    t.regex(
      (await shell.try("send light-1 onoff-get")).text,
      /did not answer Generic OnOff Get: there is no connection to a GATT proxy; proxies lists/,
    );
    await shell.run("proxy connect");
    t.is(
      (await shell.run("send light-1 onoff-get")).text,
      "light-1: Generic OnOff Status, state off",
    );
    t.truthy(shell.session.network.world.air);
    await shell.close();
    const { packets } = readPcapng(readFileSync(capture));
    const senders = new Set(packets.map(({ data }) => toHex(data.slice(11, 17))));
    t.is(senders.size, 2, "the lights alone have advertised");
  },
);

test.serial("with bearer adv a session has no proxies", async (t) => {
  const air = await hciAir(t, { scale });
  const shell = await radioShell(t, air, join(temporaryFolder(t), "home"), { bearer: "adv" });
  for (const line of ["proxies", "proxy connect"])
    t.regex(
      (await shell.try(line)).text,
      /this session advertises alone: start it without --bearer adv/,
    );
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

/** A line without what differs between runs and devices: UUID, address, strength, seconds, number of models. */
function general(line: string): string {
  return line
    .replace(/^[0-9a-f]{32}\b/, "UUID")
    .replace(/\b([0-9a-f]{2}:){5}[0-9a-f]{2}\b/, "ADDRESS")
    .replace(/-\d+ dBm/, "RSSI")
    .replace(/\b[\d.]+ s$/, "SECONDS")
    .replace(/\d+ models?/, "MODELS");
}

test.serial(
  "the session of the page prints what the page shows, apart from its device",
  async (t) => {
    const page = readFileSync(new URL("../../../docs/shell.md", import.meta.url), "utf8");
    const sessions = page.match(/^\$ npx xs-mesh shell --radio .*\n[^]*?(?=```)/gm)!;
    t.is(sessions.length, 2);
    const air = await hciAir(t, { scale });
    const network = join(temporaryFolder(t), "home");
    const { uuid } = await lightOn(t, air, ["pb-adv", "pb-gatt"]);
    for (const shown of sessions) {
      const steps = shown.trimEnd().split("\nmesh> ").slice(1);
      t.true(steps.length > 3);
      const bearer = shown.includes("--bearer gatt") ? "gatt" : undefined;
      const shell = await radioShell(t, air, network, { bearer });
      // What is printed beside the commands is for a person who waits.
      if (shell.session.network.proxies) shell.session.network.proxies.tell = () => undefined;
      for (const step of steps) {
        const [command = "", ...output] = step.split("\n");
        const line = command.replace(/provision \w+/, `provision ${uuid}`);
        let { text } = await shell.run(line);
        // In real time a busy machine may hear only one of a device's two advertisements in one scan.
        for (let more = 0; more < 9 && line.startsWith("scan "); more++) {
          if (general(text) === general(output.join("\n"))) break;
          ({ text } = await shell.run(line));
        }
        t.deepEqual(text.split("\n").map(general), output.map(general), command);
      }
      await shell.close();
    }
  },
);
