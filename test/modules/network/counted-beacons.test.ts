import test, { type ExecutionContext } from "ava";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import type { PacketFilter } from "../../../modules/host/radio.js";
import { NetworkBeacons } from "../../../modules/network/network-beacons.js";
import { encodeSecureNetworkBeacon } from "../../../modules/network/secure-network-beacon.js";
import { keys, networkLayer } from "../../support/network-layer.js";
import { TestRandom } from "../../support/test-random.js";
import { virtualCrypto } from "../../support/virtual-crypto.js";

const second = 1000;

/** A filter that counts beacons and passes everything else. */
class CountingFilter implements PacketFilter {
  readonly unknownTypes = 0;
  readonly unknownNids = 0;
  readonly repeats = 0;
  known: string | undefined;
  #count = 0;

  set(): void {
    this.known = undefined;
  }

  countBeacons(beacon: Uint8Array | undefined): number {
    const count = this.#count;
    this.#count = 0;
    this.known = beacon && `${beacon.length + 1} 43 ${beacon.join(" ")}`;
    return count;
  }

  takes(packet: Uint8Array): boolean {
    if (packet.join(" ") !== this.known) return false;
    this.#count++;
    return true;
  }
}

/** Nodes on the same network that hear the same: the radio of the second counts beacons. */
function pair() {
  const filter = new CountingFilter();
  const nodes = [undefined, filter].map((given) => {
    const rig = networkLayer(1, [], given);
    const beacons = new NetworkBeacons({
      ...rig,
      random: new TestRandom(4),
      transfers: { busy: false, whenIdle: () => undefined },
      onKeyRefresh: () => beacons.announce(),
    });
    return { ...rig, beacons };
  });
  const [plain, counting] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
  const networks = keys.map((key) => new NetworkKeys({ crypto: virtualCrypto(plain.clock), key }));
  const packet = (key: number, ivIndex: number, ivUpdate = false, keyRefresh = false) => {
    const data = encodeSecureNetworkBeacon(networks[key]!, { keyRefresh, ivUpdate, ivIndex });
    return Uint8Array.from([data.length + 1, 0x2b, ...data]);
  };
  /** Whether the second node was called. */
  const hear = (data: Uint8Array): boolean => {
    plain.radio.hear(data);
    if (filter.takes(data)) return false;
    counting.radio.hear(data);
    return true;
  };
  const both = (work: (node: (typeof nodes)[0]) => void) => nodes.forEach(work);
  const equal = (t: ExecutionContext, what?: string) => {
    t.deepEqual(counting.air.log, plain.air.log, what);
    t.deepEqual(counting.sequence.state, plain.sequence.state, what);
    t.deepEqual(counting.diagnostics.drops(), plain.diagnostics.drops(), what);
  };
  return { both, counting, equal, filter, hear, packet, plain };
}

/** The same with one subnet. */
function alone() {
  const nodes = pair();
  nodes.both(({ subnets }) => subnets.delete(1));
  return nodes;
}

test("the same beacon again does not call the node, which sends its own as seldom", (t) => {
  const { both, equal, hear, packet, plain } = alone();
  let calls = 0;
  for (let i = 0; i < 3000; i++) {
    if (hear(packet(0, 7))) calls++;
    both(({ clock }) => clock.advance(0.5 * second));
  }
  equal(t);
  const own = plain.air.log.length;
  t.true(own >= 3 && own <= 10, `${own}`);
  t.true(calls >= own && calls <= 2 * own + 2, `${calls} calls, ${own} own beacons`);
});

const changes: Readonly<Record<string, (nodes: ReturnType<typeof alone>) => void>> = {
  "an IV Update": ({ hear, packet }) => void hear(packet(0, 8, true)),
  "an IV Update of its own": ({ both }) => both(({ beacons }) => void beacons.startIvUpdate()),
  "a new key": ({ both }) => both(({ subnets }) => void subnets.update(0, keys[2]!)),
  "another subnet": ({ both }) => both(({ subnets }) => void subnets.add(1, keys[1]!)),
  "another receiver": ({ both }) => both(({ bearer }) => void bearer.onBeacon(1, () => undefined)),
  "an observer": ({ both }) => both(({ bearer }) => void bearer.observe(() => undefined)),
};

for (const [what, change] of Object.entries(changes))
  test(`after ${what} the next beacon calls the node`, (t) => {
    const nodes = alone();
    const { both, equal, hear, packet } = nodes;
    hear(packet(0, 7));
    t.true(hear(packet(0, 7)), "it is as the one before: the radio counts it from now on");
    t.false(hear(packet(0, 7)));
    change(nodes);
    t.true(hear(packet(0, 7)));
    both(({ clock }) => clock.advance(60 * second));
    equal(t);
  });

test("while it is in two subnets, no beacon is counted by the radio", (t) => {
  const { filter, hear, packet } = pair();
  for (let i = 0; i < 5; i++) for (const key of [0, 1]) t.true(hear(packet(key, 7)));
  t.is(filter.known, undefined);
});

test("one that means something is not counted by the radio, however often it comes", (t) => {
  const { equal, hear, packet, plain } = alone();
  for (let i = 0; i < 5; i++) t.true(hear(packet(0, 6)));
  t.is(plain.diagnostics.dropped("beacon.iv-index"), 5);
  equal(t);
});

test("what was counted of a subnet is not that of one which is added after it", (t) => {
  const { both, equal, hear, packet } = pair();
  both(({ subnets }) => subnets.delete(0));
  both(({ clock }) => clock.advance(11 * second));
  for (let i = 0; i < 30; i++) hear(packet(1, 7));
  both(({ subnets }) => subnets.add(0, keys[0]!));
  both(({ clock }) => clock.advance(2000 * second));
  equal(t);
});

test("whatever happens, both do the same", (t) => {
  let counted = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const random = new TestRandom(seed);
    const { both, equal, hear, packet } = pair();
    const ways: readonly (() => void)[] = [
      () => both(({ subnets }) => subnets.delete(random.below(1))),
      () => both(({ subnets }) => subnets.add(1, keys[1]!)),
      () => both(({ subnets }) => subnets.update(0, keys[2]!)),
      () => both(({ subnets }) => subnets.setPhase(0, 2)),
      () => both(({ subnets }) => subnets.setPhase(0, 3)),
      () => both(({ beacons }) => beacons.announce()),
      () => hear(packet(random.below(3), 7 + random.below(3), random.below(2) === 0)),
      () => hear(packet(2, 7, false, true)),
      () => both(({ subnets }) => subnets.delete(1)),
    ];
    for (let i = 0; i < 60; i++) {
      ways[random.below(ways.length)]!();
      const key = random.below(3);
      for (let n = random.below(12); n > 0; n--) if (!hear(packet(key, 7))) counted++;
      const step = random.below(15) * second;
      both(({ clock }) => clock.advance(step));
    }
    equal(t, `seed ${seed}`);
  }
  t.true(counted > 500, `${counted}`);
});

test("what was counted for a node that was closed is not of the next one on its radio", (t) => {
  const { both, equal, filter, hear, packet } = alone();
  for (let i = 0; i < 9; i++) hear(packet(0, 7));
  t.not(filter.known, undefined);
  both((node) => {
    node.beacons.close();
    node.beacons = new NetworkBeacons(node.beacons.options);
  });
  both(({ clock }) => clock.advance(200 * second));
  equal(t);
});
