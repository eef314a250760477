import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { toHex } from "../../../modules/base/bytes.js";
import { PacketKind } from "../../../modules/host/radio.js";
import { VirtualAir, type VirtualAirOptions } from "../../../tools/air/air.js";
import type { AdvertisedPacket } from "../../../tools/air/packet.js";

function setUp(options: Partial<VirtualAirOptions> = {}) {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, ...options });
  return { clock, a: air.attach({ name: "a", sets: 2 }), b: air.attach({ name: "b" }) };
}

const packet = (octet: number, more: Partial<AdvertisedPacket> = {}): AdvertisedPacket => ({
  data: Uint8Array.of(2, 0x2b, octet),
  kind: PacketKind.nonConnectable,
  address: 7,
  ...more,
});

test("what an advertisement sends is replaced from the next event on: neither its times nor its count change", (t) => {
  const times = (replaced: boolean) => {
    const { clock, a, b } = setUp();
    const heard: string[] = [];
    b.scan((data) => heard.push(`${toHex(data)} ${clock.now().toFixed(6)}`));
    let done = 0;
    const handle = a.send(packet(1), 5, 20, () => done++);
    clock.advanceTo(45);
    if (replaced) a.replace(handle, packet(2));
    clock.advanceTo(1000);
    t.is(done, 1);
    a.replace(handle, packet(3));
    clock.advanceTo(2000);
    return heard.map((line) => line.split(" ") as [string, string]);
  };
  const [plain, replaced] = [times(false), times(true)];
  t.deepEqual(
    replaced.map(([, time]) => time),
    plain.map(([, time]) => time),
  );
  t.deepEqual(
    replaced.map(([data]) => data),
    ["022b01", "022b01", "022b02", "022b02", "022b02"],
  );
  t.throws(() => setUp().a.replace(1, { ...packet(1), data: new Uint8Array(32) }), {
    instanceOf: RangeError,
    message: "data: 1..31 octets, not 32",
  });
});

test("who stops an advertisement is told how many events it sent", (t) => {
  const { clock, a } = setUp();
  const one = a.send(packet(1), 3, 20, () => undefined);
  const other = a.send(packet(2), 100, 20, () => undefined);
  t.is(a.stop(one), 0);
  clock.advanceTo(200);
  t.is(a.stop(other), a.counters.events);
  t.true(a.counters.events >= 5);
  t.is(a.stop(other), 0);
  const last = a.send(packet(3), 2, 20, () => undefined);
  clock.advanceTo(400);
  t.is(a.stop(last), 0, "it has ended by itself");
});

test("extended PDUs are heard by who scans for them, with what they say of their data", (t) => {
  const { clock, a, b } = setUp();
  const heard: unknown[] = [];
  const receiver = (
    data: Uint8Array,
    ...[, , , from]: [number, number, number, AdvertisedPacket]
  ) => heard.push([toHex(data), from.extended]);
  const say = () => {
    a.send(packet(1, { extended: { sid: 3, did: 5 } }), 1, 20, () => undefined);
    a.send(packet(2), 1, 20, () => undefined);
    clock.advanceTo(clock.now() + 100);
  };
  b.scan(receiver);
  say();
  t.deepEqual(heard.splice(0), [["022b02", undefined]]);
  b.scan(receiver, { extended: true });
  say();
  t.deepEqual(heard.splice(0), [
    ["022b01", { sid: 3, did: 5 }],
    ["022b02", undefined],
  ]);
});

test("what was on its way to a host that stopped scanning is not heard when it scans again", (t) => {
  const { clock, a, b } = setUp({ receiveDelay: 10 });
  const heard: string[] = [];
  const receiver = (data: Uint8Array) => heard.push(toHex(data));
  b.scan(receiver);
  a.send(packet(1), 1, 20, () => undefined);
  clock.advanceTo(5);
  b.scan(undefined);
  b.scan(receiver);
  clock.advanceTo(50);
  t.deepEqual(heard, []);
  a.send(packet(2), 1, 20, () => undefined);
  clock.advanceTo(55);
  // Other options are no new start.
  b.scan(receiver, { active: true });
  clock.advanceTo(100);
  t.deepEqual(heard, ["022b02"]);
});
