// What is wrong is said in one line, with what may be meant; no command throws.
import test from "ava";
import * as fc from "fast-check";
import { commands } from "../../../tools/shell/commands/index.js";
import { ShellRig } from "../../support/shell-rig.js";

const wrong: readonly (readonly [line: string, message: RegExp])[] = [
  ["provison light-1", /^there is no command provison; did you mean provision\?$/],
  ["p light-1", /^there is no command p; help lists the commands$/],
  ["prov", /^the device is missing; usage: provision <device>/],
  ["pro", /^there is no command pro; did you mean provision or proxies or proxy\?$/],
  ["proxies", /^the radio of the simulation establishes no connections: proxies are for a session/],
  ["proxy", /^the radio of the simulation establishes no connections: proxies are for a session/],
  ['name light-1 "desk', /^the quote " has no end$/],
  ["devices all", /^all is too much; usage: devices$/],
  ["press", /^the device is missing; usage: press <device>/],
  ["press nobody", /^there is no simulated device nobody; there are: light-1, light-2, light-3$/],
  ["press light-1 knob", /^no button "knob": there is button$/],
  ["press light-1 button hard", /^hard is not one of short, double, long$/],
  ["press light-1 double", /^the firmware does nothing at a double press of "button"$/],
  ["power maybe light-1", /^on, off or cycle: maybe is not on or off or cycle; usage: power/],
  ["move light-1 here", /^here is no place: write 12\.5,3$/],
  ["lamps nobody", /^there is no simulated device nobody/],
  ["sensor light-1 door open", /^the value: open is no number$/],
  ["log last=0", /^last: 0 is not a whole number from 1 to 100000$/],
  ["log nobody", /^there is no simulated device nobody/],
  ["scan time=soon", /^soon is no duration; write 500ms, 5s, 2min or 96h$/],
  ["scan nobody", /^there is no node nobody/],
  ["provision nobody", /^there is no unprovisioned device nobody; there are: light-3; scan lists/],
  ["provision light-1", /^light-1 is node 0x0002 already$/],
  ["provision light-3 addres=0x10", /^provision has no option addres=; did you mean address\?$/],
  ["provision light-3 address=16", /^address: 16 is no address; write 0x0010$/],
  [
    "provision light-3 address=0x0002",
    /^address: 0x0002 is not from 0x0004 to 0x7fff, which no node has had$/,
  ],
  ["provision light-3 oob=shout", /^oob: shout is not one of output, input, none$/],
  ["provision light-3 static=00 static=01", /^static= is given twice$/],
  ["provision light-3 static=00", /^the device has no static OOB$/],
  ["provision light-3 oob=output", /^the device has no output OOB$/],
  ["provision light-3 oob=input", /^the device has no input OOB$/],
  ["provision light-3 netkey=5", /^netKey 5: this node has no such NetKey; add it first$/],
  ["provision light-3 light-2 name=x", /^light-2 is node 0x0003 already$/],
  ["nodes all", /^all is too much; usage: nodes$/],
  ["node", /^the node is missing; usage: node <node>$/],
  ["node ligth-1", /^there is no node ligth-1; did you mean light-1/],
  ["composition light-1 256", /^the page: 256 is not a whole number from 0 to 255$/],
  ["configure nobody", /^there is no node nobody/],
  [
    "configure light-1 key=9",
    /^the provisioner has no AppKey 9; it has: main \(0\); key create app 9 makes one$/,
  ],
  ["name light-1 light-2", /^the name light-2 is in use$/],
  ["name light-1 light-3", /^the name light-3 is in use$/],
  ["provision light-3 name=light-1", /^the name light-1 is in use$/],
  ["provision light-3 name=provisioner", /^the name provisioner is in use$/],
  ["provision light-3 constructor=1", /^provision has no option constructor=; it has: address/],
  ["group add light-1", /^the name light-1 is in use$/],
  ["node toString", /^there is no node toString/],
  ["send constructor onoff-get", /^there is no node or group constructor/],
  ["subscribe light-1 onoff-server toString", /^there is no group toString/],
  ["sar light-1 transmitter constructor=1", /has no field constructor; it has: /],
  ["key create net 1 name=second", /^name= is for AppKeys; NetKeys have indexes alone$/],
  ["key create app 1 name=main", /^AppKey main \(0\) has that name$/],
  ["wait 99999999999999999999h", /^99999999999999999999h is too long: the longest duration is /],
  ["save /dev", /^\/dev is a folder$/],
  ["save /dev/null", /^\/dev\/null is no regular file$/],
  ['save ""', /^the path of the file is empty$/],
  ["name light-1 1st", /^1st is no name: it begins with a letter/],
  ["name provisioner boss", /^the provisioner keeps its name$/],
  ["group make x", /^what to do: make is not list or add or delete; usage: group/],
  ["group add all", /^there is a group all already$/],
  ["group delete all", /^the group all cannot be deleted: its address is fixed$/],
  ["group delete nothing", /^there is no group nothing/],
  ["reset", /^the node is missing; usage: reset/],
  ["reset all", /^this removes every node: write reset all confirm$/],
  ["reset all please", /^please is too much/],
  ["reset provisioner", /^the provisioner is not reset/],
  ["key", /^what to do is missing; usage: key list/],
  ["key make", /^what to do: make is not list or create or add/],
  ["key create app", /^the index is missing/],
  ["key create app 4096", /^the index: 4096 is not a whole number from 0 to 4095$/],
  ["key create app 1 value=00", /^value: 1 octets where 16 are needed$/],
  [
    "key create app 1 net=3",
    /^the provisioner has no NetKey 3; it has: 0; key create net 3 makes one$/,
  ],
  ["key create app 0", /^Config AppKey Add was refused: key index already stored/],
  [
    "key add light-1 1",
    /^the provisioner has no AppKey 1; it has: main \(0\); key create app 1 makes one$/,
  ],
  ["key add light-1 mian", /^there is no AppKey mian; did you mean main\?$/],
  ["key delete light-1 net 0", /^Config NetKey Delete was refused: cannot remove$/],
  ["key update light-1 net 0", /^the provisioner has no new key yet; key update provisioner net 0/],
  ["key phase light-1 0 4", /^the transition: 4 is neither 2 nor 3$/],
  ["bind light-1", /^the model is missing; usage: bind/],
  ["bind light-1 onoff-sever", /^light-1 has no model onoff-sever; it has: /],
  ["bind light-1 generic-onoff-sever", /; did you mean generic-onoff-server/],
  [
    "bind light-1 onoff-server",
    /^Config Model App Bind was refused: invalid app key index; the node does not have that AppKey; key add/,
  ],
  ["bind light-1/1 onoff-server", /^light-1 has 1 elements, from \/0 on$/],
  ["unbind light-1 onoff-server", /^the key is missing/],
  ["publish light-1 onoff-client nowhere", /^there is no node or group nowhere/],
  [
    "publish light-1 onoff-client all period=7ms",
    /^period: 7 ms is not possible; the nearest are 0 and 100$/,
  ],
  ["publish light-1 onoff-client all retransmit=9", /^retransmit: 9 is not of the form 3x20ms$/],
  ["publish light-1 onoff-client all ttl=200", /^ttl: 200 is not a whole number from 0 to 127$/],
  ["subscribe light-1 onoff-server light-2", /^there is no group light-2/],
  [
    "subscribe light-1 onoff-server 0x0002",
    /^0x0002 is no group: group addresses are 0xc000 to 0xffff$/,
  ],
  ["subscribe light-1 configuration-server all", /^Config Model Subscription Add was refused: /],
  ["unsubscribe light-1 onoff-server", /^the group is missing/],
  [
    "provision light-3 address=0x8000",
    /^address: 0x8000 is not from 0x0004 to 0x7fff, which no node has had$/,
  ],
  ["ttl light-1 1", /^the TTL: 1 is not 0 or a whole number from 2 to 127$/],
  ["ttl light-1 200", /^the TTL: 200 is not 0 or a whole number from 2 to 127$/],
  ["ttl light-1 many", /^the TTL: many is not 0 or a whole number from 2 to 127$/],
  ["relay light-1 maybe", /^relay: maybe is neither on nor off$/],
  [
    "relay light-1 on retransmit=3x25ms",
    /^retransmit: 25 ms; 10 to 320 ms in steps of 10 are possible$/,
  ],
  ["transmit light-1 9x20ms", /^Network Transmit: 9 transmissions; 1 to 8 are possible$/],
  ["transmit light-1 often", /^Network Transmit: often is not of the form 3x20ms$/],
  ["beacon light-1 steps=3", /^steps= is for beacon <node> private on$/],
  ["beacon light-1 loud", /^beacon: loud is neither on nor off$/],
  [
    "heartbeat light-1 publish light-2 period=3s",
    /^period 3: 0 or a power of two up to 65536 s is needed$/,
  ],
  ["heartbeat light-1 publish light-2 count=3", /^count 3: /],
  [
    "heartbeat light-1 publish light-2 period=500ms",
    /^period: 500 ms is not a whole number of seconds$/,
  ],
  ["heartbeat light-1 stop", /^what to do: stop is not publish or subscribe/],
  ["sar light-1 sender", /^the state: sender is not transmitter or receiver/],
  ["sar light-1 receiver discard-timeout", /^discard-timeout is not of the form field=value$/],
  ["sar light-1 receiver discard-timeout=16", /16 is not a whole number from 0 to 15/],
  ["sar light-1 receiver discord=1", /has no field discord; it has: segments-threshold/],
  [
    "health light-1",
    /^light-1 did not answer Health Fault Get: .*; add it with key add light-1 0$/,
  ],
  ["health provisioner", /^provisioner has no Health Server$/],
  ["health light-1 period 16", /^the divisor: 16 is not a whole number from 0 to 15$/],
  ["health light-1 attention 500ms", /^the attention: 500ms is not a whole number of 0 to 255 s$/],
  ["send", /^the destination is missing; usage: send/],
  ["send light-1", /^the message is missing/],
  ["send light-1 onoff-gett", /^there is no message onoff-gett; did you mean onoff-get/],
  ["send light-1 onoff-set", /^Generic OnOff Set needs on-off=on\|off$/],
  ["send light-1 onoff-set on=perhaps", /^on-off: perhaps is neither on nor off$/],
  ["send light-1 onoff-set on=1 tid=256", /256 is not a whole number from 0 to 255/],
  [
    "send light-1 opcodes-aggregator-sequence element-address=light-1 items=00",
    /^items cannot be written in words: send the message with raw$/,
  ],
  [
    "send light-1 onoff-get key=7",
    /^the provisioner has no AppKey 7; it has: main \(0\); key create app 7 makes one$/,
  ],
  ["send 0x7000 onoff-get key=device", /^dst 7000: the device key of that node is not known$/],
  ["send 0x7000 onoff-get", /^0x7000 did not answer Generic OnOff Get: no node received it; /],
  ["raw light-1", /^the payload has no opcode/],
  ["raw light-1 820", /^the payload: 820 is not an even number of hexadecimal digits$/],
  ["raw light-1 7f", /^the payload has no opcode/],
  ["messages nothing-like-it", /^there is no message nothing-like-it/],
  ["watch the-weather", /^the-weather is no node, group, model, message or opcode/],
  ["refresh", /^what to refresh is missing; usage: refresh/],
  ["refresh netkey 9", /^the provisioner has no NetKey 9$/],
  ["refresh netkey without=nobody", /^there is no node nobody/],
  ["refresh address light-1 0x0002", /^address 2: 4 to 32767 were never given to a node$/],
  ["refresh address light-1 ten", /^ten is no address; write 0x0010, or next$/],
  ["refresh composition light-1", /^Remote Provisioning Link Open was refused: link cannot open$/],
  ["refresh device-key provisioner", /^the provisioner is not refreshed/],
  ["iv upgrade", /^what to do: upgrade is not update; usage: iv/],
  [
    "iv update",
    /^this IV Index is in use for 0 h, and 96 h are needed: wait 96h, or iv update test$/,
  ],
  ["help me", /^there is no command me; did you mean messages\?$/],
  ["wait", /^the duration is missing; usage: wait <duration>$/],
  ["wait 5 parsecs", /^5 parsecs is no duration/],
  ["time now", /^now is too much/],
  ["save", /^name a file: save build\/network\.json$/],
  ["save /dev/null/network.json", /ENOTDIR|EEXIST/],
  ["exit now", /^now is too much; usage: exit$/],
];

test("wrong input of each command is an error in one line", async (t) => {
  const rig = await ShellRig.open(t);
  await rig.all("provision light-1 light-2");
  for (const [line, message] of wrong) {
    const { json, ok, text } = await rig.try(line);
    t.false(ok, line);
    t.regex(text, message, line);
    t.false(text.includes("\n"), line);
    t.is(json.at(-1)?.["type"], "error", line);
    t.is(json.at(-1)?.["message"], text, line);
  }
  const named = new Set(wrong.map(([line]) => line.split(" ")[0]));
  t.deepEqual(
    commands.map(({ name }) => name).filter((name) => !named.has(name)),
    [],
  );
});

const unanswered: readonly (readonly [steps: readonly string[], line: string, message: RegExp])[] =
  [
    [
      ["key add light-1 0"],
      "send light-1 onoff-get",
      /its model Generic OnOff Server is not bound to AppKey main \(0\); bind it with bind light-1 generic-onoff-server 0$/,
    ],
    [
      ["key add light-1 0"],
      "send light-1 config-default-ttl-get key=main",
      /takes messages with the device key only; send it with key=device$/,
    ],
    [
      ["key add light-1 0"],
      "send light-1 onoff-get key=device",
      /takes messages with an AppKey only, and this one has a device key; send it with key=<index>$/,
    ],
    [
      ["power off light-1"],
      "ttl light-1",
      /^light-1 did not answer Config Default TTL Get: it has no power; power on light-1$/,
    ],
    [
      ["move light-1 100000,0"],
      "ttl light-1",
      /^light-1 did not answer Config Default TTL Get: no node received it; /,
    ],
  ];

for (const [steps, line, message] of unanswered)
  test(`a request without an answer has its reason: ${steps.join("; ")}; ${line}`, async (t) => {
    const rig = await ShellRig.open(t, { nodes: 1 });
    await rig.all("provision light-1", ...steps);
    const { ok, text } = await rig.try(line);
    t.false(ok);
    t.regex(text, message);
  });

test("a payload without an answer has its reason as well", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 1 });
  await rig.all("provision light-1", "key add light-1 0");
  const { text } = await rig.run("raw light-1 8201");
  t.regex(
    text,
    /^sent Generic OnOff Get\nsent to light-1; no answer: its model Generic OnOff Server .*; bind it with bind light-1 generic-onoff-server 0$/,
  );
});

test("an empty line and a comment do nothing", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 0 });
  for (const line of ["", "   ", "# nodes"]) t.like(await rig.run(line), { ok: true, text: "" });
});

test("a command that is cut off or garbled is an error or a command, never an exception", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 1 });
  await rig.all("provision light-1", "configure all");
  const examples = commands
    .filter(({ name }) => !["exit", "iv", "save", "wait", "refresh"].includes(name))
    .map(({ example }) => example);
  const lines = fc.tuple(fc.constantFrom(...examples), fc.nat(60), fc.string({ maxLength: 6 }));
  await fc.assert(
    fc.asyncProperty(lines, async ([example, end, noise]) => {
      const { json } = await rig.try(example.slice(0, end) + noise);
      t.true(json.length <= 1 || json.at(-1)!["type"] !== undefined);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("when no unicast address is left, provision says so", async (t) => {
  const rig = await ShellRig.open(t, { nodes: 2 });
  await rig.run("provision light-1 address=0x7fff");
  const message =
    /^the unicast addresses do not suffice: they are given out in rising order up to 0x7fff/;
  for (const line of ["provision light-2", "provision light-2 address=0x0100"]) {
    const { ok, text } = await rig.try(line);
    t.false(ok);
    t.regex(text, message, line);
  }
});
