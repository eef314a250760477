import test from "ava";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { AdvertisingBearer } from "../../../modules/bearer/advertising-bearer.js";
import { Surroundings } from "../../../modules/espressif/fast-provisioning/policy/surroundings.js";
import type { PacketReceiver, Radio } from "../../../modules/host/radio.js";
import { PbAdv } from "../../../modules/provisioning/pb-adv/pb-adv.js";
import { NodeFilter } from "../../../tools/air/node-filter.js";
import { StationFilter } from "../../../tools/air/packet-filter.js";
import { silentRadio } from "../../../tools/bench/silent-radio.js";
import { adStructure } from "../../../tools/fuzz/octets.js";
import { beaconPacket } from "../../support/heard-radio.js";
import { testRecords } from "../../support/records.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

const devices = 6;
/** UUID to which the bearers accept links: no device of the packets has it but in Link Opens. */
const ownUuid = uuid(99);
const callbacks = { onOpen: () => undefined, onPdu: () => undefined, onClose: () => undefined };

function uuid(number: number): Uint8Array {
  return new Uint8Array(16).fill(number, 15);
}

type Filters = "judging" | "traced" | "plain";

/** A bearer with a PB-ADV bearer and with what observes, behind the filter of a station. */
function listener(filters: Filters) {
  const clock = new TestClock();
  const random = new TestRandom(1);
  const filter = new StationFilter();
  let receiver: PacketReceiver | undefined;
  const radio: Radio = {
    ...silentRadio,
    scan: (given) => void (receiver = given),
    filter: filters === "plain" ? filter : new NodeFilter(filter, clock, filters === "traced"),
  };
  const { diagnostics } = testRecords();
  const bearer = new AdvertisingBearer({ radio, clock, random, diagnostics });
  const surroundings = new Surroundings({ bearer, clock, pdus: 2 });
  surroundings.countsLinks = true;
  const pbAdv = new PbAdv({ bearer, clock, random, diagnostics });
  let calls = 0;
  const hear = (packet: Uint8Array, source: number) => {
    if (filter.takes(packet) && !filter.spares(packet, -50, source)) {
      calls++;
      receiver?.(packet.slice(), -50, undefined, source);
    }
    clock.advance(1);
  };
  const state = () => ({
    drops: Object.entries(diagnostics.drops()).sort(([a], [b]) => (a < b ? -1 : 1)),
    free: surroundings.available(new Uint8Array(0), 1e6),
    links: surroundings.links.countSince(clock.now() - 20),
  });
  return { calls: () => calls, hear, pbAdv, state, surroundings };
}

/** PB-ADV PDUs of devices and provisioners on ten links, Link Opens, beacons, and wrong packets. */
function* packets(count: number): Generator<readonly [packet: Uint8Array, source: number]> {
  const random = new SeededRandom(1);
  const any = (below: number) => Math.floor(random.next() * below);
  for (let i = 0; i < count; i++) {
    const device = 1 + any(devices);
    const pdu = [0, 0, 0, any(10), any(2) * 0x80 + any(3)];
    const controls = [0x01, 0x07, 0x0b, 0x00, 0x06];
    const kind = any(8);
    if (kind === 0) yield [beaconPacket(uuid(device)), device];
    else if (kind === 1)
      yield [adStructure(0x29, Uint8Array.of(...pdu, 0x03, ...uuid(device))), 100];
    else if (kind === 2) yield [adStructure(0x29, Uint8Array.from(pdu.slice(0, any(6)))), 100];
    else yield [adStructure(0x29, Uint8Array.of(...pdu, controls[any(5)]!, i)), device];
  }
}

/** Gives both the same packets; returns how often each was called for them. */
function compare(t: { deepEqual(a: unknown, b: unknown): unknown }, a: Rig, b: Rig, count = 600) {
  const before = [a.calls(), b.calls()] as const;
  for (const [packet, source] of packets(count)) {
    a.hear(packet, source);
    b.hear(packet, source);
    t.deepEqual(a.state(), b.state());
  }
  return [a.calls() - before[0], b.calls() - before[1]] as const;
}

type Rig = ReturnType<typeof listener>;

test("PDUs of other links are counted and overheard without a call of the node", (t) => {
  const judging = listener("judging");
  const plain = listener("plain");
  const [less, all] = compare(t, judging, plain);
  t.true(less < all / 3, `${less} of ${all}`);
  t.true(judging.state().links > 0);
  t.true(judging.state().free.length < devices);
  t.true(new Map(judging.state().drops).get("pb-adv.other-link")! > 200);
});

test("the same while links are accepted, are open, and after either has closed", (t) => {
  const judging = listener("judging");
  const plain = listener("plain");
  const rigs = [judging, plain];
  for (const { pbAdv } of rigs) pbAdv.listen(ownUuid, () => callbacks);
  const open = adStructure(0x29, Uint8Array.of(0, 0, 0, 3, 0, 0x03, ...ownUuid));
  for (const rig of rigs) rig.hear(open, 100);
  compare(t, judging, plain);
  for (const { surroundings } of rigs) surroundings.close();
  const [less, all] = compare(t, judging, plain);
  t.true(less < all / 2, `without who overhears ${less} of ${all}`);
  for (const { pbAdv } of rigs) pbAdv.close();
  compare(t, judging, plain);
});

test("with nothing but who overhears, nothing is counted", (t) => {
  const judging = listener("judging");
  const plain = listener("plain");
  for (const { pbAdv } of [judging, plain]) pbAdv.close();
  const [less, all] = compare(t, judging, plain);
  t.true(less < all / 3, `${less} of ${all}`);
  t.true(judging.state().links > 0);
  t.deepEqual(judging.state().drops, []);
});

test("a traced node is called for each PDU", (t) => {
  const traced = listener("traced");
  const plain = listener("plain");
  const [some, all] = compare(t, traced, plain);
  t.is(some, all);
});
