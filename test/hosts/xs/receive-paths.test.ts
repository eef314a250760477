import test from "ava";
import { NodeCrypto } from "../../../hosts/node/crypto.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import type { Program } from "../../../hosts/xs/engine.js";
import { virtualAddress } from "../../../modules/crypto/toolbox.js";
import { accessPdu, advertisement } from "../../support/access-packets.js";
import { ProbeAsk } from "../../support/probe-models.js";
import { receiveProgram, sameOnAllPaths, type Scene } from "../../support/receive-runs.js";
import type { TestRandom } from "../../support/test-random.js";
import { nodeAddress, start, startKeys, testKey, type ReceiveChange } from "./firmware/receive.js";

const packets = 3000;
const label = 31;
const virtual = virtualAddress(new NodeCrypto({ clock: new VirtualClock() }), testKey(label));
const groups = [0xc000, 0xc123, 0xfffe];
const sources = [0x0200, 0x0201, 0x0202, 0x0300];
const toNode = [nodeAddress, nodeAddress, nodeAddress + 1];
const destinations = [...toNode, ...toNode, ...groups, 0xc456, 0xffff, virtual, 0x0400, 0x0102];
/** Octets of keys that the node has at times, and of one that it never has. */
const netKeys = [startKeys.netKeys[0], startKeys.netKeys[0], 3, startKeys.netKeys[1]];
const appKeys = [...startKeys.appKeys, 14, 15, 99];
const usualNetKeys = [startKeys.netKeys[0], 3];
const usualAppKeys = [startKeys.appKeys[0], 14];
const usualDestinations = [...toNode, 0xc000, 0xc123, 0xffff];
const devices = [startKeys.device, startKeys.device, 98];

/** What changes before some packets: keys come and go, a Key Refresh procedure runs, groups are left. */
const changes: Readonly<Record<number, ReceiveChange>> = {
  0: { subscriptions: [{ address: 0xc000 }, { address: virtual, label }] },
  300: { relay: true },
  600: { refresh: { step: 1, netKey: 3, appKey: 14 } },
  900: { deleteKey: 1, subscriptions: [{ address: 0xc123 }, { address: 0xfffe }] },
  1200: { refresh: { step: 2, netKey: 3, appKey: 14 } },
  1500: { addKey: { index: 1, octet: 15 }, relay: false },
  1800: { refresh: { step: 3, netKey: 3, appKey: 14 } },
  2100: { deleteKey: 2, subscriptions: [] },
  2400: { addKey: { index: 2, octet: 13 }, subscriptions: groups.map((address) => ({ address })) },
};

function pick<T>(random: TestRandom, list: readonly T[]): T {
  return list[random.below(list.length)]!;
}

/** Payloads: what the models answer, with and without all its octets, and opcodes of other models. */
function makePayload(random: TestRandom): Uint8Array {
  const ask = ProbeAsk.encode({ value: random.below(256) });
  const kind = random.below(8);
  if (kind === 0) return random.bytes(1 + random.below(11));
  return kind === 1 ? Uint8Array.of(...ask, 0) : ask;
}

/** An advertisement: messages with right and wrong keys, segments, control messages, changed octets. */
function makePacket(random: TestRandom, seq: number): Uint8Array {
  const device = random.below(4) === 0;
  // Half of them have what the node has most of the time.
  const usual = random.below(2) === 0;
  const dst = pick(random, usual ? usualDestinations : destinations);
  const packet = {
    netKey: pick(random, usual ? usualNetKeys : netKeys),
    key: pick(random, device ? devices : usual ? usualAppKeys : appKeys),
    device,
    src: pick(random, sources),
    dst,
    ttl: random.below(6),
    // At times lower than one before.
    seq: random.below(6) === 0 ? Math.max(0, seq - random.below(50)) : seq,
    ivIndex: 0,
    payload: makePayload(random),
    label: dst === virtual && random.below(4) > 0 ? testKey(label) : undefined,
  };
  const control = random.below(12) === 0;
  let bytes = accessPdu(packet);
  const kind = random.below(10);
  if (control || kind === 0) bytes = random.bytes(1 + random.below(control ? 12 : 16));
  else if (kind === 1) bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
  const made = advertisement(packet, bytes, control);
  if (random.below(20) === 0) made[2 + random.below(made.length - 2)]! ^= 1 << random.below(8);
  return made;
}

/** New packets, and copies of earlier ones. */
function maker(random: TestRandom): (number: number) => Uint8Array {
  const before: Uint8Array[] = [];
  return (i) => {
    const copy = random.below(8) === 0 && before.length > 0;
    const packet = copy ? pick(random, before) : makePacket(random, i);
    before.push(packet);
    if (before.length > 20) before.shift();
    return packet;
  };
}

function sceneOf(seed: number): Scene {
  const pause = (random: TestRandom, i: number) => random.below(i % 500 < 250 ? 10 : 200);
  return { start, seed, packets, changes, maker, pause };
}

let program: Program;
test.before(async () => {
  program = await receiveProgram("receive");
});
test.after.always(() => program.close());

const counted = [
  ...["network.replay", "network.cached", "network.not-for-us", "network.decrypt"],
  ...["transport.no-key", "transport.decrypt", "transport.address"],
  ...["access.no-model", "access.not-bound", "access.length"],
];

for (const seed of [1, 2, 3, 4])
  test(`messages opened in C are those that JavaScript opens, in the same order, seed ${seed}`, (t) => {
    const inC = sameOnAllPaths(t, program, sceneOf(seed));
    t.true(inC.heard.length > packets / 20, "models get messages");
    for (const reason of counted) t.true(inC.drops[reason]! > 10, reason);
  });

/** Often the PDU that the radio just heard comes by a connection, too, at times after its subnet was deleted. */
function sceneWithConnection(seed: number): Scene {
  const scene = sceneOf(seed);
  const also: Record<number, ReceiveChange> = {
    0: { subscriptions: changes[0]!.subscriptions! },
    700: { relay: true },
    1400: { relay: false },
  };
  const withRepeats: Scene["maker"] = (random) => {
    const make = maker(random);
    return (i) => {
      const packet = make(i);
      const subnet = i % 20 === 5 ? false : i % 20 === 15 ? true : undefined;
      const again = random.below(3) === 0;
      also[i + 1] = {
        ...also[i + 1],
        ...(again && { brought: [...packet.subarray(2)] }),
        ...(subnet !== undefined && { subnet }),
      };
      return packet;
    };
  };
  return { ...scene, changes: also, maker: withRepeats };
}

for (const seed of [1, 2])
  test(`a PDU that was opened in C is known when a connection brings it again, seed ${seed}`, (t) => {
    const inC = sameOnAllPaths(t, program, sceneWithConnection(seed));
    t.true(inC.drops["network.cached"]! > packets / 10);
  });
