import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { VirtualAir } from "../../../tools/air/air.js";
import { FilterTable } from "../../../tools/air/filter-table.js";
import { StationFilter } from "../../../tools/air/packet-filter.js";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";

const none = () => undefined;
const wanted = {
  types: Uint8Array.of(0x2a, 0x2b),
  beacons: Uint8Array.of(1),
  nids: Uint8Array.of(0x11),
};

test("the counters of a station that has left stay, and do not mix with those of its successor", (t) => {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const sender = air.attach({ name: "sender", sets: 3 });
  const first = air.attach({ name: "receiver" });
  first.scan(none);
  const send = (count: number) => {
    sender.advertise(Uint8Array.of(2, 0x2b, 1), count, 20, none);
    clock.advanceTo(clock.now() + 1000);
  };
  send(3);
  first.close();
  t.is(first.counters.heard, 3);
  const second = air.attach({ name: "receiver" });
  second.scan(none);
  send(2);
  t.deepEqual([first.counters.heard, second.counters.heard], [3, 2]);
  t.like(air.totals(), { events: 5, heard: 5 });
  for (let i = 0; i < 40; i++) air.attach({ name: `more ${i}` });
  t.is(second.counters.heard, 2);
  air.close();
  t.like(air.totals(), { events: 5, heard: 5 });
});

test("filters of one table do as filters of tables of their own, packet by packet", (t) => {
  const random = new SeededRandom(3);
  const table = new FilterTable();
  const shared = Array.from({ length: 20 }, () => new StationFilter(table));
  const own = Array.from({ length: 20 }, () => new StationFilter());
  const filters = [...shared.entries()];
  for (const [i, filter] of filters) {
    // Every third one stays off.
    if (i % 3 === 0) continue;
    const one = { ...wanted, nids: Uint8Array.of(i) };
    filter.set(one);
    own[i]!.set(one);
  }
  const packets: Uint8Array[] = [];
  for (let n = 0; n < 2000; n++) {
    const kind = Math.floor(4 * random.next());
    const length = kind === 0 ? 16 + Math.floor(6 * random.next()) : 3;
    const packet = new Uint8Array(length);
    for (let i = 2; i < length; i++) packet[i] = Math.floor(4 * random.next());
    packet[0] = length - 1;
    packet[1] = [0x2a, 0x2b, 0x29, 0x2a][kind]!;
    if (kind === 0) packet[2] = Math.floor(20 * random.next());
    // Some come again, as the same object or as another one.
    const again = packets[packets.length - 1 - Math.floor(8 * random.next())];
    packets.push(n % 3 === 0 && again ? (n % 2 === 0 ? again : again.slice()) : packet);
  }
  const counts = ({ repeats, unknownNids, unknownTypes }: StationFilter) =>
    [repeats, unknownNids, unknownTypes].join();
  const seen = new Set<string>();
  for (const packet of packets) {
    t.true(table.begin(packet));
    for (const [i, filter] of filters) {
      const drops = table.dropsIt(filter.index);
      t.is(drops, !own[i]!.takes(packet));
      t.is(counts(filter), counts(own[i]!));
    }
    seen.add(counts(shared[1]!));
  }
  t.true(seen.size > 500);
  for (const [i, filter] of filters) t.is(filter.repeats > 0, i % 3 !== 0);
});

test("what is not one whole structure is not looked at by many at once", (t) => {
  const table = new FilterTable();
  for (const octets of [[], [0], [3, 0x2b, 1], [1, 0x2b, 1, 0x2b], [2, 0x2b, 1, 0]])
    t.false(table.begin(Uint8Array.from(octets)), octets.join());
  t.true(table.begin(Uint8Array.of(1, 0x2b)));
});

test("stations on other floors are farther away, and floors weaken a packet", (t) => {
  const air = new VirtualAir({ clock: new VirtualClock(), seed: 1, model: "kind", shadowing: 0 });
  const at = (name: string, floor?: number) =>
    air.attach({ name, position: { x: 0, y: 0, ...(floor !== undefined && { floor }) } });
  const [ground, same, first, third] = [at("a"), at("b", 0), at("c", 1), at("d", 3)];
  const loss = (to: typeof ground) => ground.txPower - air.strength(ground, to);
  t.is(loss(same), 40);
  t.true(Math.abs(loss(first) - (40 + 30 * Math.log10(3.5) + 15)) < 1e-9);
  t.true(Math.abs(loss(third) - (40 + 30 * Math.log10(10.5) + 15 + 8)) < 1e-9);
  for (const floor of [-1, 0.5, NaN])
    t.throws(() => at("wrong", floor), { instanceOf: RangeError, message: /^position\.floor: / });
  t.is(first.position.floor, 1);
});
