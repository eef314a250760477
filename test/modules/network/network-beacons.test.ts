import test from "ava";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import { NetworkBeacons } from "../../../modules/network/network-beacons.js";
import {
  encodeSecureNetworkBeacon,
  type SecureNetworkBeacon,
} from "../../../modules/network/secure-network-beacon.js";
import { keys, networkLayer } from "../../support/network-layer.js";
import { TestRandom } from "../../support/test-random.js";
import { virtualCrypto } from "../../support/virtual-crypto.js";

const second = 1000;
const hour = 3600 * second;

function make() {
  const rig = networkLayer();
  const phases: string[] = [];
  const control = {
    busy: false,
    onIdle: undefined as (() => void) | undefined,
    whenIdle(callback: () => void) {
      control.onIdle = callback;
    },
  };
  const beacons = new NetworkBeacons({
    ...rig,
    random: new TestRandom(4),
    transfers: control,
    onKeyRefresh: (netKeyIndex, phase) => phases.push(`${netKeyIndex}: ${phase}`),
  });
  const networks = keys.map((key) => new NetworkKeys({ crypto: virtualCrypto(rig.clock), key }));
  const packet = (beacon: Partial<SecureNetworkBeacon> = {}, key = 0) => {
    const values = { keyRefresh: false, ivUpdate: false, ivIndex: 7, ...beacon };
    const data = encodeSecureNetworkBeacon(networks[key]!, values);
    return Uint8Array.from([data.length + 1, 0x2b, ...data]);
  };
  const hear = (beacon: Partial<SecureNetworkBeacon> = {}, key = 0) =>
    rig.radio.hear(packet(beacon, key));
  /** The times at which the beacon of a network was sent. */
  const times = (key = 0) =>
    rig.air.log
      .filter(({ data }) => networks[key]!.networkId.every((octet, i) => data[4 + i] === octet))
      .map(({ time }) => time);
  return { ...rig, beacons, control, hear, packet, phases, times };
}

test("every subnet has its beacon every ten seconds, while the state is on", (t) => {
  const { air, clock, packet, settings, times } = make();
  clock.advance(100 * second);
  for (const key of [0, 1]) t.true(times(key).length >= 9 && times(key).length <= 11);
  t.deepEqual(air.log[0]!.data, packet());
  const { length } = air.log;
  settings.beacon = false;
  clock.advance(100 * second);
  t.is(air.log.length, length);
  settings.beacon = true;
  clock.advance(20 * second);
  t.true(air.log.length > length);
});

test("the more beacons of others, the fewer of its own, down to one in ten minutes", (t) => {
  const { clock, hear, times } = make();
  const run = (each: number, duration: number) => {
    const before = times().length;
    for (let at = 0; at < duration; at += each) {
      hear();
      clock.advance(each);
    }
    return times().length - before;
  };
  // One other beacon in 10 s: about half as many.
  const few = run(10 * second, 2000 * second);
  t.true(few >= 15 && few <= 120, `${few}`);
  const crowd = run(0.5 * second, 3000 * second);
  t.true(crowd >= 3 && crowd <= 12, `${crowd}`);
  clock.advance(1300 * second);
  const before = times().length;
  clock.advance(100 * second);
  t.true(times().length - before >= 8, "alone again");
});

test("the same beacon again costs no cryptography", (t) => {
  const { crypto, hear } = make();
  hear();
  const { cmacs } = crypto;
  t.true(cmacs > 0);
  for (let i = 0; i < 10; i++) hear();
  t.is(crypto.cmacs, cmacs);
  hear({ ivUpdate: true, ivIndex: 8 });
  t.is(crypto.cmacs, cmacs + 1);
});

test("one octet changed, and it is not the same beacon", (t) => {
  const { diagnostics, packet, radio, sequence } = make();
  const beacon = packet();
  radio.hear(beacon);
  // Behind length, AD type and beacon type.
  for (let at = 3; at < beacon.length; at++) {
    const changed = beacon.map((octet, i) => (i === at ? octet ^ 1 : octet));
    radio.hear(changed);
    radio.hear(beacon);
  }
  t.deepEqual(diagnostics.drops(), {
    "beacon.authentication": 13,
    "beacon.unknown-network": 8,
  });
  t.like(sequence.state, { ivIndex: 7, inProgress: false });
});

test("the beacon of a key that was revoked is nobody's, though it was heard before", (t) => {
  const { diagnostics, hear, subnets } = make();
  hear();
  hear();
  subnets.update(0, keys[2]!);
  subnets.setPhase(0, 3);
  hear();
  t.deepEqual(diagnostics.drops(), { "beacon.unknown-network": 1 });
  hear({}, 2);
  t.is(diagnostics.dropped("beacon.unknown-network"), 1);
});

test("what is no beacon of this network is counted by reason", (t) => {
  const { diagnostics, hear, packet, radio, sequence } = make();
  const events = () => diagnostics.drops();
  hear({}, 2);
  t.deepEqual(events(), { "beacon.unknown-network": 1 });
  const forged = packet({ ivUpdate: true, ivIndex: 8 });
  forged[23]! ^= 1;
  radio.hear(forged);
  t.is(diagnostics.dropped("beacon.authentication"), 1);
  const cut = packet().slice(0, 23);
  cut[0] = 22;
  radio.hear(cut);
  t.is(diagnostics.dropped("beacon.length"), 1);
  hear({ ivIndex: 6 });
  t.is(diagnostics.dropped("beacon.iv-index"), 1);
  t.like(sequence.state, { ivIndex: 7, inProgress: false });
});

test("an IV Update goes by beacons, and is told on within seconds", (t) => {
  const { air, clock, events, hear, packet, radio, sequence, settings } = make();
  hear({ ivUpdate: true, ivIndex: 8 });
  t.like(sequence.state, { ivIndex: 8, inProgress: true });
  t.is(sequence.ivIndex, 7);
  clock.advance(1.1 * second);
  t.deepEqual(air.log.at(0)?.data, packet({ ivUpdate: true, ivIndex: 8 }));
  hear({ ivIndex: 8 });
  t.true(sequence.state.inProgress, "not before 96 hours");
  settings.beacon = false;
  clock.advance(96 * hour);
  radio.hear(packet({ ivIndex: 8 }));
  t.like(sequence.state, { ivIndex: 8, inProgress: false });
  t.is(sequence.ivIndex, 8);
  t.deepEqual(
    events.filter(({ type }) => type === "iv-update"),
    [
      { type: "iv-update", ivIndex: 8, inProgress: true },
      { type: "iv-update", ivIndex: 8, inProgress: false },
    ],
  );
});

test("what would reset the numbers while a transfer is under way is done when it is through, as told last", (t) => {
  const { clock, control, hear, sequence, settings } = make();
  settings.beacon = false;
  hear({ ivUpdate: true, ivIndex: 8 });
  clock.advance(97 * hour);
  control.busy = true;
  hear({ ivIndex: 8 });
  t.like(sequence.state, { ivIndex: 8, inProgress: true });
  control.busy = false;
  control.onIdle!();
  t.like(sequence.state, { ivIndex: 8, inProgress: false });
  control.busy = true;
  control.onIdle = undefined;
  hear({ ivIndex: 10 });
  hear({ ivIndex: 12 });
  t.is(sequence.state.ivIndex, 8);
  control.busy = false;
  control.onIdle!();
  t.is(sequence.state.ivIndex, 12);
});

test("an update that nobody ends ends after 144 hours, or as soon as transfers are through", (t) => {
  const { beacons, clock, control, sequence, settings } = make();
  settings.beacon = false;
  t.true(beacons.startIvUpdate());
  t.false(beacons.startIvUpdate());
  clock.advance(143.5 * hour);
  t.true(sequence.state.inProgress);
  control.busy = true;
  clock.advance(3 * hour);
  t.true(sequence.state.inProgress);
  control.busy = false;
  control.onIdle!();
  t.false(sequence.state.inProgress);
  t.false(beacons.startIvUpdate(), "not before 96 hours");
  clock.advance(96 * hour);
  t.true(beacons.startIvUpdate());
});

test("a node that runs low of numbers starts an update by itself, on the primary subnet", (t) => {
  const { clock, records, sequence, subnets } = make();
  t.is(records.read("iv")!.length, 15);
  Object.defineProperty(sequence, "low", { get: () => true });
  clock.advance(1.1 * hour);
  t.like(sequence.state, { ivIndex: 8, inProgress: true });
  const other = make();
  other.subnets.delete(0);
  Object.defineProperty(other.sequence, "low", { get: () => true });
  other.clock.advance(1.1 * hour);
  t.like(other.sequence.state, { ivIndex: 7, inProgress: false });
  t.is(subnets.list.length, 2);
});

test("a member of the primary subnet heeds the IV Index of its beacons alone", (t) => {
  const { hear, sequence, subnets } = make();
  hear({ ivUpdate: true, ivIndex: 8 }, 1);
  t.like(sequence.state, { ivIndex: 7, inProgress: false });
  subnets.delete(0);
  hear({ ivUpdate: true, ivIndex: 8 }, 1);
  t.like(sequence.state, { ivIndex: 8, inProgress: true });
});

test("a beacon far ahead is a recovery, one too far ahead is nothing", (t) => {
  const { clock, hear, sequence, settings } = make();
  settings.beacon = false;
  hear({ ivIndex: 7 + 43 });
  t.is(sequence.state.ivIndex, 7);
  hear({ ivIndex: 7 + 42 });
  t.is(sequence.state.ivIndex, 49);
  hear({ ivIndex: 60 });
  t.is(sequence.state.ivIndex, 49, "not before 192 hours");
  clock.advance(192 * hour);
  hear({ ivIndex: 60 });
  t.is(sequence.state.ivIndex, 60);
});

type Beacon = readonly [keyRefresh: boolean, key: 0 | 2];
const refreshes: readonly (readonly [string, 1 | 2, Beacon, phase: 0 | 1 | 2])[] = [
  ["phase 1, old key", 1, [false, 0], 1],
  ["phase 1, old key with the flag", 1, [true, 0], 1],
  ["phase 1, new key with the flag", 1, [true, 2], 2],
  ["phase 1, new key without", 1, [false, 2], 0],
  ["phase 2, old key", 2, [false, 0], 2],
  ["phase 2, old key with the flag", 2, [true, 0], 2],
  ["phase 2, new key with the flag", 2, [true, 2], 2],
  ["phase 2, new key without", 2, [false, 2], 0],
];

for (const [name, start, [keyRefresh, key], phase] of refreshes)
  test(`a key refresh by beacon: ${name}`, (t) => {
    const { hear, phases, subnets } = make();
    subnets.update(0, keys[2]!);
    if (start === 2) subnets.setPhase(0, 2);
    hear({ keyRefresh }, key);
    t.is(subnets.get(0)!.phase, phase);
    t.deepEqual(phases, phase === start ? [] : [`0: ${phase}`]);
    t.deepEqual(subnets.get(0)!.keys.key, phase === 0 ? keys[2] : keys[0]);
    hear({ keyRefresh }, key);
    t.is(subnets.get(0)!.phase, phase);
  });

test("in phase 2 a beacon of the old key tells nothing, though it was heard before", (t) => {
  const { diagnostics, hear, sequence, subnets } = make();
  hear();
  subnets.update(0, keys[2]!);
  subnets.setPhase(0, 2);
  hear();
  hear({ ivUpdate: true, ivIndex: 8 });
  hear({ ivIndex: 20 });
  t.like(sequence.state, { ivIndex: 7, inProgress: false });
  t.is(diagnostics.dropped("beacon.old-key"), 3);
  hear({ keyRefresh: true, ivUpdate: true, ivIndex: 8 }, 2);
  t.like(sequence.state, { ivIndex: 8, inProgress: true });
});

test("each subnet has an interval of its own: one with many beacons does not silence another", (t) => {
  const { clock, hear, times } = make();
  for (let at = 0; at < 600; at++) {
    hear();
    clock.advance(second);
  }
  const busy = times(0).length;
  const quiet = times(1).length;
  t.true(busy <= 12, `${busy} of the subnet that has many`);
  t.true(quiet >= 59, `${quiet} of the other`);
});

test("in phase 2 the beacon is made with the new key, and says so", (t) => {
  const { air, beacons, clock, packet, subnets } = make();
  subnets.delete(1);
  subnets.update(0, keys[2]!);
  beacons.announce();
  clock.advance(1.1 * second);
  t.deepEqual(air.log.at(-1)!.data, packet());
  subnets.setPhase(0, 2);
  beacons.announce();
  clock.advance(1.1 * second);
  t.deepEqual(air.log.at(-1)!.data, packet({ keyRefresh: true }, 2));
});

test("close ends beacons and hours", (t) => {
  const { beacons, clock, hear, sequence } = make();
  beacons.close();
  t.is(clock.pending, 0);
  hear({ ivUpdate: true, ivIndex: 8 });
  t.is(sequence.state.ivIndex, 7);
});
