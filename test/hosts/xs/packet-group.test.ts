import test from "ava";
import { fileURLToPath } from "node:url";
import { NodeCrypto } from "../../../hosts/node/crypto.js";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { Engine, type Machine, type Program } from "../../../hosts/xs/engine.js";
import {
  type GroupedScanOptions,
  type GroupPlace,
  PacketGroup,
} from "../../../hosts/xs/packet-group.js";
import { MemoryStore } from "../../../hosts/web/memory-store.js";
import type { PacketReceiver, Radio } from "../../../modules/host/radio.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { VirtualAir } from "../../../tools/air/air.js";
import { netKey, PacketMaker } from "../../../tools/bench/packets.js";
import { mixedPackets } from "../../support/mixed-packets.js";

const handled = 2;
const packet = Uint8Array.of(3, 0x2a, 1, 2);

/** C: which machines it was called for; `stops` after some, as those that ask their hosts for something. */
function standIn(stops: (place: number) => boolean = () => false) {
  const calls: string[] = [];
  const addon = {
    shared: undefined as DataView | undefined,
    /** Called while a machine runs. */
    during: undefined as ((place: number) => void) | undefined,
    share: (octets: Uint8Array) => {
      addon.shared = new DataView(octets.buffer);
    },
    packets: (from: number) => {
      const shared = addon.shared!;
      const count = shared.getUint32(4, true);
      const length = shared.getUint32(8, true);
      for (let at = from; at < count; at++) {
        const place = shared.getInt32(56 + 4 * at, true);
        shared.setUint32(0, at, true);
        shared.setUint32(56 + 8 * 1024 + 4 * at, handled, true);
        if (place < 0) continue;
        const rssi = shared.getInt32(56 + 4 * 1024 + 4 * at, true);
        const data = Array.from({ length }, (_, i) => shared.getUint8(24 + i));
        calls.push(`${place}: ${rssi} ${data.join(" ")} ${shared.getFloat64(16, true)}`);
        addon.during?.(place);
        if (stops(place)) return at + 1;
      }
      return count;
    },
  };
  return { addon, calls };
}

test("each receiver gets the packet with its strength, and its result is reported in its order", (t) => {
  const { addon, calls } = standIn((place) => place === 4);
  const group = new PacketGroup(addon);
  const results: string[] = [];
  for (const place of [3, 4, 7])
    group.join(place, {
      received: (result) => (results.push(`${place} ${result}`), place !== 7),
    });
  group.add(7, -50, 100);
  group.add(4, -60, 101);
  group.add(3, -70, 102);
  group.handUp(packet, 3, 2 ** 47, (tag) => results.push(`worked ${tag}`));
  const octets = packet.join(" ");
  t.deepEqual(calls, [
    `7: -50 ${octets} ${2 ** 47}`,
    `4: -60 ${octets} ${2 ** 47}`,
    `3: -70 ${octets} ${2 ** 47}`,
  ]);
  t.deepEqual(results, ["7 2", "4 2", "worked 101", "3 2", "worked 102"]);
  group.handUp(packet, 3, 1, () => t.fail());
  t.is(calls.length, 3, "nobody was added");
});

test("before a machine's request is answered, the results of those before it are reported, and each once", (t) => {
  const { addon } = standIn((place) => place === 1);
  const group = new PacketGroup(addon);
  const results: string[] = [];
  const received = (place: number) => {
    group.reportEarlier();
    results.push(`result ${place}`);
    return false;
  };
  for (const place of [0, 1, 2]) group.join(place, { received: () => received(place) });
  addon.during = (place) => {
    if (place !== 1) return;
    group.reportEarlier();
    results.push("asked");
    group.reportEarlier();
  };
  for (const place of [0, 1, 2]) group.add(place, -50, place);
  t.false(group.busy);
  group.handUp(packet, 3, 1, () => t.fail());
  t.deepEqual(results, ["result 0", "asked", "result 1", "result 2"]);
  group.reportEarlier();
  t.is(results.length, 4);
});

test("it is busy until all results are reported, also where one fails", (t) => {
  const { addon } = standIn();
  const group = new PacketGroup(addon);
  group.join(0, {
    received: () => {
      t.true(group.busy);
      throw new Error("it fails");
    },
  });
  group.add(0, -50, 0);
  t.throws(() => group.handUp(packet, 3, 1, () => undefined), { message: "it fails" });
  t.false(group.busy);
});

test("it is full with as many as C takes", (t) => {
  const group = new PacketGroup(standIn().addon);
  for (let i = 0; i < 1024; i++) {
    t.false(group.full);
    group.add(i, -50, i);
  }
  t.true(group.full);
  group.handUp(packet, 3, 1, () => undefined);
  t.false(group.full);
});

test("a machine that is closed by what gets a result gets no packet, nor does one that has its place then", (t) => {
  const { addon, calls } = standIn((place) => place === 0);
  const group = new PacketGroup(addon);
  const results: number[] = [];
  const member = (place: number) => ({ received: () => results.push(place) === 0 });
  group.join(1, member(1));
  group.join(2, member(2));
  group.join(3, member(3));
  group.join(0, {
    received: () => {
      group.join(1, undefined);
      group.join(2, member(20));
      return false;
    },
  });
  for (const place of [0, 1, 2, 3]) group.add(place, -50, place);
  group.handUp(packet, 3, 1, () => undefined);
  t.deepEqual(calls.map((call) => call[0]).join(), "0,3");
  t.deepEqual(results, [3]);
});

const entry = fileURLToPath(new URL("firmware/counting.ts", import.meta.url));
let program: Program;
test.before(async () => {
  program = await Engine.load({ entry });
});
test.after.always(() => program.close());

type Trace = (name: string, event: TraceEvent, machines: readonly Machine[]) => void;

/** Five lights on an air, and one that sends. `grouped`: they get their packets through the group. */
function lights(grouped: boolean, onTrace: Trace = () => undefined) {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 3, hostCost: 0.2, receiveDelay: 0.5 });
  const sender = air.attach({ name: "sender", sets: 8, spacing: [3, 3] });
  const traced: string[] = [];
  const machines: Machine[] = [];
  const failures: string[] = [];
  let calls = 0;
  const stations = Array.from({ length: 5 }, (_, i) => {
    const name = `light ${i}`;
    const station = air.attach({ name, position: { x: i, y: 0 } });
    const radio: Radio = {
      sets: station.sets,
      filter: station.filter,
      advertise: station.advertise.bind(station),
      stop: station.stop.bind(station),
      scan: (receiver, options) => {
        const counting: PacketReceiver = (...heard) => {
          calls++;
          return receiver!(...heard);
        };
        station.scan(receiver && counting, grouped ? options : {});
      },
      close: () => station.close(),
    };
    machines.push(
      program.boot({
        name,
        random: "host",
        host: {
          clock,
          radio,
          random: new SeededRandom(i),
          store: new MemoryStore(),
          trace: (event) => {
            traced.push(`${clock.now()} ${name} ${JSON.stringify(event)}`);
            onTrace(name, event, machines);
          },
        },
        onFailure: ({ message }) => failures.push(`${name}: ${message}`),
      }),
    );
    return station;
  });
  const send = (data: Uint8Array) => {
    sender.advertise(data, 1, 20, () => undefined);
    clock.advanceTo(clock.now() + 30);
  };
  const close = () => {
    for (const machine of machines) machine.close();
    air.close();
  };
  /** How often receivers of single machines were called. */
  const called = () => calls;
  return { called, clock, close, failures, machines, send, stations, traced };
}

const both = (onTrace?: Trace) => [lights(true, onTrace), lights(false, onTrace)] as const;

test("machines of a group do what they do one by one, and take their hosts the same time", (t) => {
  const [group, single] = both();
  for (const data of mixedPackets().slice(0, 600))
    for (const { send } of [group, single]) send(data);
  t.true(group.traced.length > 1000);
  t.deepEqual(group.traced, single.traced);
  t.deepEqual(
    group.stations.map(({ counters }) => ({ ...counters })),
    single.stations.map(({ counters }) => ({ ...counters })),
  );
  const states = [group, single].map(({ machines }) =>
    machines.map((machine) => [machine.call("drops"), machine.heap()]),
  );
  t.deepEqual(states[0], states[1]);
  t.deepEqual(group.failures, []);
  t.true(single.called() > 1000);
  t.true(group.called() < single.called() / 2, `${group.called()} of ${single.called()}`);
  for (const { close } of [group, single]) close();
});

const own = new PacketMaker(new NodeCrypto({ clock: new VirtualClock() }), netKey());
const forAnother = own.acknowledged({ seq: 1, ttl: 7, dst: 0x0300, src: 0x0201 });

test("a machine whose trace fails ends, and the others go on", (t) => {
  const [group, single] = both((name, { type }) => {
    if (name === "light 2" && type === "drop") throw new RangeError("the reader fails");
  });
  for (const { close, failures, machines, send, traced } of [group, single]) {
    send(forAnother);
    t.deepEqual(failures, ["light 2: RangeError: the reader fails"]);
    t.is(traced.filter((text) => text.includes("not-for-us")).length, 5);
    t.truthy(machines[2]!.failure);
    send(own.acknowledged({ seq: 2, ttl: 7, dst: 0x0300, src: 0x0201 }));
    t.is(traced.filter((text) => text.includes("not-for-us")).length, 9);
    close();
  }
  t.deepEqual(group.traced, single.traced);
});

test("who reads the trace may close other machines", (t) => {
  const { close, failures, machines, send, traced } = lights(true, (name, { type }, all) => {
    if (name === "light 0" && type === "drop") all[3]!.close();
  });
  send(forAnother);
  send(own.acknowledged({ seq: 2, ttl: 7, dst: 0x0300, src: 0x0201 }));
  t.deepEqual(failures, []);
  t.throws(() => machines[3]!.heap(), { message: "machine light 3 is closed" });
  const last = traced.filter((text) => text.includes("not-for-us")).slice(-4);
  t.deepEqual(
    last.map((text) => /light \d/.exec(text)![0]),
    ["light 0", "light 1", "light 2", "light 4"],
  );
  close();
});

/** A light that is handed packets by a test: alone, or through the group. */
function handed(onDrop: () => void) {
  const clock = new VirtualClock();
  const heard = {} as { alone?: PacketReceiver | undefined; grouped?: GroupPlace | undefined };
  const failures: string[] = [];
  const machine = program.boot({
    random: "host",
    host: {
      clock,
      radio: {
        sets: 2,
        advertise: () => 1,
        stop: () => undefined,
        scan: (receiver, options?: GroupedScanOptions) => {
          heard.alone = receiver;
          heard.grouped = options?.grouped;
        },
        close: () => undefined,
      },
      random: new SeededRandom(1),
      store: new MemoryStore(),
      trace: ({ type }) => {
        if (type === "drop") onDrop();
      },
    },
    onFailure: ({ message }) => failures.push(message),
  });
  return { failures, heard, machine };
}

test("who reads the trace may close the machine that gets the packet next", (t) => {
  const second = handed(() => undefined);
  const first = handed(() => second.machine.close());
  first.heard.alone!(own.acknowledged({ seq: 1, ttl: 7 }), -50);
  const { group, place } = first.heard.grouped!;
  group.add(place, -50, 0);
  group.add(second.heard.grouped!.place, -50, 1);
  group.handUp(own.acknowledged({ seq: 1, ttl: 6 }), 3, 1, () => undefined);
  t.deepEqual(first.machine.call("drops"), { "network.cached": 1 });
  t.deepEqual([...first.failures, ...second.failures], []);
  t.throws(() => second.machine.heap(), { message: /is closed/ });
  first.machine.close();
});
