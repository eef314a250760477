import test from "ava";
import { HciError } from "../../../hosts/hci/errors.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { PacketKind } from "../../../modules/host/radio.js";
import { during, radioRig } from "./radio-rig.js";
import { extendedAnswers, legacyAnswers } from "./scripted-controller.js";

const bluetooth5 = "00" + "09" + "0000" + "09" + "ffff" + "0000";
const packet = fromHex("032b0102");
const data32 = (hex: string) =>
  (hex.length / 2).toString(16).padStart(2, "0") + hex.padEnd(62, "0");

test("legacy: a packet is on for its events, then done; parameters are set once", async (t) => {
  const { clock, controller, radio } = await radioRig({ ...legacyAnswers, 0x1001: bluetooth5 });
  controller.take();
  const start = clock.now();
  let end = 0;
  radio.advertise(packet, 3, 20, () => (end = clock.now()));
  t.throws(() => radio.advertise(packet, 3, 20, () => undefined), {
    message: /no advertising set/,
  });
  await clock.run(start + 200);
  t.deepEqual(controller.take(), [
    "2006 2000200003010000000000000007" + "00",
    `2008 ${data32("032b0102")}`,
    "200a 01",
    "200a 00",
  ]);
  t.true(end - start >= 60 && end - start <= 70, `${end - start} ms`);
  radio.advertise(packet, 1, 20, () => undefined);
  await clock.run(clock.now() + 100);
  t.deepEqual(controller.take(0x2006, 0x200a), ["200a 01", "200a 00"]);
});

test("legacy: connectable advertising is on between packets, and once at its interval among them", async (t) => {
  const { clock, controller, radio } = await radioRig();
  radio.gatt!.advertise({
    data: fromHex("020106"),
    scanResponse: fromHex("020a00"),
    interval: 100,
  });
  await clock.run(clock.now() + 50);
  controller.take();
  let sent = 0;
  const again = (): void => {
    if (++sent < 20) radio.advertise(packet, 3, 20, again);
  };
  radio.advertise(packet, 3, 20, again);
  await clock.run(clock.now() + 3000);
  const kinds = controller.take(0x2006).map((command) => command.slice(13, 15));
  t.is(sent, 20);
  t.true(kinds.filter((kind) => kind === "00").length >= 8, kinds.join());
  t.is(kinds.at(-1), "00", "afterwards it is on again");
  radio.gatt!.advertise(undefined);
  await clock.run(clock.now() + 50);
  t.deepEqual(controller.take(), ["200a 00"]);
});

test("before Bluetooth 5.0 each event is one of its own; one of 5.0 that refuses is treated alike", async (t) => {
  for (const answers of [{ 0x1001: "00" + "06" + "0000" + "06" + "ffff" + "0000" }, {}]) {
    const { clock, controller, radio } = await radioRig({
      ...legacyAnswers,
      0x1001: bluetooth5,
      ...answers,
    });
    controller.take();
    controller.onCommand = (opcode, parameters) => {
      const refuses = opcode === 0x2006 && parameters.startsWith("2000");
      controller.answers = { ...legacyAnswers, 0x2006: refuses ? "12" : "00" };
    };
    let isDone = false;
    radio.advertise(packet, 3, 20, () => (isDone = true));
    await clock.run(clock.now() + 200);
    t.true(isDone);
    t.is(controller.take(0x200a).filter((command) => command === "200a 01").length, 3);
  }
});

test("sets: each has its address and data once, the controller counts the events", async (t) => {
  const { clock, controller, radio } = await radioRig(extendedAnswers);
  controller.take();
  const done: number[] = [];
  for (let slot = 0; slot < 4; slot++) radio.advertise(packet, 5, 20, () => done.push(slot));
  t.throws(() => radio.advertise(packet, 1, 20, () => undefined), {
    message: /no advertising set/,
  });
  await clock.run(clock.now() + 30);
  const commands = controller.take();
  t.deepEqual(
    commands.filter((command) => command.startsWith("2039")),
    ["2039 010100000005", "2039 010101000005", "2039 010102000005", "2039 010103000005"],
  );
  t.true(
    commands.includes(
      "2036 021000200000200000070100000000000000007f0100010200".replace(
        "00000000000000007f",
        "00000000000000" + "007f",
      ),
    ),
  );
  t.is(commands.filter((command) => command.startsWith("2035")).length, 4);
  controller.event(0x3e, "12" + "43" + "01" + "0000" + "05");
  await clock.run(clock.now() + 1);
  t.deepEqual(done, [1]);
  radio.advertise(packet, 300, 20, () => done.push(9));
  await clock.run(clock.now() + 10);
  controller.event(0x3e, "12" + "43" + "01" + "0000" + "ff");
  await clock.run(clock.now() + 10);
  t.deepEqual(controller.take(0x2036, 0x2035, 0x2039), ["2039 0101010000ff", "2039 01010100002d"]);
  controller.event(0x3e, "12" + "43" + "01" + "0000" + "2d");
  await clock.run(clock.now() + 1);
  t.deepEqual(done, [1, 9]);
});

test("sets: one whose end is not reported is stopped in time", async (t) => {
  const { clock, controller, events, radio } = await radioRig(extendedAnswers);
  let isDone = false;
  radio.advertise(packet, 5, 20, () => (isDone = true));
  await clock.run(clock.now() + 300);
  t.true(isDone);
  t.is(controller.take(0x2039).at(-1), "2039 000100000000");
  t.deepEqual(events, []);
});

test("a packet that is stopped is not done, and its set is free", async (t) => {
  for (const answers of [legacyAnswers, extendedAnswers]) {
    const { clock, controller, radio } = await radioRig(answers);
    for (let i = 0; i < 4; i++) {
      const handle = radio.advertise(packet, 50, 20, () => t.fail());
      await clock.run(clock.now() + 20 * i);
      radio.stop(handle);
      radio.stop(handle);
    }
    await clock.run(clock.now() + 100);
    const enable = answers === legacyAnswers ? /^200a 00/ : /^2039 00/;
    t.regex(controller.take(0x200a, 0x2039).at(-1)!, enable);
  }
});

test("a packet that is stopped at its end, before done is called, is not done", async (t) => {
  const { clock, controller, radio } = await radioRig(extendedAnswers);
  for (let i = 0; i < 3; i++) {
    const handle = radio.advertise(packet, 1, 20, () => t.fail());
    await clock.run(clock.now() + 20);
    controller.event(0x3e, "12" + "43" + "00" + "0000" + "01");
    radio.stop(handle);
    await clock.run(clock.now() + 100);
  }
  for (let slot = 0; slot < 4; slot++) radio.advertise(packet, 1, 20, () => undefined);
  t.throws(() => radio.advertise(packet, 1, 20, () => undefined), {
    message: /no advertising set/,
  });
});

test("scanning: reports with kind, RSSI and address; random ones have 2^48 added", async (t) => {
  const { clock, controller, radio } = await radioRig();
  controller.take();
  const heard: unknown[] = [];
  radio.scan((data, rssi, kind, address) => heard.push([toHex(data), rssi, kind, address]));
  await clock.run(clock.now() + 10);
  t.deepEqual(controller.take(), ["200b 00300030000100", "200c 0100"]);
  controller.event(0x3e, "02" + "01" + "03" + "01" + "0605040302c1" + "04" + "032b0102" + "c4");
  controller.event(0x3e, "02" + "01" + "00" + "00" + "060504030201" + "03" + "020106" + "7f");
  // nothing, cut, longer than legacy data, of an unknown kind
  controller.event(0x3e, "02" + "01" + "00" + "00" + "060504030201" + "00" + "c4");
  controller.event(0x3e, "02" + "01" + "00" + "00" + "060504030201" + "03" + "0201");
  controller.event(0x3e, "02" + "01" + "00" + "00" + "060504030201" + "20" + "00".repeat(33));
  controller.event(0x3e, "02" + "01" + "09" + "00" + "060504030201" + "01" + "00" + "c4");
  controller.event(0x3e, "02");
  controller.event(0x3e, "");
  t.deepEqual(heard, [
    ["032b0102", -60, PacketKind.nonConnectable, 0x1c10203040506],
    ["020106", -127, PacketKind.connectable, 0x010203040506],
  ]);
  radio.scan(() => undefined, { active: true });
  await clock.run(clock.now() + 10);
  t.deepEqual(controller.take(), ["200c 0000", "200b 01300030000100", "200c 0100"]);
  radio.scan(undefined);
  await clock.run(clock.now() + 10);
  t.deepEqual(controller.take(), ["200c 0000"]);
});

test("extended scanning: legacy PDUs are heard, others are not", async (t) => {
  const { clock, controller, radio } = await radioRig(extendedAnswers);
  controller.take();
  const heard: unknown[] = [];
  radio.scan((data, rssi, kind, address) => heard.push([toHex(data), rssi, kind, address]));
  await clock.run(clock.now() + 10);
  t.deepEqual(controller.take(), ["2041 0100010030003000", "2042 010000000000"]);
  const report = (type: string, data: string) =>
    "0d01" +
    type +
    "01" +
    "0605040302c1" +
    "0100ff7fc4" +
    "0000" +
    "00" +
    "000000000000" +
    (data.length / 2).toString(16).padStart(2, "0") +
    data;
  controller.event(0x3e, report("1300", "020106"));
  controller.event(0x3e, report("1b00", "020a00"));
  controller.event(0x3e, report("0000", "032b0102"));
  controller.event(0x3e, report("1000", "032b0102"));
  controller.event(0x3e, report("1000", "032b0102").slice(0, -2));
  t.deepEqual(heard, [
    ["020106", -60, PacketKind.connectable, 0x1c10203040506],
    ["020a00", -60, PacketKind.scanResponse, 0x1c10203040506],
    ["032b0102", -60, PacketKind.nonConnectable, 0x1c10203040506],
  ]);
});

/** What befalls a controller while it is used, and the message of it. */
const faults: readonly (readonly [
  title: string,
  RegExp,
  (rig: Awaited<ReturnType<typeof radioRig>>) => void,
])[] = [
  ["a hardware error", /hardware error 7/, ({ controller }) => controller.event(0x10, "07")],
  ["nonsense", /not HCI: octet 00/, ({ controller }) => controller.raw("00")],
  [
    "a cable that is pulled",
    /is gone: unplugged/,
    ({ controller }) => controller.onClose("unplugged"),
  ],
  [
    "silence",
    /does not answer command 0x2008 in 2 s/,
    ({ controller }) => (controller.answers = { ...legacyAnswers, 0x2008: undefined }),
  ],
];

for (const [title, message, strike] of faults)
  test(`after ${title} the controller is started again, and what was asked for goes on`, async (t) => {
    const rig = await radioRig();
    const { clock, controllers, events, failures, radio } = rig;
    const watched: string[] = [];
    radio.watch({
      emit: (event) => {
        if (event.type === "radio") watched.push(`${event.state} ${event.count}: ${event.message}`);
      },
      drop: () => t.fail(),
    });
    const heard: string[] = [];
    radio.scan((data) => heard.push(toHex(data)), { active: true });
    radio.gatt!.advertise({ data: fromHex("020106"), interval: 100 });
    await clock.run(clock.now() + 20);
    let isDone = false;
    failures.push(new HciError("it is in use"));
    radio.advertise(packet, 3, 20, () => (isDone = true));
    strike(rig);
    await clock.run(clock.now() + 5000);
    t.is(controllers.length, 2);
    t.true(controllers[0]!.isClosed);
    t.regex(watched[0]!, /^reset 1: /);
    t.regex(watched[0]!, message);
    t.is(watched[1], "failed 1: it is in use; next attempt in 1 s");
    t.regex(watched[2]!, /^recovered 1/);
    t.true(isDone, "the packet was sent after the start");
    const [, second] = controllers;
    t.true(second!.commands.includes("200b 01300030000100"));
    t.true(second!.commands.includes("200c 0100"));
    t.true(second!.commands.some((command) => command.startsWith("2008 03020106")));
    second!.event(0x3e, "02" + "01" + "03" + "01" + "0605040302c1" + "04" + "032b0102" + "c4");
    t.deepEqual(heard, ["032b0102"]);
    t.deepEqual(events, [], "the watcher gets them");
  });

test("a controller that does not come back: packets are given up, attempts come less often", async (t) => {
  const { clock, controller, events, failures, radio } = await radioRig();
  for (let i = 0; i < 12; i++) failures.push(new HciError("no such device"));
  controller.onClose("unplugged");
  const dropped: unknown[] = [];
  radio.watch({ emit: () => undefined, drop: (reason, octets) => dropped.push([reason, octets]) });
  let isDone = false;
  radio.advertise(packet, 3, 20, () => (isDone = true));
  await clock.run(clock.now() + 5000);
  t.true(isDone);
  t.deepEqual(dropped, [["radio.unsent", 4]]);
  await during(clock, radio.gattClient!.connect(1)).then(
    () => t.fail(),
    (error: Error) => t.is(error.name, "GattDisconnectedError"),
  );
  await clock.run(clock.now() + 300_000);
  t.is(failures.length, 2);
  radio.close();
  await clock.run(clock.now() + 300_000);
  t.is(failures.length, 2, "a closed radio does not try again");
  t.is(events.length, 1);
});

test("a refused command is reported, and harms nothing else", async (t) => {
  const { clock, controller, events, radio } = await radioRig();
  controller.answers = { ...legacyAnswers, 0x200a: "0d", 0x200b: "0c" };
  let done = 0;
  radio.advertise(packet, 1, 20, () => done++);
  radio.scan(() => undefined);
  await clock.run(clock.now() + 100);
  t.is(done, 1);
  t.regex(events.join("\n"), /no non-connectable advertising: .*0x200a: limited resources/);
  t.regex(events.join("\n"), /no scanning: .*0x200b: command disallowed/);
});

test("closing resets the controller, and nothing is sent after it", async (t) => {
  const { clock, controller, radio } = await radioRig();
  radio.advertise(packet, 3, 20, () => t.fail());
  await clock.run(clock.now() + 5);
  controller.take();
  radio.close();
  radio.close();
  t.deepEqual(controller.take(), ["0c03"]);
  t.true(controller.isClosed);
  t.throws(() => radio.advertise(packet, 3, 20, () => undefined), { message: /closed/ });
  await clock.run(clock.now() + 10_000);
});

test("arguments out of range are named", async (t) => {
  const { radio } = await radioRig();
  const wrong = (message: RegExp) => ({ instanceOf: RangeError, message });
  t.throws(() => radio.advertise(new Uint8Array(0), 1, 20, () => undefined), wrong(/data: 1..31/));
  t.throws(() => radio.advertise(new Uint8Array(32), 1, 20, () => undefined), wrong(/data: 1..31/));
  t.throws(() => radio.advertise(packet, 0, 20, () => undefined), wrong(/events/));
  t.throws(() => radio.advertise(packet, 1, 19, () => undefined), wrong(/interval/));
  t.throws(() => radio.gatt!.advertise({ data: new Uint8Array(0), interval: 20 }), wrong(/data/));
});
