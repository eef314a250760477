// Each command with what it prints, in words and as JSON, which the schema of docs/ allows.
import test from "ava";
import { join } from "node:path";
import { commands } from "../../../tools/shell/commands/index.js";
import { ShellRig } from "../../support/shell-rig.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

type Case = readonly [
  line: string,
  text: RegExp,
  /** Members of the last object. */
  json?: Readonly<Record<string, unknown>>,
];

/** Commands for a session on a radio; radio.test.ts runs them, with their examples. */
const onRadio = ["proxies", "proxy"];

const node = (name: string, address: number) => ({ name, address, elements: 1, netKey: 0 });

/** In the order in which they are run, on three lights. */
const cases: readonly Case[] = [
  ["devices", /^light-1 {2}[0-9a-f]{32} {2}unprovisioned {2}at 0,3 m\nlight-2/],
  ["scan time=3s", /[0-9a-f]{32} {2}-\d+ dBm {2}PB-ADV {2}light-\d/],
  ["provision light-1", /^light-1 is node 0x0002: 1 element, 8 models, in \d+\.\d s$/],
  ["provision light-2 address=0x0010 name=desk", /^desk|^light-2 is node 0x0010/],
  ["provision all", /^light-3 is node 0x0011/],
  ["provision all", /^all devices are nodes already$/, { nodes: [] }],
  ["nodes", /^light-1 {2}0x0002 {2}.*\ndesk {5}0x0010 .*8 models\nlight-3 {2}0x0011/],
  ["scan", /^no unprovisioned device is heard$/, { devices: [] }],
  ["scan desk time=2s", /^no unprovisioned device is heard$/],
  ["composition desk", /^desk: composition data page 0\ncompany 0xffff, product 0x0010/],
  ["composition desk 1", /^desk: composition data page 1\n[0-9a-f]+$/, { page: 1 }],
  ["group add hall", /^hall {2}0xc000$/],
  ["group add up 0xc100", /up {4}0xc100/],
  [
    "group delete up",
    /^hall {2}0xc000$/,
    { groups: [{ name: "hall", address: 0xc000, label: null }] },
  ],
  ["group", /^hall {2}0xc000$/],
  ["name 0x0011 wall", /^0x0011 is wall$/],
  ["key list", /^NetKey 0 {9}[0-9a-f]{32}\nAppKey main \(0\) {2}[0-9a-f]{32} {2}of NetKey 0$/],
  ["key create app 1 name=second", /^AppKey second \(1\) is created/],
  ["key create net 1 value=00112233445566778899aabbccddeeff", /^NetKey 1 is created/],
  ["key create app 2 net=1", /^AppKey 2 is created/],
  ["key add all main", /^AppKey main \(0\) added to 3 nodes$/, { key: { kind: "app", index: 0 } }],
  ["key add desk net 1", /^NetKey 1 added to desk$/, { key: { kind: "net", index: 1 } }],
  ["key add desk 2", /^AppKey 2 added to desk$/],
  ["key list desk", /^NetKey 0\nAppKey main \(0\) +of NetKey 0\nNetKey 1\nAppKey 2 +of NetKey 1$/],
  ["key update provisioner net 1", /^NetKey 1 updated at provisioner$/],
  ["key update desk net 1", /^NetKey 1 updated at desk$/],
  ["key phase desk 1", /^desk: NetKey 1: phase 1$/, { netKey: 1, phase: 1 }],
  ["key update provisioner 2", /^AppKey 2 updated at provisioner$/],
  ["key update desk 2", /^AppKey 2 updated at desk$/],
  ["key phase provisioner 1 2", /^provisioner: NetKey 1: phase 2$/],
  ["key phase desk 1 2", /^desk: NetKey 1: phase 2$/, { phase: 2 }],
  ["key phase provisioner 1 3", /^provisioner: NetKey 1: normal$/],
  ["key phase desk 1 3", /^desk: NetKey 1: normal$/, { phase: 0 }],
  ["key delete desk 2", /^AppKey 2 deleted from desk$/],
  ["key delete desk net 1", /^NetKey 1 deleted from desk$/],
  [
    "bind light-1 onoff-server",
    /^light-1, Generic OnOff Server: bound to AppKey main \(0\)$/,
    { bindings: [0], model: { id: "1000", name: "Generic OnOff Server" } },
  ],
  [
    "unbind light-1 1000 main",
    /^light-1, Generic OnOff Server: bound to no AppKey$/,
    { bindings: [] },
  ],
  [
    "configure all",
    /^light-1: 3 models bound to AppKey main \(0\)\ndesk: 3 .*\nwall: 3/,
    { key: 0 },
  ],
  [
    "subscribe light-1 onoff-server hall",
    /^light-1, Generic OnOff Server: subscribes to hall$/,
    { subscriptions: [0xc000] },
  ],
  [
    "subscribe light-1 onoff-server 0073e7e4d8b9440faf8415df4c56c0e1",
    /: subscribes to hall, 0xb529$/,
  ],
  ["subscribe light-1 onoff-server hall replace=on", /: subscribes to hall$/],
  ["subscribe light-1 onoff-server", /: subscribes to hall$/],
  ["unsubscribe light-1 onoff-server hall", /: has no subscriptions$/, { subscriptions: [] }],
  ["subscribe desk onoff-server hall", /: subscribes to hall$/],
  ["unsubscribe desk onoff-server all-groups", /: has no subscriptions$/],
  ["subscribe desk onoff-server hall", /: subscribes to hall$/],
  [
    "publish wall onoff-client",
    /^wall, Generic OnOff Client: does not publish$/,
    { publication: null },
  ],
  [
    "publish wall onoff-client hall key=0 period=10s ttl=5 retransmit=2x50ms",
    /^wall, Generic OnOff Client: publishes to hall, AppKey main \(0\), each 10 s, TTL 5, retransmitted 2x50ms$/,
    {
      publication: {
        address: 0xc000,
        to: "hall",
        key: 0,
        ttl: 5,
        period: 10_000,
        retransmissions: 2,
        interval: 50,
        friendshipCredentials: false,
      },
    },
  ],
  ["publish wall onoff-client off", /: does not publish$/],
  ["publish wall onoff-client hall", /: publishes to hall, AppKey main \(0\)$/],
  [
    "node desk",
    /^desk: node 0x0010, UUID [0-9a-f]{32}\nNetKeys: 0; AppKeys: main \(0\)\nelement 0, 0x0010\n {2}Configuration Server \(0000\)\n[^]*Generic OnOff Server \(1000\): bound to AppKey main \(0\); subscribes to hall\n/,
  ],
  ["press wall", /^light-3: button pressed \(short\); lamp on$/],
  ["lamps desk", /^light-2 {2}lamp on$/],
  ["send hall onoff-set-unacknowledged on=false", /^sent to hall$/, { to: 0xc000, answers: [] }],
  ["lamps", /^light-1 {2}no lamp was switched yet\nlight-2 {2}lamp off\nlight-3 {2}lamp on$/],
  [
    "send desk onoff-set on=true",
    /^desk: Generic OnOff Status, state on$/,
    { to: 0x10, answers: [{ src: 0x10, name: "Generic OnOff Status", values: { present: true } }] },
  ],
  ["send desk config-default-ttl-get", /^desk: Config Default TTL Status, TTL 7$/],
  ["send hall onoff-get", /^desk: Generic OnOff Status, state on$/],
  ["send desk attention-get key=main ttl=3 timeout=5s", /^desk: Attention Status, seconds 0 s$/],
  [
    "raw desk 8201",
    /^sent Generic OnOff Get\ndesk: Generic OnOff Status, state on$/,
    { opcode: 0x8201, name: "Generic OnOff Get" },
  ],
  [
    "raw desk 80 0c key=device",
    /^sent Config Default TTL Get\ndesk: Config Default TTL Status, TTL 7$/,
  ],
  [
    "raw desk c1ffff0102",
    /^sent opcode c1ffff, which no message of this shell has\nsent to desk; no answer$/,
    { name: null, decoded: null },
  ],
  [
    "messages onoff-set",
    /^0x8202 generic-onoff-set on-off=<boolean> \[tid=<number>\] \[time=<number>\]/,
  ],
  [
    "watch desk onoff",
    /^messages of desk and onoff are printed/,
    { watching: true, filter: ["desk", "onoff"] },
  ],
  [
    "send desk onoff-get",
    /^ +\d+\.\d{3} {2}provisioner → desk: Generic OnOff Get\n +\d+\.\d{3} {2}desk → provisioner: Generic OnOff Status, state on\ndesk: Generic OnOff Status, state on$/,
  ],
  ["ttl desk", /^desk: Default TTL 7$/],
  ["watch off", /^messages are not printed$/, { watching: false, filter: [] }],
  ["ttl desk 5", /^desk: Default TTL 5$/],
  ["ttl all", /^light-1: Default TTL 7\ndesk: Default TTL 5\nwall: Default TTL 7$/],
  ["relay desk", /^desk: relay off, retransmit 3x20ms$/],
  ["relay desk on retransmit=2x30ms", /^desk: relay on, retransmit 2x30ms$/],
  ["relay desk off", /^desk: relay off, retransmit 2x30ms$/],
  ["transmit desk", /^desk: Network Transmit 3x20ms$/],
  ["transmit desk 4x30ms", /^desk: Network Transmit 4x30ms$/],
  ["beacon desk", /^desk: Secure Network beacons on$/],
  ["beacon desk off", /^desk: Secure Network beacons off$/],
  [
    "beacon desk private on steps=3",
    /^desk: Mesh Private beacons on, Random Update Interval 30 s$/,
  ],
  ["beacon desk private", /^desk: Mesh Private beacons on, Random Update Interval 30 s$/],
  ["heartbeat desk", /^desk: publishes no heartbeats\ndesk: counts no heartbeats$/],
  [
    "heartbeat desk publish light-1 count=4 period=16s ttl=3",
    /^desk: publishes heartbeats to light-1, each 16 s, 4 more, TTL 3, at changes of: none\n/,
  ],
  [
    "heartbeat light-1 subscribe desk period=64s",
    /light-1: counts heartbeats of desk to light-1: none yet, 64 s left$/,
  ],
  ["wait 40s", /^40 s passed; it is \d+\.\d{3} s$/, { waited: 40_000 }],
  [
    "heartbeat light-1",
    /counts heartbeats of desk to light-1: \d+ or more, 1 to 1 hops, \d+ s left$/,
  ],
  ["heartbeat desk publish off", /^desk: publishes no heartbeats\n/],
  ["sar desk", /^desk: SAR transmitter\n {2}segment-interval-step=1\n[^]*desk: SAR receiver\n/],
  ["sar desk receiver discard-timeout=2", /^desk: SAR receiver\n[^]* {2}discard-timeout=2\n/],
  [
    "sar desk transmitter multicast-retransmissions-count=1",
    / {2}multicast-retransmissions-count=1\n/,
  ],
  ["health desk", /^desk: registered faults: none; last test 0$/, { company: 0xffff, faults: [] }],
  ["press desk button long", /^light-2: button pressed \(long\)/],
  [
    "health desk faults",
    /^desk: registered faults: battery low warning; last test 0$/,
    { faults: [1] },
  ],
  ["health desk test 0", /^desk: registered faults: battery low warning; last test 0$/],
  ["health desk clear", /^desk: registered faults: none; last test 0$/],
  ["health desk period 3", /^desk: Fast Period Divisor 3$/, { divisor: 3 }],
  ["health desk period", /^desk: Fast Period Divisor 3$/],
  ["health desk attention 5s", /^desk: attention 5 s$/, { attention: 5 }],
  ["lamps light-2", /^light-2 {2}lamp on, attention on$/],
  ["power off desk", /^light-2: power off$/],
  ["power on light-2", /^light-2: power on; lamp on$/],
  ["power cycle light-2", /^light-2: power off and on; lamp on$/],
  ["move desk -1.5,2", /^light-2: at -1\.5,2 m/],
  ["sensor desk door 3", /^light-2: sensor door reads 3/],
  ["log", /^the firmwares wrote nothing$/, { lines: [] }],
  ["log on desk", /^new lines of light-2 are printed/, { on: true, devices: ["light-2"] }],
  ["log off", /^new lines are not printed$/, { on: false, devices: [] }],
  [
    "refresh netkey",
    /^3 nodes and the provisioner have a new NetKey 0, with AppKey main \(0\), second \(1\)$/,
    { netKey: 0, nodes: [2, 0x10, 0x11] },
  ],
  ["send desk onoff-get", /state on$/],
  ["refresh device-key desk", /^desk has another device key$/, { before: 0x10 }],
  [
    "refresh address desk",
    /^desk has another address, another device key and is node 0x0012$/,
    { before: 0x10 },
  ],
  ["refresh address desk 0x0020", /is node 0x0020$/],
  ["ttl desk", /^desk: Default TTL 5$/],
  ["refresh key", /^3 nodes and the provisioner have a new NetKey 0/],
  ["refresh key light-1", /^light-1 has another device key$/],
  [
    "iv",
    /^IV Index 0, normal operation, for 0 h; next sequence number \d+$/,
    { ivIndex: 0, inProgress: false },
  ],
  [
    "iv update test",
    /^IV Index 1, IV Update in progress, for 0 h/,
    { ivIndex: 1, inProgress: true },
  ],
  ["send desk onoff-get", /state on$/],
  ["reset wall", /^wall left the network$/],
  ["nodes", /^light-1 .*\ndesk .*$/],
  ["reset all confirm", /^light-1 left the network\ndesk left the network$/],
  ["nodes", /^there is no node yet; provision adds devices$/, { nodes: [] }],
  ["time", /^\d+\.\d{3} s since the start, virtual time$/, { real: false }],
  ["help", /^devices:\n {2}devices /],
  ["help publish", /^publish <node> <model> [^]*\n {2}Example: publish light-1/],
  ["exit", /^$/, { unsaved: true }],
];

test("each command does what it says, in words and as JSON", async (t) => {
  // Without losses: an unacknowledged message arrives.
  const rig = await ShellRig.open(t, { air: "ideal" });
  for (const [line, text, json] of cases) {
    const printed = await rig.run(line);
    t.regex(printed.text, text, line);
    const last = printed.json.at(-1)!;
    t.is(last["type"], "result", line);
    t.is(last["command"], line.split(" ")[0], line);
    if (json) t.like(last, json, line);
  }
  t.true(rig.session.ended);
});

test("the list has each command, and each kind of key", (t) => {
  const saved = ["save"];
  const run = new Set([...cases.map(([line]) => line.split(" ")[0]!), ...saved, ...onRadio]);
  t.deepEqual(
    commands.map(({ name }) => name).filter((name) => !run.has(name)),
    [],
  );
});

test("a node of the result has its name, its address and its UUID", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 1 });
  const { json } = await rig.run("provision light-1 name=desk");
  const [{ uuid, ...others }] = json.at(-1)!["nodes"] as [Record<string, unknown>];
  t.deepEqual(others, node("desk", 2));
  t.regex(uuid as string, /^[0-9a-f]{32}$/);
});

test("the example of each command is one that works", async (t) => {
  const rig = await ShellRig.open(t);
  const folder = temporaryFolder(t);
  await rig.all("provision all", "configure all", "group add hall", "key create app 1");
  await rig.all("subscribe light-1 onoff-server hall");
  const others = ["exit", "name", "reset", "provision", "unbind", "group", "key", ...onRadio];
  for (const { example, name } of commands.filter((each) => !others.includes(each.name)))
    t.true((await rig.run(name === "save" ? `save ${join(folder, "office.json")}` : example)).ok);
  await rig.all("unbind light-1 onoff-server 0", "reset light-2", "provision light-2");
  await rig.all("name 0x0002 desk", "exit");
});

test("the same seed and commands give the same output", async (t) => {
  const outputs: string[] = [];
  for (const seed of ["a", "a", "b"]) {
    const rig = await ShellRig.open(t, { seed });
    outputs.push(
      (await rig.run("provision all")).text +
        (await rig.run("scan")).text +
        (await rig.run("key list")).text,
    );
  }
  t.is(outputs[0], outputs[1]);
  t.not(outputs[0], outputs[2]);
});
