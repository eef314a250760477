import test, { type ExecutionContext } from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { PUBLIC, type Rig, setUp, unmaskAll } from "./rig.js";
import {
  type Command,
  configure,
  CONNECTABLE,
  data,
  enable,
  EXTENDED,
  NON_CONNECTABLE,
  ON,
  parameters,
  perform,
  response,
  SCANNABLE,
} from "./set-commands.js";

/** What a station a metre off hears, as "data kind address", with the times of each. */
function listen(rig: Rig, options = {}): Map<string, number[]> {
  const heard = new Map<string, number[]>();
  rig.air.attach({ name: "listener" }).scan((octets, _rssi, kind, address) => {
    const key = `${toHex(octets)} ${kind} ${address.toString(16)}`;
    heard.set(key, [...(heard.get(key) ?? []), rig.clock.now()]);
  }, options);
  return heard;
}

/** Subevent, status, handle and events of each LE Advertising Set Terminated, with its time. */
function terminations(t: ExecutionContext, rig: Rig, end: number): string[] {
  const told: string[] = [];
  for (let time = rig.clock.now(); time < end; time += 1) {
    rig.events.length = 0;
    rig.until(time + 1);
    for (const event of rig.events) {
      t.is(toHex(event.subarray(0, 4)), "043e0612");
      t.is(toHex(event.subarray(6, 8)), "0000", "no connection");
      told.push(`set ${event[5]} status ${event[4]!.toString(16)} events ${event[8]}`);
    }
  }
  return told;
}

test("several sets are on the air side by side, each at its interval, with its data and address", (t) => {
  const rig = setUp(5);
  const heard = listen(rig);
  for (let set = 0; set < 5; set++) {
    const handle = `0${set}`;
    perform(rig, [
      ["2036", parameters(handle, NON_CONNECTABLE, { own: "01" })],
      ["2035", `${handle}0${set}00000000c0`],
      data("03", `022b0${set}`, handle),
    ]);
  }
  t.is(
    rig.send(0x2039, "0105" + "00000000" + "01000000" + "02000000" + "03000000" + "04000000"),
    0,
  );
  rig.until(1000);
  t.is(heard.size, 5);
  for (let set = 0; set < 5; set++) {
    const times = heard.get(`022b0${set} 3 c0000000000${set}`)!;
    // 20 ms, up to 10 more at random, and what the others take the radio for.
    t.true(times.length >= 20 && times.length <= 50, `${times.length} events of set ${set}`);
    for (let i = 1; i < times.length; i++) t.true(times[i]! - times[i - 1]! >= 20);
  }
  const all = [...heard.values()].flat().sort((a, b) => a - b);
  for (let i = 1; i < all.length; i++) t.true(all[i]! - all[i - 1]! >= 3, "one event at a time");
  t.is(rig.send(0x2039, "0000"), 0);
  rig.events.length = 0;
  rig.until(2000);
  t.is([...heard.values()].flat().length, all.length, "all of them are off");
  t.deepEqual(rig.events, [], "what the host ends is not told");
});

test("each kind of legacy PDU arrives as such, with its scan response where it can be asked for", (t) => {
  const rig = setUp(5);
  const heard = listen(rig, { active: true });
  for (const [handle, properties] of [
    ["00", NON_CONNECTABLE],
    ["01", SCANNABLE],
    ["02", CONNECTABLE],
  ] as const)
    perform(rig, [configure(properties, handle), data("03", `022b${handle}`, handle)]);
  perform(rig, [response("03", "02ff01", "01"), response("03", "02ff02", "02")]);
  perform(rig, [enable("00000001", "01000001", "02000001")]);
  rig.until(200);
  const own = PUBLIC.toString(16);
  t.deepEqual([...heard.keys()].sort(), [
    `022b00 3 ${own}`,
    `022b01 2 ${own}`,
    `022b02 0 ${own}`,
    `02ff01 4 ${own}`,
    `02ff02 4 ${own}`,
  ]);
});

for (const [name, enabling, count, told] of [
  ["a limit of events", "00000007", [7, 7], ["set 0 status 43 events 7"]],
  ["one event", "00000001", [1, 1], ["set 0 status 43 events 1"]],
  ["the most events", "000000ff", [255, 255], ["set 0 status 43 events 255"]],
  ["a duration, whose events are not counted", "00320000", [17, 26], ["set 0 status 3c events 0"]],
  ["a duration before the limit", "001400ff", [7, 11], undefined],
  ["a limit before the duration", "00ff0002", [2, 2], ["set 0 status 43 events 2"]],
  ["neither", "00000000", [200, 501], []],
] as const)
  test(`a set ends by itself, and the host is told why: ${name}`, (t) => {
    const rig = setUp(5);
    unmaskAll(rig);
    const heard = listen(rig);
    perform(rig, [configure(NON_CONNECTABLE), data("03", "022b07"), enable(enabling)]);
    const ended = terminations(t, rig, 10_000);
    const [times = []] = heard.values();
    const [least, most] = count;
    t.true(times.length >= least && times.length <= most, `${times.length} events`);
    t.deepEqual(ended, told ?? [`set 0 status 3c events ${times.length}`]);
    // It is off: parameters are taken again.
    t.is(rig.send(0x2036, parameters("00", NON_CONNECTABLE)), name === "neither" ? 0x0c : 0);
  });

test("durations of 10 ms each are kept to", (t) => {
  const rig = setUp(5);
  unmaskAll(rig);
  perform(rig, [configure(NON_CONNECTABLE), configure(NON_CONNECTABLE, "01")]);
  perform(rig, [enable("00010000", "01640000")]);
  rig.events.length = 0;
  const times: number[] = [];
  while (rig.events.length < 2) {
    const before = rig.events.length;
    rig.clock.runNext();
    if (rig.events.length > before) times.push(rig.clock.now());
  }
  t.deepEqual(times, [10, 1000]);
});

test("a set that is switched on again begins anew", (t) => {
  const rig = setUp(5);
  unmaskAll(rig);
  const heard = listen(rig);
  perform(rig, [configure(NON_CONNECTABLE), data("03", "022b07"), enable("00320003")]);
  rig.until(45);
  const before = [...heard.values()].flat().length;
  t.is(before, 2);
  perform(rig, [enable("00000005")]);
  t.deepEqual(terminations(t, rig, 1000), ["set 0 status 43 events 5"]);
  t.is([...heard.values()].flat().length, before + 5);
});

test("new data and a new address are sent from the next event on, and count as events of the same set", (t) => {
  const rig = setUp(5);
  unmaskAll(rig);
  const heard = listen(rig);
  perform(rig, [
    ["2036", parameters("00", NON_CONNECTABLE, { own: "01" })],
    ["2035", "000100000000c0"],
    data("03", "022b01"),
    enable("00000004"),
  ]);
  rig.until(15);
  perform(rig, [data("03", "022b02")]);
  rig.until(16);
  perform(rig, [["2035", "000200000000c0"]]);
  t.deepEqual(terminations(t, rig, 1000), ["set 0 status 43 events 4"]);
  t.deepEqual(
    [...heard].map(([key, times]) => `${key} ${times.length}`),
    ["022b01 3 c00000000001 1", "022b02 3 c00000000002 3"],
  );
});

test("masked, the end of a set is not told", (t) => {
  for (const [mask, leMask] of [
    ["0000000000000000", "ffffffffffffffff"],
    ["0000000000000020", "fffffdffffffffff"],
  ] as const) {
    const rig = setUp(5);
    rig.send(0x0c01, mask);
    rig.send(0x2001, leMask);
    perform(rig, [configure(NON_CONNECTABLE), enable("00000002")]);
    t.deepEqual(terminations(t, rig, 500), []);
    t.is(rig.send(0x203c, "00"), 0);
  }
});

test("who scans for legacy PDUs does not hear extended ones; fragments arrive as one", (t) => {
  const rig = setUp(5);
  const legacy = listen(rig);
  const extended = new Set<string>();
  rig.air.attach({ name: "extended" }).scan(
    (octets, _rssi, _kind, _address, packet) => {
      extended.add(`${toHex(octets)} ${packet.extended?.sid}`);
    },
    { extended: true },
  );
  perform(rig, [
    ["2036", parameters("00", EXTENDED, { sid: "0b" })],
    ...[data("01", "051600"), data("00", "aabb"), data("02", "cc")],
    ...[configure(NON_CONNECTABLE, "01"), data("03", "022b07", "01")],
    enable("00000003", "01000003"),
  ]);
  rig.until(500);
  t.deepEqual([...legacy.keys()], [`022b07 3 ${PUBLIC.toString(16)}`]);
  t.deepEqual([...extended].sort(), ["022b07 undefined", "051600aabbcc 11"]);
});

/** Where a reset comes in between. */
const midst: Readonly<Record<string, readonly Command[]>> = {
  "while sets are on the air": [configure(CONNECTABLE), enable("00320000")],
  "between the fragments of data": [configure(EXTENDED), data("01", "aa")],
  "while it counts events": [configure(NON_CONNECTABLE), enable("00000003")],
  "while it scans for a time": [["2042", "010014000000"]],
  "with every set taken": [0, 1, 2, 3, 4].map((set) => configure(SCANNABLE, `0${set}`)),
};

for (const [name, commands] of Object.entries(midst))
  test(`a reset makes everything what it was at first, and no event of before comes after it: ${name}`, (t) => {
    const rig = setUp(5);
    unmaskAll(rig);
    for (const status of perform(rig, commands)) t.is(status, 0);
    rig.until(30);
    const heard = listen(rig);
    t.is(rig.ask(0x0c03), "00");
    // Masks let everything through again, so that nothing is hidden.
    unmaskAll(rig);
    rig.events.length = 0;
    rig.until(3000);
    t.deepEqual(rig.events, []);
    t.is(heard.size, 0, "it is off the air");
    for (const [opcode, hex] of [data("03", ""), ON, ["203c", "00"]] as const)
      t.is(rig.send(parseInt(opcode, 16), hex), 0x42, "there is no set");
    for (let set = 0; set < 5; set++) t.is(perform(rig, [configure(SCANNABLE, `0${set}`)])[0], 0);
    t.is(rig.send(0x2005, "010203040506"), 0, "it does not scan");
  });

test("a packet that was on its way when the host reset is not reported by the next scan", (t) => {
  const rig = setUp(5, { receiveDelay: 10, model: "ideal" });
  unmaskAll(rig);
  const other = rig.air.attach({ name: "other" });
  const scan = () => {
    t.is(rig.send(0x2042, "010000000000"), 0);
  };
  scan();
  other.advertise(fromHex("022b07"), 1, 20, () => undefined);
  rig.until(5);
  t.is(rig.send(0x0c03), 0);
  unmaskAll(rig);
  scan();
  rig.until(50);
  t.deepEqual(rig.extendedReports(), []);
  other.advertise(fromHex("022b08"), 1, 20, () => undefined);
  rig.until(100);
  t.deepEqual(
    rig.extendedReports().map(({ data }) => toHex(data)),
    ["022b08"],
  );
});
