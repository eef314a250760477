import test from "ava";
import { Esp32Radio } from "../../../hosts/esp32/radio.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRadioNatives } from "./natives.js";

// one after the other: the native functions are the process's
test.serial("as many advertisements as the chip has sets, each told of once", (t) => {
  const natives = new TestRadioNatives();
  const radio = new Esp32Radio({ clock: new TestClock() });
  const sent: string[] = [];
  t.is(radio.sets, 2);
  const first = radio.advertise(Uint8Array.of(1, 2), 3, 20, () => sent.push("first"));
  const second = radio.advertise(Uint8Array.of(3), 1, 33.4, () => sent.push("second"));
  t.deepEqual(natives.taken(), [
    ["advertise", 0, first, [1, 2], 3, 20],
    ["advertise", 1, second, [3], 1, 33],
  ]);
  t.throws(() => radio.advertise(Uint8Array.of(1), 1, 20, () => undefined), {
    instanceOf: RangeError,
    message: "no advertising set is free",
  });
  natives.onSent(1, second);
  natives.onSent(1, second);
  t.deepEqual(sent, ["second"]);
  radio.advertise(Uint8Array.of(4), 1, 20, () => sent.push("third"));
  t.like(natives.taken()[0], ["advertise", 1]);
  radio.close();
});

test.serial("one that was stopped is not told of, though it was sent meanwhile", (t) => {
  const natives = new TestRadioNatives();
  const radio = new Esp32Radio({ clock: new TestClock() });
  const sent: string[] = [];
  const first = radio.advertise(Uint8Array.of(1), 1, 20, () => sent.push("first"));
  radio.stop(first);
  radio.stop(first);
  const second = radio.advertise(Uint8Array.of(2), 1, 20, () => sent.push("second"));
  t.deepEqual(
    natives.taken().map(([name, slot]) => [name, slot]),
    [
      ["advertise", 0],
      ["stop", 0],
      ["advertise", 0],
    ],
  );
  natives.onSent(0, first);
  t.deepEqual(sent, []);
  natives.onSent(0, second);
  t.deepEqual(sent, ["second"]);
  radio.stop(second);
  radio.stop(0);
  t.deepEqual(natives.taken(), []);
  radio.close();
});

test.serial("the callback of one may begin the next", (t) => {
  const natives = new TestRadioNatives();
  natives.sets = 1;
  const radio = new Esp32Radio({ clock: new TestClock() });
  const handles: number[] = [];
  const next = (): void => {
    if (handles.length < 3) handles.push(radio.advertise(Uint8Array.of(1), 1, 20, next));
  };
  next();
  for (let i = 0; i < 3; i++) natives.onSent(0, handles[i]!);
  t.is(handles.length, 3);
  radio.close();
});

test.serial("wrong arguments throw RangeError", (t) => {
  const natives = new TestRadioNatives();
  const radio = new Esp32Radio({ clock: new TestClock() });
  const wrong = { instanceOf: RangeError };
  const done = (): void => undefined;
  t.throws(() => radio.advertise(new Uint8Array(0), 1, 20, done), wrong);
  t.throws(() => radio.advertise(new Uint8Array(32), 1, 20, done), wrong);
  t.throws(() => radio.advertise(new Uint8Array(1), 0, 20, done), wrong);
  t.throws(() => radio.advertise(new Uint8Array(1), 65536, 20, done), wrong);
  t.throws(() => radio.advertise(new Uint8Array(1), 1, 19, done), wrong);
  t.throws(() => radio.advertise(new Uint8Array(1), 1, 10241, done), wrong);
  t.throws(() => radio.advertise(new Uint8Array(1), 1, NaN, done), wrong);
  t.deepEqual(natives.taken(), []);
  radio.close();
});

test.serial("packets come with kind and address, in views of one buffer", (t) => {
  const natives = new TestRadioNatives();
  const radio = new Esp32Radio({ clock: new TestClock() });
  const heard: [Uint8Array, number, number | undefined, number | undefined][] = [];
  natives.onPacket(3, -50, 3, 1);
  radio.scan((data, rssi, kind, address) => heard.push([data, rssi, kind, address]));
  natives.buffer.set([2, 0x2a, 7]);
  natives.onPacket(3, -50, 3, 0xc60504030201);
  natives.onPacket(3, -51, 4, 2);
  t.is(heard.length, 2);
  t.deepEqual(Array.from(heard[0]![0]), [2, 0x2a, 7]);
  t.deepEqual(heard[0]!.slice(1), [-50, 3, 0xc60504030201]);
  t.is(heard[0]![0], heard[1]![0]);
  radio.scan(() => undefined, { active: true });
  radio.scan(undefined);
  natives.onPacket(3, -50, 3, 1);
  t.is(heard.length, 2);
  t.deepEqual(natives.taken(), [
    ["scan", 1],
    ["scan", 2],
    ["scan", 0],
  ]);
  radio.close();
});

test.serial("what was dropped is told by reason", (t) => {
  const natives = new TestRadioNatives();
  const radio = new Esp32Radio({ clock: new TestClock() });
  const { filter } = radio;
  filter.set({ types: Uint8Array.of(0x2a), beacons: Uint8Array.of(1), nids: Uint8Array.of(0x68) });
  t.deepEqual(natives.taken(), [["filter", [0x2a], [1], [0x68]]]);
  t.deepEqual([filter.unknownTypes, filter.unknownNids, filter.repeats], [21, 22, 23]);
  t.deepEqual(radio.lost, {
    ...{ packets: 10, writes: 11, refusals: 12, resets: 13, restarts: 0, unsent: 14 },
  });
  radio.close();
});

test.serial("a radio that is closed says nothing more", (t) => {
  const natives = new TestRadioNatives();
  const radio = new Esp32Radio({ clock: new TestClock() });
  let told = 0;
  const handle = radio.advertise(Uint8Array.of(1), 1, 20, () => told++);
  radio.scan(() => told++);
  radio.close();
  natives.onSent(0, handle);
  natives.onPacket(1, -50, 3, 1);
  t.is(told, 0);
  t.deepEqual(natives.taken().at(-1), ["close"]);
});

/** What NimBLE's task tells (RadioEventKind of radio-exchange.h: kind, characteristic, value), and what the trace says. */
const troubles: readonly (readonly [
  kind: number,
  which: number,
  value: number,
  state: string,
  count: number,
  message: string,
])[] = [
  [6, 1, 19, "reset", 1, "BLE_HS_ETIMEOUT_HCI, the controller does not answer"],
  [6, 2, 12, "reset", 2, "BLE_HS_ECONTROLLER, the controller answers what was not asked"],
  [6, 3, 6, "reset", 3, "BLE_HS_ENOMEM, NimBLE has no memory left"],
  [6, 4, 22, "reset", 4, "BLE_HS_ENOTSYNCED, the controller does not start"],
  [6, 5, 0x603, "reset", 5, "BLE_HS_HW_ERR(3), the controller's hardware failed"],
  [6, 6, 0x20c, "reset", 6, "BLE_HS_HCI_ERR(12), the controller refuses what it is asked for"],
  [6, 7, 2, "reset", 7, "error 2 of NimBLE"],
  [7, 6, 0, "recovered", 6, "recovered, resets in a row: 6"],
  [8, 1, 2300, "unsent", 14, "given up 2300 ms after its end"],
  [9, 0, 0, "restarted", 1, "Bluetooth was started anew"],
];

test.serial(
  "trouble with the controller is told in words, to the trace until a node watches",
  (t) => {
    const natives = new TestRadioNatives();
    const traced: TraceEvent[] = [];
    const watched: TraceEvent[] = [];
    const radio = new Esp32Radio({ clock: new TestClock(), trace: (event) => traced.push(event) });
    const told = (
      events: TraceEvent[],
      [, , , state, count, message]: (typeof troubles)[number],
    ) => {
      const [event, ...others] = events.splice(0);
      t.deepEqual(others, []);
      t.like(event, { type: "radio", state, count });
      t.true(event?.type === "radio" && event.message.includes(message), JSON.stringify(event));
    };
    for (const row of troubles) {
      natives.onEvent(row[0], 0, row[1], row[2]);
      told(traced, row);
    }
    const diagnostics = new Diagnostics((event) => {
      if (event.type === "radio") watched.push(event);
    });
    radio.watch(diagnostics);
    for (const row of troubles.slice(0, -1)) {
      natives.onEvent(row[0], 0, row[1], row[2]);
      told(watched, row);
    }
    t.deepEqual(traced, []);
    t.deepEqual(diagnostics.drops(), { "radio.unsent": 1 });
    t.is(radio.lost.restarts, 1);
    radio.unwatch(new Diagnostics(() => undefined));
    natives.onEvent(troubles[0]![0], 0, troubles[0]![1], troubles[0]![2]);
    told(watched, troubles[0]!);
    radio.unwatch(diagnostics);
    natives.onEvent(troubles[0]![0], 0, troubles[0]![1], troubles[0]![2]);
    told(traced, troubles[0]!);
    radio.close();
  },
);

test.serial("a port that does not start is tried again after waits that double up to 64 s", (t) => {
  const natives = new TestRadioNatives();
  const clock = new TestClock();
  const told: string[] = [];
  const radio = new Esp32Radio({
    clock,
    trace: (event) => event.type === "radio" && told.push(`${event.state} ${event.count}`),
  });
  natives.restarts = Array.from({ length: 9 }, () => 0x103);
  natives.onEvent(9, 0, 0, 0);
  // reported again while the next attempt waits
  natives.onEvent(9, 0, 0, 0);
  for (const wait of [1, 2, 4, 8, 16, 32, 64, 64, 64]) {
    t.deepEqual(natives.taken(), [["restart"]]);
    clock.advance(wait * 1000 - 1);
    t.deepEqual(natives.taken(), []);
    clock.advance(1);
  }
  t.deepEqual(natives.taken(), [["restart"]]);
  t.deepEqual(told, [...Array.from({ length: 9 }, (_, i) => `failed ${i + 1}`), "restarted 1"]);
  // the waits start with the first again
  natives.restarts = [0x103];
  natives.onEvent(9, 0, 0, 0);
  clock.advance(1000);
  t.deepEqual(natives.taken(), [["restart"], ["restart"]]);
  t.is(radio.lost.restarts, 2);
  radio.close();
});

test.serial("a radio that is closed is not started anew", (t) => {
  const natives = new TestRadioNatives();
  const clock = new TestClock();
  const radio = new Esp32Radio({ clock });
  natives.restarts = [0x103];
  natives.onEvent(9, 0, 0, 0);
  radio.close();
  clock.advance(100_000);
  t.deepEqual(natives.taken(), [["restart"], ["close"]]);
});

test.serial("what is in flight when the port is started anew is told of as ever", (t) => {
  const natives = new TestRadioNatives();
  const radio = new Esp32Radio({ clock: new TestClock() });
  const sent: string[] = [];
  const handle = radio.advertise(Uint8Array.of(1), 1, 20, () => sent.push("sent"));
  natives.onEvent(6, 0, 4, 19);
  natives.onEvent(9, 0, 0, 0);
  t.deepEqual(sent, []);
  natives.onSent(0, handle);
  t.deepEqual(sent, ["sent"]);
  radio.close();
});
