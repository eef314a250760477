import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { toHex } from "../../../modules/base/bytes.js";
import { VirtualAir, type AirPacket } from "../../../tools/air/air.js";
import type { Station } from "../../../tools/air/station.js";

function setUp(options: { range?: number; lossRate?: number } = {}) {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, ...options });
  return { clock, air };
}

/** Notes what a station hears as "time data". */
function listen(station: Station, clock: VirtualClock): string[] {
  const log: string[] = [];
  station.scan((data) => log.push(`${clock.now()} ${toHex(data)}`));
  return log;
}

const DATA = Uint8Array.of(2, 0x2b, 7);

test("every scanning station hears each event once, after its airtime; the sender does not", (t) => {
  const { clock, air } = setUp();
  const a = air.attach({ name: "a" });
  const logs = ["b", "c"].map((name) => listen(air.attach({ name }), clock));
  const own = listen(a, clock);
  air.attach({ name: "idle" });
  let done = -1;
  const data = DATA.slice();
  a.advertise(data, 1, 20, () => (done = clock.now()));
  data.fill(0);
  clock.advanceTo(100);
  // (16 + 3) octets of 8 us.
  for (const log of logs) t.deepEqual(log, ["0.152 022b07"]);
  t.deepEqual(own, []);
  t.true(Math.abs(done - (3 * 0.152 + 2 * 0.3)) < 1e-9);
  t.is(air.events, 1);
  t.is(a.counters.events, 1);
});

test("repeats come 20 ms and a random delay of up to 10 ms apart", (t) => {
  const { clock, air } = setUp();
  const a = air.attach({ name: "a" });
  const starts: number[] = [];
  air.onPacket(({ start }) => starts.push(start));
  let done = 0;
  a.advertise(DATA, 200, 20, () => done++);
  clock.advanceTo(10_000);
  t.is(starts.length, 200);
  t.is(done, 1);
  const gaps = starts.slice(1).map((start, i) => start - starts[i]!);
  t.true(gaps.every((gap) => gap >= 20 && gap <= 30));
  t.true(new Set(gaps).size > 190);
});

test("one set: the next advertisement waits for its turn, and for 20-30 ms between events", (t) => {
  const { clock, air } = setUp();
  const a = air.attach({ name: "a" });
  const starts: number[] = [];
  air.onPacket(({ start }) => starts.push(start));
  const again = () => {
    if (starts.length < 50) a.advertise(DATA, 1, 20, again);
  };
  a.advertise(DATA, 1, 20, again);
  t.throws(() => a.advertise(DATA, 1, 20, () => undefined), {
    instanceOf: RangeError,
    message: /set/,
  });
  clock.advanceTo(10_000);
  const gaps = starts.slice(1).map((start, i) => start - starts[i]!);
  t.is(gaps.length, 49);
  t.true(gaps.every((gap) => gap >= 20 && gap <= 30));
});

test("more sets: first events 3-7 ms apart, never two at once", (t) => {
  const { clock, air } = setUp();
  const a = air.attach({ name: "a", sets: 4 });
  const packets: AirPacket[] = [];
  air.onPacket((packet) => packets.push(packet));
  for (let i = 0; i < 4; i++) a.advertise(Uint8Array.of(1, i), 20, 20, () => undefined);
  clock.advanceTo(10_000);
  t.is(packets.length, 80);
  const starts = packets.map(({ start }) => start).sort((x, y) => x - y);
  const gaps = starts.slice(1).map((start, i) => start - starts[i]!);
  t.true(gaps.every((gap) => gap >= 3));
  t.true(gaps.slice(0, 3).every((gap) => gap <= 7));
});

test("an advertisement that is stopped ends without done, and its set is free", (t) => {
  const { clock, air } = setUp();
  const a = air.attach({ name: "a" });
  const log = listen(air.attach({ name: "b" }), clock);
  const handle = a.advertise(DATA, 10, 20, () => t.fail());
  clock.advanceTo(0.05);
  a.stop(handle);
  a.stop(handle);
  a.stop(999);
  let done = false;
  a.advertise(DATA, 1, 20, () => (done = true));
  clock.advanceTo(1000);
  t.true(done);
  t.is(log.length, 2);
});

test("scanning ends at once and starts again; a packet under way when it starts is not heard", (t) => {
  const { clock, air } = setUp();
  const a = air.attach({ name: "a" });
  const b = air.attach({ name: "b" });
  const send = () => a.advertise(DATA, 1, 20, () => undefined);
  b.scan(() => t.fail());
  send();
  clock.advanceTo(0.1);
  b.scan(undefined);
  clock.advanceTo(100);
  const log = listen(b, clock);
  send();
  clock.advanceTo(200);
  t.is(log.length, 1);
});

test("what a receiver does to the data is not seen by the next", (t) => {
  const { clock, air } = setUp();
  const a = air.attach({ name: "a" });
  air.attach({ name: "b" }).scan((data) => data.fill(0));
  const log = listen(air.attach({ name: "c" }), clock);
  a.advertise(DATA, 1, 20, () => undefined);
  clock.advanceTo(10);
  t.deepEqual(log, ["0.152 022b07"]);
});

test("range, RSSI by distance and walls", (t) => {
  const clock = new VirtualClock();
  const wall = { from: { x: 5, y: -1 }, to: { x: 5, y: 1 } };
  const air = new VirtualAir({ clock, seed: 1, range: 10, walls: [wall] });
  const a = air.attach({ name: "a", txPower: 4 });
  const heard: Record<string, number> = {};
  const place = (name: string, x: number, walls = 0) => {
    const station = air.attach({ name, position: { x, y: 0 }, walls });
    station.scan((_data, rssi) => (heard[name] = rssi));
    return station;
  };
  place("near", 0.1);
  place("boxed", 1, 2);
  place("behind", 10);
  const far = place("far", 10.1);
  a.advertise(DATA, 1, 20, () => undefined);
  clock.advanceTo(50);
  t.deepEqual(heard, { near: -36, boxed: -48, behind: -72 });
  far.moveTo({ x: 1, y: 0 });
  a.advertise(DATA, 1, 20, () => undefined);
  clock.advanceTo(100);
  t.is(heard["far"], -36);
});

test("a loss rate can be dialled in on the ideal air too", (t) => {
  const { clock, air } = setUp({ lossRate: 0.25 });
  const a = air.attach({ name: "a", spacing: [0, 0] });
  const b = air.attach({ name: "b" });
  b.scan(() => undefined);
  a.advertise(DATA, 4000, 20, () => undefined);
  clock.advanceTo(200_000);
  t.is(b.counters.heard + b.counters.lost, 4000);
  b.close();
  const { events, heard, lost } = air.totals();
  t.deepEqual([events, heard, lost], [4000, b.counters.heard, b.counters.lost]);
  t.true(Math.abs(b.counters.lost / 4000 - 0.25) < 0.03);
});

test("a closed station hears and sends nothing, and its name is free", (t) => {
  const { clock, air } = setUp();
  const a = air.attach({ name: "a" });
  const b = air.attach({ name: "b" });
  b.scan(() => t.fail());
  b.advertise(DATA, 5, 20, () => t.fail());
  b.close();
  b.close();
  a.advertise(DATA, 1, 20, () => undefined);
  clock.advanceTo(500);
  t.is(air.events, 1);
  t.throws(() => b.advertise(DATA, 1, 20, () => undefined), { message: /closed/ });
  const again = air.attach({ name: "b" });
  t.deepEqual(again.address, b.address);
  t.is(air.stations.length, 2);
  air.close();
  t.is(air.stations.length, 0);
  t.is(clock.pending, 0);
});

test("addresses are random static ones", (t) => {
  const { air } = setUp();
  const addresses = Array.from({ length: 20 }, (_, i) => air.attach({ name: `${i}` }).address);
  t.is(new Set(addresses.map(toHex)).size, 20);
  t.true(addresses.every((address) => address[0]! >= 0xc0));
});

test("options and arguments out of range are named", (t) => {
  const { air, clock } = setUp();
  const a = air.attach({ name: "a" });
  const none = () => undefined;
  const refused = (action: () => unknown, message: RegExp) =>
    t.throws(action, { instanceOf: RangeError, message });
  refused(() => a.advertise(new Uint8Array(0), 1, 20, none), /data/);
  refused(() => a.advertise(new Uint8Array(32), 1, 20, none), /data/);
  refused(() => a.advertise(DATA, 0, 20, none), /events/);
  refused(() => a.advertise(DATA, 1.5, 20, none), /events/);
  refused(() => a.advertise(DATA, 1, 19, none), /interval/);
  refused(() => a.advertise(DATA, 1, NaN, none), /interval/);
  refused(() => air.attach({ name: "a" }), /name/);
  refused(() => air.attach({ name: "b", sets: 0 }), /sets/);
  refused(() => air.attach({ name: "b", walls: -1 }), /walls/);
  refused(() => air.attach({ name: "b", spacing: [5, 4] }), /spacing/);
  refused(() => air.attach({ name: "b", sendDelay: [-1, 4] }), /sendDelay/);
  refused(() => air.attach({ name: "b", receiveDelay: -1 }), /receiveDelay/);
  refused(() => air.attach({ name: "b", position: { x: NaN, y: 0 } }), /position/);
  refused(() => new VirtualAir({ clock, seed: 1, lossRate: 1.1 }), /lossRate/);
  refused(() => new VirtualAir({ clock, seed: 1, range: -1 }), /range/);
  t.is(air.stations.length, 1);
});
