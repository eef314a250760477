import test from "ava";
import { HciError } from "../../../hosts/hci/errors.js";
import { nodeHost } from "../../../hosts/node/host.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { Node } from "../../../modules/node/node.js";
import { radioRig, startFailure } from "./radio-rig.js";
import { type Answers, extendedAnswers, legacyAnswers } from "./scripted-controller.js";

test("the start of a controller with legacy commands, in order", async (t) => {
  const { controller, radio } = await radioRig();
  const address = fromHex(radio.address.toString(16)).reverse();
  t.deepEqual(controller.commands, [
    "0c03",
    "1003",
    "1001",
    "1002",
    "0c01 ffffffffffffff3f",
    "2003",
    "2001 6f00000000000000",
    `2005 ${toHex(address)}`,
    "2002",
    "2024 fb004808",
  ]);
  t.is(address[5]! >> 6, 3, "a static address");
  t.is(radio.sets, 1);
  t.truthy(radio.gatt);
  t.truthy(radio.gattClient);
});

test("a controller with advertising sets: four for packets, one connectable", async (t) => {
  const { controller, radio } = await radioRig(extendedAnswers);
  t.is(radio.sets, 4);
  t.deepEqual(controller.take(0x203b, 0x2001), ["203b", "2001 6f12020000000000"]);
});

test("a controller with a single set is used with legacy commands, after another reset", async (t) => {
  const { controller, radio } = await radioRig({ ...extendedAnswers, 0x203b: "0001" });
  t.is(radio.sets, 1);
  t.deepEqual(controller.take(0x0c03), ["0c03", "0c03"]);
});

/** Supported_Commands of a controller that cannot advertise, but connects. */
const connectsOnly = "00" + "ff".repeat(25) + "103c" + "ff".repeat(9) + "00".repeat(28);

test("a controller that cannot advertise serves a node that uses connections alone", async (t) => {
  const { clock, controller, radio } = await radioRig(
    { ...legacyAnswers, 0x1002: connectsOnly },
    { gattOnly: true },
  );
  t.is(radio.sets, 0);
  t.is(radio.gatt, undefined);
  t.truthy(radio.gattClient);
  const heard: string[] = [];
  const host = nodeHost({ clock, radio, trace: (event) => heard.push(event.type) });
  const node = new Node({
    host,
    companyId: 0xffff,
    provisionable: false,
    advertising: false,
    elements: [{ models: [] }],
  });
  const ends: boolean[] = [];
  const payload = Uint8Array.of(1, 2, 3);
  const onEnd = (sent: boolean) => void ends.push(sent);
  node.bearer.send({ type: 0x2a, payload, priority: 0, transmissions: 2, interval: 20, onEnd });
  clock.schedule(() => undefined, 1000);
  await clock.run(() => ends.length > 0);
  t.deepEqual(ends, [false], "what it would advertise is told to be lost, at once");
  t.deepEqual(controller.take(0x2006, 0x2008, 0x200a), []);
  node.close();
});

test("a node that uses connections alone advertises nothing with a controller that could", async (t) => {
  const { radio } = await radioRig(extendedAnswers, { gattOnly: true });
  t.is(radio.sets, 0);
  t.is(radio.gatt, undefined);
  t.throws(() => radio.advertise(Uint8Array.of(1), 1, 20, () => undefined), {
    message: "no advertising set is free",
  });
});

test("a node that uses connections alone needs a controller that establishes them", async (t) => {
  const answers = {
    ...legacyAnswers,
    0x1002: "00" + "ff".repeat(26) + "0c" + "ff".repeat(9) + "00".repeat(28),
  };
  const error = await startFailure(t, answers, undefined, { gattOnly: true });
  t.regex(error.message, /establishes no connections, and a node without advertising has to/);
});

/** What controllers lack, and the words for it. */
const lacks: readonly (readonly [answers: Answers, message: RegExp])[] = [
  [{ 0x1003: "00" + "0000000000000000" }, /no Bluetooth LE; use one of Bluetooth 4.0 or later/],
  [
    { 0x1002: "00" + "ff".repeat(25) + "10" + "ff".repeat(10) + "00".repeat(28) },
    /cannot advertise, and a mesh node has to, unless it reaches its network through GATT proxies/,
  ],
  [{ 0x1002: "00" + "ff".repeat(26) + "02" + "00".repeat(37) }, /cannot scan/],
  [{ 0x0c03: "03" }, /refuses command 0x0c03: hardware failure, 0x03/],
  [{ 0x0c03: undefined }, /does not answer command 0x0c03 in 2 s; is it a Bluetooth controller/],
  [{ 0x2005: "12" }, /refuses command 0x2005: invalid parameters, 0x12/],
];

for (const [answers, message] of lacks)
  test(`a start fails with what to do: ${message.source}`, async (t) => {
    const error = await startFailure(t, { ...legacyAnswers, ...answers });
    t.true(error instanceof HciError);
    t.regex(error.message, message);
  });

test("a start fails at octets that are not HCI", async (t) => {
  const error = await startFailure(t, legacyAnswers, (controller) => {
    controller.onCommand = () => controller.raw("48656c6c6f");
  });
  t.regex(error.message, /sends what is not HCI: octet 48 came .*\(04: an event\)/);
});

test("old controllers: without Read Supported Commands, with shared buffers, with few LE events", async (t) => {
  const { controller, radio } = await radioRig({
    ...legacyAnswers,
    0x1002: "01",
    0x2002: "00" + "0000" + "00",
    0x1005: "00" + "ff03" + "40" + "0800" + "0100",
  });
  t.truthy(radio.gatt);
  t.true(controller.commands.includes("1005"));
  const { radio: without } = await radioRig({ ...legacyAnswers, 0x2002: "01", 0x1005: "01" });
  t.is(without.gatt, undefined, "no connections");
  t.is(without.gattClient, undefined);
});
