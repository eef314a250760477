import test from "ava";
import type { Start } from "../../../modules/firmware/start.js";
import { ExpectationError, World, type WorldHost } from "xs-mesh/simulation";
import { TimeoutError } from "../../../modules/base/errors.js";

const lamp = new URL("firmware/lamp.ts", import.meta.url);
const group = "all";
const server = { model: "Generic OnOff Server", subscribe: group };

async function world(host: WorldHost) {
  const made = new World({
    host,
    seed: "world",
    network: { groups: [group], nodes: { kitchen: [server], hall: [server] } },
  });
  const kitchen = await made.add("kitchen", { firmware: lamp, position: { x: 3, y: 0 } });
  const hall = await made.add("hall", { firmware: lamp, position: { x: 0, y: 4 } });
  return { world: made, kitchen, hall };
}

for (const host of ["node", "xs"] as const) {
  test(`on ${host}: lamps are provisioned, switched by the group, and by their button`, async (t) => {
    const { hall, kitchen, world: made } = await world(host);
    t.is(kitchen.address, undefined);
    await made.provisionAll();
    t.deepEqual([kitchen.address, hall.address].sort(), [2, 3]);
    const dst = made.network.names.address(group);
    made.network.onOff.setUnacknowledged(true, { dst, appKeyIndex: 0 });
    await made.until(() => kitchen.isOn && hall.isOn, { limit: 5000 });
    await made.light("kitchen").press();
    await made.expect("the kitchen is dark", () => !kitchen.isOn, { within: 100 });
    const { present } = await made.run(
      made.network.onOff.get({ dst: kitchen.address!, appKeyIndex: 0 }),
    );
    t.false(present);
    made.close();
  });

  test(`on ${host}: what a firmware writes is in its log, with the time`, async (t) => {
    const { kitchen, world: made } = await world(host);
    t.deepEqual(
      kitchen.log.map(({ text, time }) => [time, text]),
      [
        [0, "loaded"],
        [0, "started"],
      ],
    );
    await made.pass(1500);
    await kitchen.setSensor("door", 7);
    await kitchen.press("button", "double");
    t.deepEqual(kitchen.log.at(-1), { time: 1500, level: "log", text: "the sensor reads 7" });
    made.close();
  });

  test(`on ${host}: an exception of a firmware names its file and line, and ends what waits`, async (t) => {
    const { kitchen, world: made } = await world(host);
    await kitchen.press("button", "long");
    const error = await t.throwsAsync(made.pass(100));
    t.is(error.message, "the firmware of kitchen failed: the relay is stuck");
    t.regex(error.stack!, /RangeError: the relay is stuck\n.*firmware\/lamp\.ts:19\b/);
    t.notRegex(error.stack!, /world-device|hosts\/xs/);
    await t.throwsAsync(kitchen.press(), { message: /^kitchen has failed: / });
    made.close();
  });

  test(`on ${host}: a lamp comes up as it was before a power cut`, async (t) => {
    const { hall, kitchen, world: made } = await world(host);
    await made.provision("kitchen");
    await kitchen.press();
    await made.pass(2000);
    kitchen.powerOff();
    t.false(kitchen.isOn);
    await t.throwsAsync(kitchen.press(), { message: "kitchen has no power" });
    await made.pass(1000);
    await kitchen.powerOn();
    await made.until(() => kitchen.isOn, { limit: 100 });
    t.is((await kitchen.state()).address, kitchen.address);
    t.is(hall.address, undefined);
    t.deepEqual(
      made.steps.map(({ device, text }) => [device, text]),
      [
        ["kitchen", "button pressed"],
        ["kitchen", "power off"],
        ["kitchen", "power on"],
      ],
    );
    made.close();
  });

  test(`on ${host}: a device that is carried out of reach does not answer`, async (t) => {
    const { kitchen, world: made } = await world(host);
    const address = await made.provision("kitchen");
    kitchen.moveTo({ x: 10_000, y: 0 });
    const question = made.network.onOff.get({ dst: address, appKeyIndex: 0, timeout: 3000 });
    await t.throwsAsync(made.run(question), { instanceOf: TimeoutError });
    made.close();
  });
}

test("both hosts give the same run", async (t) => {
  const times: number[] = [];
  for (const host of ["node", "xs"] as const) {
    const { world: made } = await world(host);
    await made.provisionAll();
    times.push(made.clock.now());
    made.close();
  }
  t.is(times[0], times[1]);
});

test("an expectation that does not hold is an error with its time, and a step", async (t) => {
  const { kitchen, world: made } = await world("node");
  const wrong = made.expect("the kitchen is lit", () => kitchen.isOn, { within: 250 });
  await t.throwsAsync(wrong, {
    instanceOf: ExpectationError,
    message: "at 0.250 s: not so within 250 ms: the kitchen is lit",
  });
  t.deepEqual(made.steps, [{ time: 250, text: "the kitchen is lit", ok: false }]);
  made.close();
});

test.serial(
  "console is that of the program again when the world is closed, and for what is outside",
  async (t) => {
    const before = console.log;
    const { world: made } = await world("node");
    t.not(console.log, before);
    made.close();
    t.is(console.log, before);
  },
);

test("a failed expectation names the lamps that no firmware uses", async (t) => {
  const made = new World();
  const start: Start = (_, board) => {
    board.lamp("left");
    return { close: () => undefined };
  };
  const device = await made.add("x", { firmware: start });
  await made.expect("the left one is off", () => !device.lamp("left"));
  t.deepEqual(device.unknownLamps, []);
  await t.throwsAsync(
    made.expect("it is on", () => device.isOn || device.lamp("lft")),
    {
      message:
        'at 0.000 s: not so: it is on\n  x has no lamp "lamp": its firmware uses left\n' +
        '  x has no lamp "lft": its firmware uses left',
    },
  );
  made.close();
});

test("a lamp that is switched later, or by board.light alone, is no unknown one", async (t) => {
  const made = new World();
  const start: Start = (_, board) => ({
    close: () => undefined,
    call: (name) => board.lamp(name).set(true),
  });
  const device = await made.add("x", { firmware: start });
  t.deepEqual([device.isOn, device.lamp("right")], [false, false]);
  t.deepEqual(device.unknownLamps, [], "the firmware has used no lamp yet");
  await device.call("right");
  await device.call("lamp");
  t.true(device.lamp("right"));
  t.deepEqual(device.unknownLamps, []);
  made.close();
});

test("the step of a sensor says whether the firmware has asked for it", async (t) => {
  const made = new World();
  const start: Start = (_, board) => {
    board.sensor("temperature");
    return { close: () => undefined };
  };
  const device = await made.add("x", { firmware: start });
  await device.setSensor("temperature", 3);
  await device.setSensor("temprature", 3);
  t.deepEqual(
    made.steps.map(({ text }) => text),
    [
      "sensor temperature: 3",
      "sensor temprature: 3 (the firmware has not asked for it, but for temperature)",
    ],
  );
  made.close();
});

for (const [title, make, message] of [
  [
    "a name that is in use",
    (made: World) => made.add("kitchen", { firmware: lamp }),
    'there is a device "kitchen" already',
  ],
  [
    "a device that is not there",
    (made: World) => Promise.resolve().then(() => made.device("attic")),
    'there is no device "attic": this world has kitchen, hall',
  ],
  [
    "a button that the firmware does not have",
    (made: World) => made.device("hall").press("bell"),
    'no button "bell": there is button',
  ],
  [
    "a firmware without start, on XS",
    () =>
      new World({ host: "xs" }).add("x", {
        firmware: new URL("firmware/without-start.ts", import.meta.url),
      }),
    /without-start\.ts exports no start: export function start\(host, board\)$/,
  ],
  [
    "a firmware without start",
    (made: World) =>
      made.add("x", { firmware: new URL("firmware/without-start.ts", import.meta.url) }),
    /without-start\.ts exports no start: export function start\(host, board\)$/,
  ],
  [
    "a firmware that is a function, on XS",
    () => new World({ host: "xs" }).add("x", { firmware: () => ({ close: () => undefined }) }),
    /^firmware: on "xs" it must be a file/,
  ],
  [
    "a start that returns nothing",
    (made: World) => made.add("x", { firmware: (() => undefined) as never }),
    "the firmware's start() returned undefined: return the Node that it creates",
  ],
] as const)
  test(`a world says what was wrong: ${title}`, async (t) => {
    const { world: made } = await world("node");
    await t.throwsAsync(async () => make(made), { message });
    made.close();
  });
