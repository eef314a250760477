import test from "ava";
import { Esp32Radio } from "../../../hosts/esp32/radio.js";
import { TestRadioNatives } from "./natives.js";

// one after the other: the native functions are the process's
test.serial("as many advertisements as the chip has sets, each told of once", (t) => {
  const natives = new TestRadioNatives();
  const radio = new Esp32Radio();
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
  const radio = new Esp32Radio();
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
  const radio = new Esp32Radio();
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
  const radio = new Esp32Radio();
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
  const radio = new Esp32Radio();
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
  const radio = new Esp32Radio();
  const { filter } = radio;
  filter.set({ types: Uint8Array.of(0x2a), beacons: Uint8Array.of(1), nids: Uint8Array.of(0x68) });
  t.deepEqual(natives.taken(), [["filter", [0x2a], [1], [0x68]]]);
  t.deepEqual([filter.unknownTypes, filter.unknownNids, filter.repeats], [21, 22, 23]);
  t.deepEqual(radio.lost, { packets: 10, writes: 11, refusals: 12 });
  radio.close();
});

test.serial("a radio that is closed says nothing more", (t) => {
  const natives = new TestRadioNatives();
  const radio = new Esp32Radio();
  let told = 0;
  const handle = radio.advertise(Uint8Array.of(1), 1, 20, () => told++);
  radio.scan(() => told++);
  radio.close();
  natives.onSent(0, handle);
  natives.onPacket(1, -50, 3, 1);
  t.is(told, 0);
  t.deepEqual(natives.taken().at(-1), ["close"]);
});
