import test from "ava";
import { fromHex } from "../../../modules/base/bytes.js";
import { GattDisconnectedError } from "../../../modules/base/gatt-errors.js";
import type { GattCharacteristic } from "../../../modules/host/gatt.js";
import { TestRandom } from "../../support/test-random.js";
import { during, radioRig } from "./radio-rig.js";
import { extendedAnswers, legacyAnswers } from "./scripted-controller.js";

const peerAddress = 0xc10203040506 + 2 ** 48;
const peerOctets = "0605040302c1";

/** LE Connection Complete; role 1: we are the peripheral. */
const complete = (handle: string, role: string, interval = "1800") =>
  "01" + "00" + handle + role + "01" + peerOctets + interval + "0000" + "f401" + "00";

/** A radio with a service, to which a client is connected by handle 0x0040. */
async function served() {
  const rig = await radioRig();
  const { controller, radio } = rig;
  const log: string[] = [];
  const out: GattCharacteristic = { uuid: 0x2ade, notify: true };
  const service = {
    uuid: 0x1828,
    characteristics: [out],
    onConnect: (connection: number) => log.push(`connect ${connection}`),
    onDisconnect: (connection: number, reason: number) => log.push(`gone ${connection} ${reason}`),
    onRoom: () => log.push("room"),
  };
  radio.gatt!.addService(service);
  radio.gatt!.advertise({ data: fromHex("020106"), interval: 100 });
  await rig.clock.run(rig.clock.now() + 20);
  controller.event(0x3e, complete("4000", "01"));
  await rig.clock.run(rig.clock.now() + 20);
  controller.take();
  return { ...rig, log, out };
}

test("a client that connects ends advertising, which goes on while there are places", async (t) => {
  const { clock, controller, log, radio } = await served();
  t.deepEqual(log, ["connect 1"]);
  await clock.run(clock.now() + 50);
  controller.raw("02" + "4020" + "0700" + "03000400" + "02b900");
  t.deepEqual(controller.data, ["40000700" + "03000400" + "030502"]);
  t.is(radio.gatt!.mtu(1), 185);
  controller.event(0x3e, complete("4100", "01"));
  controller.event(0x3e, complete("4200", "01"));
  await clock.run(clock.now() + 20);
  t.is(controller.take(0x200a).at(-1), "200a 00", "three places are taken");
  controller.event(0x3e, complete("4300", "01"));
  await clock.run(clock.now() + 20);
  t.deepEqual(controller.take(0x0406), ["0406 430013"], "a fourth is disconnected");
  controller.event(0x05, "00" + "4000" + "13");
  await clock.run(clock.now() + 20);
  t.true(log.includes("gone 1 19"));
  t.is(controller.take(0x200a).at(-1), "200a 01");
});

test("ACL data: fragments of the controller's length, never more than its buffers, in turn", async (t) => {
  const { clock, controller, log, out, radio } = await served();
  controller.raw("02" + "4020" + "0700" + "03000400" + "020502");
  controller.event(0x13, "01" + "4000" + "0100");
  controller.raw("02" + "4020" + "0900" + "05000400" + "120d000100");
  controller.event(0x13, "01" + "4000" + "0100");
  controller.data.length = 0;
  t.true(radio.gatt!.notify(1, out, new Uint8Array(100)));
  t.is(controller.data.length, 4, "four buffers of 27 octets");
  t.true(radio.gatt!.notify(1, out, new Uint8Array(100)));
  t.is(controller.data.length, 4);
  t.deepEqual(
    controller.data.map((packet) => packet.slice(0, 8)),
    ["40001b00", "40101b00", "40101b00", "40101a00"],
  );
  controller.event(0x13, "01" + "4000" + "0300");
  t.is(controller.data.length, 7);
  // more than were sent, of a connection that is not there, cut
  controller.event(0x13, "01" + "4000" + "ff00");
  controller.event(0x13, "01" + "9900" + "ff00");
  controller.event(0x13, "02" + "4000" + "0100");
  t.is(controller.data.length, 8);
  let sent = 0;
  while (radio.gatt!.notify(1, out, new Uint8Array(20))) sent++;
  t.true(sent <= 4);
  await clock.run(clock.now() + 10);
  log.length = 0;
  for (let i = 0; i < 8; i++) controller.event(0x13, "01" + "4000" + "0400");
  t.deepEqual(log, ["room"]);
});

test("buffers of a connection that ends are free for the others", async (t) => {
  const { controller, out, radio } = await served();
  controller.event(0x3e, complete("4100", "01"));
  for (const handle of ["40", "41"])
    controller.raw("02" + handle + "20" + "0900" + "05000400" + "120d000100");
  controller.event(0x13, "02" + "4000" + "4100" + "0100" + "0100");
  controller.event(0x13, "01" + "4000" + "0400");
  controller.event(0x13, "01" + "4100" + "0400");
  controller.data.length = 0;
  for (let i = 0; i < 4; i++) t.true(radio.gatt!.notify(1, out, new Uint8Array(20)));
  t.true(radio.gatt!.notify(2, out, new Uint8Array(20)));
  t.is(controller.data.length, 4);
  controller.event(0x05, "00" + "4000" + "08");
  t.is(controller.data.length, 5);
  t.true(controller.data[4]!.startsWith("4100"));
});

test("a connection that we ask for: parameters, data length, and the end by a timeout", async (t) => {
  const { clock, controller, radio } = await radioRig();
  controller.take();
  const connecting = radio.gattClient!.connect(peerAddress, { mtu: 23, timeout: 3000 });
  await clock.run(clock.now() + 10);
  t.deepEqual(controller.take(), [
    "200d " + "30003000" + "00" + "01" + peerOctets + "01" + "0c0028000000f401" + "00000000",
  ]);
  controller.event(0x3e, complete("4000", "00"));
  const peer = await during(clock, connecting);
  t.true(peer.connected);
  t.deepEqual(controller.take(), ["2022 4000fb004808"]);
  const other = radio.gattClient!.connect(peerAddress + 1, { timeout: 1000 });
  other.catch(() => undefined);
  await clock.run(clock.now() + 1002);
  t.is(controller.take().at(-1), "200e");
  controller.event(0x3e, "01" + "02" + "0000" + "00" + "00" + "000000000000" + "00".repeat(7));
  t.is((await t.throwsAsync(other, { instanceOf: GattDisconnectedError })).reason, 8);
});

test("an attempt that fails to be established is made again in its time", async (t) => {
  const { clock, controller, radio } = await radioRig(extendedAnswers);
  const connecting = radio.gattClient!.connect(peerAddress, { timeout: 3000 });
  await clock.run(clock.now() + 10);
  t.is(controller.take(0x2043).length, 1);
  const enhanced =
    complete("4000", "00").slice(2, 24) + "00".repeat(12) + "1800" + "0000" + "f401" + "00";
  controller.event(0x3e, "0a" + enhanced);
  await clock.run(clock.now() + 10);
  controller.event(0x05, "00" + "4000" + "3e");
  await clock.run(clock.now() + 10);
  t.is(controller.take(0x2043).length, 1, "at once");
  controller.event(0x3e, "0a" + enhanced);
  await clock.run(clock.now() + 10);
  controller.raw("02" + "4020" + "0700" + "03000400" + "03b900");
  t.is((await during(clock, connecting)).mtu, 185);
});

test("a controller that does not scan while it initiates: scanning is suspended", async (t) => {
  const { clock, controller, radio } = await radioRig();
  radio.scan(() => undefined);
  await clock.run(clock.now() + 10);
  controller.take();
  let isScanning = true;
  controller.onCommand = (opcode, parameters) => {
    if (opcode === 0x200c) isScanning = parameters.startsWith("01");
    controller.answers = { ...legacyAnswers, 0x200d: isScanning ? "0c" : "00" };
  };
  const connecting = radio.gattClient!.connect(peerAddress, { mtu: 23 });
  await clock.run(clock.now() + 20);
  controller.event(0x3e, complete("4000", "00"));
  await during(clock, connecting);
  await clock.run(clock.now() + 20);
  t.deepEqual(
    controller.take(0x200c, 0x200d).map((command) => command.slice(0, 9)),
    ["200d 3000", "200c 0000", "200d 3000", "200c 0100"],
  );
});

test("an attempt that the controller refuses is rejected with its error code", async (t) => {
  const { clock, controller, radio } = await radioRig({ ...legacyAnswers, 0x200d: "0b" });
  const connecting = during(clock, radio.gattClient!.connect(peerAddress));
  t.is((await t.throwsAsync(connecting, { instanceOf: GattDisconnectedError })).reason, 0x0b);
  controller.event(0x3e, complete("4000", "00"));
  await clock.run(clock.now() + 10);
  t.deepEqual(controller.take(0x0406), ["0406 400013"], "one that comes all the same is ended");
});

test("a slow connection: the peripheral asks for a shorter interval; a request of the other side is answered", async (t) => {
  const { clock, controller } = await radioRig();
  controller.event(0x3e, complete("4000", "01", "5000"));
  t.deepEqual(controller.data, ["40001000" + "0c000500" + "12010800" + "0c0028000000f401"]);
  controller.take();
  controller.event(0x3e, "06" + "4000" + "18002800" + "0000" + "f401");
  controller.event(0x3e, "06" + "4000" + "05002800" + "0000" + "f401");
  controller.event(0x3e, "06" + "4000");
  await clock.run(clock.now() + 10);
  t.deepEqual(controller.take(0x2020, 0x2021), [
    "2020 4000" + "180028000000f401" + "00000000",
    "2021 40003b",
  ]);
});

test("a fault of the controller ends every connection, and rejects the attempt", async (t) => {
  const { clock, controller, log, radio } = await served();
  const connecting = radio.gattClient!.connect(peerAddress);
  connecting.catch(() => undefined);
  await clock.run(clock.now() + 10);
  controller.event(0x10, "01");
  await clock.run(clock.now() + 50);
  t.deepEqual(log, ["connect 1", "gone 1 8"]);
  await t.throwsAsync(connecting, { instanceOf: GattDisconnectedError });
});

test("random events and data of a controller never throw", async (t) => {
  const random = new TestRandom(5);
  const { clock, controller, radio } = await served();
  radio.scan(() => undefined);
  const codes = [0x05, 0x0e, 0x0f, 0x13, 0x3e, 0x3e, 0x3e];
  for (let i = 0; i < 20_000; i++) {
    const parameters = random.bytes(random.below(40));
    const code = codes[random.below(codes.length)]!;
    if (code === 0x3e && parameters.length > 0) parameters[0] = 1 + random.below(0x14);
    const hex = Array.from(parameters, (octet) => octet.toString(16).padStart(2, "0")).join("");
    if (i % 5 > 0) controller.event(code, hex);
    else {
      const length = parameters.length.toString(16).padStart(2, "0");
      controller.raw("02" + "40" + (random.below(2) === 0 ? "20" : "10") + length + "00" + hex);
    }
    if (i % 500 === 0) await clock.run(clock.now() + 1);
  }
  radio.close();
  t.pass();
});
