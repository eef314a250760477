import test from "ava";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import { NetworkBeacons } from "../../../modules/network/network-beacons.js";
import { encodeMeshPrivateBeacon } from "../../../modules/network/private-beacon.js";
import { PrivateBeacons } from "../../../modules/network/private-beacons.js";
import type { SecureNetworkBeacon } from "../../../modules/network/secure-network-beacon.js";
import { keys, networkLayer } from "../../support/network-layer.js";
import { TestRandom } from "../../support/test-random.js";
import { virtualCrypto } from "../../support/virtual-crypto.js";

const second = 1000;

function make() {
  const rig = networkLayer();
  rig.settings.beacon = false;
  const phases: string[] = [];
  const beacons = new NetworkBeacons({
    ...rig,
    random: new TestRandom(4),
    transfers: { busy: false, whenIdle: (callback) => callback() },
    onKeyRefresh: (netKeyIndex, phase) => phases.push(`${netKeyIndex}: ${phase}`),
  });
  const privateBeacons = new PrivateBeacons({ beacons });
  const networks = keys.map((key) => new NetworkKeys({ crypto: virtualCrypto(rig.clock), key }));
  let count = 0;
  const packet = (beacon: Partial<SecureNetworkBeacon> = {}, key = 0) => {
    const values = { keyRefresh: false, ivUpdate: false, ivIndex: 7, ...beacon };
    const data = encodeMeshPrivateBeacon(networks[key]!, new Uint8Array(13).fill(count++), values);
    return Uint8Array.from([data.length + 1, 0x2b, ...data]);
  };
  const hear = (beacon: Partial<SecureNetworkBeacon> = {}, key = 0) =>
    rig.radio.hear(packet(beacon, key));
  return { ...rig, beacons, hear, networks, packet, phases, privateBeacons };
}

test("every subnet has its own every ten seconds, fewer where others send them", (t) => {
  const { air, clock, hear, privateBeacons } = make();
  clock.advance(50 * second);
  t.is(air.log.length, 0);
  privateBeacons.enabled = true;
  clock.advance(100 * second);
  t.true(air.log.length >= 18 && air.log.length <= 22, `${air.log.length}`);
  const others = (subnets: readonly number[]) => {
    for (let at = 0; at < 1000; at++) {
      for (const key of subnets) hear({}, key);
      clock.advance(second);
    }
    return air.log.splice(0).length;
  };
  others([0, 1]);
  const few = others([0, 1]);
  t.true(few < 10, `${few}`);
  // Those of one subnet do not silence the other.
  others([0]);
  const half = others([0]);
  t.true(half > 90 && half < 110, `${half}`);
  privateBeacons.enabled = false;
  air.log.length = 0;
  clock.advance(1000 * second);
  t.is(air.log.length, 0);
});

test("the same beacon again costs no cryptography", (t) => {
  const { crypto, hear, packet, radio } = make();
  hear({}, 1);
  const again = packet({}, 1);
  radio.hear(again);
  const { opens } = crypto;
  t.true(opens > 0);
  for (let i = 0; i < 10; i++) radio.hear(again);
  t.is(crypto.opens, opens);
});

test("what is no beacon of this network is counted by reason", (t) => {
  const { diagnostics, hear, packet, radio, sequence } = make();
  hear({}, 2);
  const forged = packet({ ivUpdate: true, ivIndex: 8 });
  forged[20]! ^= 1;
  radio.hear(forged);
  t.is(diagnostics.dropped("beacon.unknown-network"), 2);
  const cut = packet().slice(0, 28);
  cut[0] = 27;
  radio.hear(cut);
  const long = Uint8Array.from([...packet(), 0]);
  long[0] = 29;
  radio.hear(long);
  t.is(diagnostics.dropped("beacon.length"), 2);
  hear({ ivIndex: 6 });
  t.is(diagnostics.dropped("beacon.iv-index"), 1);
  t.like(sequence.state, { ivIndex: 7, inProgress: false });
});

type Beacon = readonly [keyRefresh: boolean, key: 0 | 2];
const refreshes: readonly (readonly [string, 1 | 2, Beacon, phase: 0 | 1 | 2])[] = [
  ["phase 1, old key", 1, [false, 0], 1],
  ["phase 1, new key with the flag", 1, [true, 2], 2],
  ["phase 1, new key without", 1, [false, 2], 0],
  ["phase 2, old key", 2, [false, 0], 2],
  ["phase 2, old key with the flag", 2, [true, 0], 2],
  ["phase 2, new key with the flag", 2, [true, 2], 2],
  ["phase 2, new key without", 2, [false, 2], 0],
];

for (const [name, start, [keyRefresh, key], phase] of refreshes)
  test(`a key refresh by private beacon: ${name}`, (t) => {
    const { packet, phases, radio, subnets } = make();
    subnets.update(0, keys[2]!);
    if (start === 2) subnets.setPhase(0, 2);
    const beacon = packet({ keyRefresh }, key);
    radio.hear(beacon);
    t.is(subnets.get(0)!.phase, phase);
    t.deepEqual(phases, phase === start ? [] : [`0: ${phase}`]);
    radio.hear(beacon);
    t.is(subnets.get(0)!.phase, phase);
  });

test("the beacon of a key that was revoked is nobody's, though it was heard before", (t) => {
  const { diagnostics, packet, radio, subnets } = make();
  const old = packet();
  radio.hear(old);
  subnets.update(0, keys[2]!);
  subnets.setPhase(0, 3);
  radio.hear(old);
  t.is(diagnostics.dropped("beacon.unknown-network"), 1);
});

test("in phase 2 the beacon of the old key tells nothing, though it was heard before", (t) => {
  const { diagnostics, packet, radio, sequence, subnets } = make();
  const old = packet({ ivUpdate: true, ivIndex: 7 });
  radio.hear(old);
  subnets.update(0, keys[2]!);
  subnets.setPhase(0, 2);
  radio.hear(old);
  for (const [ivIndex, ivUpdate] of [
    [8, true],
    [20, false],
  ] as const)
    radio.hear(packet({ ivUpdate, ivIndex }));
  t.like(sequence.state, { ivIndex: 7, inProgress: false });
  t.is(diagnostics.dropped("beacon.old-key"), 3);
  radio.hear(packet({ keyRefresh: true, ivUpdate: true, ivIndex: 8 }, 2));
  t.like(sequence.state, { ivIndex: 8, inProgress: true });
});

test("they follow the others when something changes, and close with them", (t) => {
  const { air, beacons, bearer, clock, diagnostics, hear, privateBeacons } = make();
  privateBeacons.enabled = true;
  clock.advance(2 * second);
  air.log.length = 0;
  beacons.announce();
  clock.advance(1.1 * second);
  t.is(air.log.length, 2);
  beacons.close();
  air.log.length = 0;
  clock.advance(100 * second);
  t.is(air.log.length, 0);
  hear({}, 2);
  t.is(diagnostics.dropped("beacon.unknown-network"), 0);
  bearer.close();
});
