import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { VirtualAir, type VirtualAirOptions } from "../../../tools/air/air.js";
import type { StationOptions } from "../../../tools/air/station-options.js";
import type { StationCounters } from "../../../tools/air/station-counters.js";

const data = new Uint8Array(31).fill(1);
const none = () => undefined;

function setUp(options: Partial<VirtualAirOptions> = {}) {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, model: "kind", lossRate: 0, ...options });
  return { clock, air };
}

/** A sender of a packet every 25 ms or so, for 50 s, and what a receiver that sends each 40 counts. */
function listened(options: Partial<VirtualAirOptions>, own: Partial<StationOptions> = {}) {
  const { clock, air } = setUp(options);
  const sender = air.attach({ name: "sender" });
  const receiver = air.attach({ name: "receiver", position: { x: 2, y: 0 }, ...own });
  receiver.scan(none);
  sender.advertise(data, 2000, 20, none);
  receiver.advertise(data, 1250, 35, none);
  clock.advanceTo(50_000);
  return receiver.counters;
}

const effects: readonly (readonly [
  options: Partial<VirtualAirOptions>,
  counter: keyof StationCounters,
  least: number,
  most: number,
])[] = [
  // Deaf for 10 of 40 ms, a quarter of them.
  [{ deafness: 10 }, "deaf", 0.2, 0.3],
  // 40 of 100 ms, and 5 of 50 s.
  [{ scanDuty: [60, 100] }, "away", 0.36, 0.44],
  [{ scanGap: [500, 5000] }, "away", 0.08, 0.12],
  // 20 bursts of 10 ms a second.
  [{ interference: 20, burst: [10, 10] }, "interfered", 0.15, 0.22],
  [{ lossRate: 0.25 }, "lost", 0.22, 0.28],
];

for (const [options, counter, least, most] of effects)
  test(`counted as ${counter}: ${JSON.stringify(options)}`, (t) => {
    const plain = listened({});
    const counters = listened(options);
    t.is(plain[counter], 0);
    const share = counters[counter] / plain.heard;
    t.true(share > least && share < most, `${share}`);
    // Nothing else is taken, and nothing is counted twice.
    t.is(counters.heard + counters[counter], plain.heard);
  });

test("a station may be deafer than the others", (t) => {
  t.is(listened({ deafness: 10 }, { deafness: 0 }).deaf, 0);
  t.true(listened({}, { deafness: 10 }).deaf > 0);
});

test("a receiver recovers after each packet, on whatever channel the next one comes", (t) => {
  const { clock, air } = setUp({ recovery: 3, sendDelay: [0, 0] });
  const one = air.attach({ name: "one" });
  const other = air.attach({ name: "other" });
  const receiver = air.attach({ name: "receiver" });
  const heard: number[] = [];
  receiver.scan((packet) => heard.push(packet[0]!));
  for (let i = 0; i < 100; i++) {
    clock.schedule(() => one.advertise(data, 1, 20, none), i * 50);
    // 0.5 ms behind the whole event.
    const late = new Uint8Array(31).fill(2);
    clock.schedule(() => other.advertise(late, 1, 20, none), i * 50 + 2.2);
  }
  clock.advanceTo(6000);
  t.true(receiver.counters.recovering > 80);
  t.true(heard.filter((octet) => octet === 2).length < 12);
});

test("a host takes what comes one after the other; what the filter drops costs it nothing", (t) => {
  const run = (wanted: boolean) => {
    const { clock, air } = setUp({ model: "ideal", hostCost: 4, sendDelay: [0, 0] });
    const senders = ["a", "b", "c"].map((name) => air.attach({ name }));
    const busy = air.attach({ name: "busy" });
    const times: number[] = [];
    busy.filter.set({
      types: Uint8Array.from(wanted ? [1, 2] : [2]),
      beacons: new Uint8Array(0),
      nids: new Uint8Array(0),
    });
    busy.scan(() => times.push(Math.round(clock.now())));
    senders[0]!.advertise(Uint8Array.of(2, 1, 0), 1, 20, none);
    senders[1]!.advertise(Uint8Array.of(2, 1, 1), 1, 20, none);
    senders[2]!.advertise(Uint8Array.of(2, 2, 2), 1, 20, none);
    clock.advanceTo(100);
    return { times, counters: busy.counters };
  };
  // Each at the end of its turn of 4 ms.
  t.deepEqual(run(true).times, [4, 8, 12]);
  t.like(run(true).counters, { heard: 3, waited: 2, waiting: 12, overrun: 0 });
  t.deepEqual(run(false).times, [4]);
});

test("a receiver that answers false was woken for nothing: the next packet need not wait", (t) => {
  const { clock, air } = setUp({ model: "ideal", hostCost: 4, sendDelay: [0, 0] });
  const senders = ["a", "b", "c"].map((name) => air.attach({ name }));
  const busy = air.attach({ name: "busy" });
  const times: number[] = [];
  busy.scan((packet) => {
    times.push(Math.round(clock.now()));
    return packet[1] !== 9;
  });
  for (const [i, sender] of senders.entries())
    sender.advertise(Uint8Array.of(2, i === 2 ? 1 : 9, i), 1, 20, none);
  clock.advanceTo(100);
  t.deepEqual(times, [4, 4, 4]);
});

test("more than a host keeps waiting is lost, and nothing is handed to one that stopped", (t) => {
  const { clock, air } = setUp({ model: "ideal", hostCost: 10, hostQueue: 2, sendDelay: [0, 0] });
  const busy = air.attach({ name: "busy" });
  let heard = 0;
  busy.scan(() => heard++);
  const send = () => {
    for (let i = 0; i < 6; i++)
      air.attach({ name: `${clock.now()} ${i}` }).advertise(Uint8Array.of(2, 1, i), 1, 20, none);
  };
  send();
  clock.advanceTo(100);
  t.is(heard, 3);
  t.is(busy.counters.overrun, 3);
  send();
  clock.advanceTo(112);
  busy.scan(undefined);
  clock.advanceTo(300);
  t.is(heard, 4);
});

test("the host's delay goes before each advertisement, not before its repeats", (t) => {
  const { clock, air } = setUp({ sendDelay: [100, 100] });
  const station = air.attach({ name: "a" });
  const starts: number[] = [];
  air.onPacket(({ channel, start }) => {
    if (channel === 37) starts.push(start);
  });
  station.advertise(data, 3, 20, none);
  clock.advanceTo(1000);
  t.is(starts[0], 100);
  t.true(starts[2]! < 165);
});

test("the same seed gives the same run on every air, another seed another", (t) => {
  const log = (model: "typical" | "harsh" | "coexist", seed: number) => {
    const { clock, air } = setUp({ model, seed, interference: 5, lossRate: 0.1 });
    const lines: string[] = [];
    for (let i = 0; i < 10; i++) {
      const station = air.attach({ name: `${i}`, position: { x: i, y: 0 } });
      station.scan((packet, rssi) => lines.push(`${clock.now()} ${i} ${packet[1]} ${rssi}`));
      station.advertise(Uint8Array.of(2, i, i), 100, 20, none);
    }
    clock.advanceTo(2000);
    return lines;
  };
  for (const model of ["typical", "harsh", "coexist"] as const) {
    t.true(log(model, 1).length > 300);
    t.deepEqual(log(model, 1), log(model, 1));
    t.notDeepEqual(log(model, 2), log(model, 1));
  }
});
