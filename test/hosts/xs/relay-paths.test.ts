import test from "ava";
import { fileURLToPath } from "node:url";
import { NodeCrypto } from "../../../hosts/node/crypto.js";
import { nodeHost } from "../../../hosts/node/host.js";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { Engine, type Program } from "../../../hosts/xs/engine.js";
import type { Firmware } from "../../../modules/firmware/start.js";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import { ClearPdu, NonceType } from "../../../modules/host/network-cipher.js";
import { AesNetworkCipher } from "../../../modules/network/network-cipher.js";
import { group, netKey, receiverAddress } from "../../../tools/bench/packets.js";
import { StationFilter } from "../../../tools/air/packet-filter.js";
import { ListingRadio } from "../../support/listing-radio.js";
import { TestRandom } from "../../support/test-random.js";
import { newNetKey, start, type RelayState } from "./firmware/relay.js";

const entry = fileURLToPath(new URL("firmware/relay.ts", import.meta.url));
const packets = 3000;
/** When a Key Refresh procedure begins, and when the node sends with the new key. */
const phase1 = 1000;
const phase2 = 2000;

const crypto = new NodeCrypto({ clock: new VirtualClock() });
const keys = [netKey(), newNetKey()].map((key) => new NetworkKeys({ crypto, key }));
const sealing = new AesNetworkCipher();
sealing.setKeys(keys);
const sources = [0x0200, 0x0201, 0x0202, 0x0300];
const destinations = [0x0200, 0x0201, 0x0400, 0x0400, receiverAddress, group, 0xc123, 0xffff];

/** An advertisement with a PDU of few sources: messages, segments, acknowledgments, copies of them. */
function makePacket(random: TestRandom, seq: number, newKey: boolean): Uint8Array {
  const clear = new Uint8Array(ClearPdu.size);
  const acknowledgment = random.below(8) === 0;
  const control = acknowledgment || random.below(8) === 0;
  const length = acknowledgment ? 15 : 9 + random.below(control ? 12 : 16);
  const src = sources[random.below(sources.length)]!;
  const dst = destinations[random.below(destinations.length)]!;
  clear.set([(control ? 0x80 : 0) | random.below(5), 0, seq >> 8, seq, src >> 8, src & 0xff]);
  clear.set([dst >> 8, dst & 0xff], ClearPdu.dst);
  for (let at = ClearPdu.transport; at < length; at++) clear[at] = random.below(256);
  // SeqZero 0 to 3, so that acknowledgments are of segments that are on their way.
  clear[ClearPdu.transport] = acknowledgment ? 0 : random.below(2) * 0x80 + 1 + random.below(0x3f);
  clear[ClearPdu.transport + 1] = 0;
  clear[ClearPdu.transport + 2]! &= 0x0f;
  const room = new Uint8Array(29);
  const octets = sealing.seal(
    NonceType.network,
    newKey ? random.below(2) : 0,
    0,
    clear,
    length,
    room,
  );
  if (random.below(16) === 0) room[random.below(octets)]! ^= 1 << random.below(8);
  return Uint8Array.of(1 + octets, 0x2a, ...room.subarray(0, octets));
}

interface Outcome {
  readonly list: string[];
  readonly drops: Record<string, number>;
}

/** Boots a light on a radio with so many sets, and lets it hear the packets of a seed. */
function run(
  sets: number,
  seed: number,
  boot: (radio: ListingRadio, clock: VirtualClock) => Pick<Firmware, "call" | "close">,
): Outcome {
  const clock = new VirtualClock(0.25);
  const radio = new ListingRadio(clock, sets);
  const random = new TestRandom(seed);
  const light = boot(radio, clock);
  const heard: Uint8Array[] = [];
  for (let i = 0; i < packets; i++) {
    if (i % 200 === 0) {
      const transmissions = 1 + random.below(8);
      const interval = 10 + 10 * random.below(5);
      const relay = random.below(5) > 0;
      const refresh =
        i === phase1 ? ({ refresh: 1 } as const) : i === phase2 ? ({ refresh: 2 } as const) : {};
      const state: RelayState = { relay, transmissions, interval, ...refresh };
      light.call!("relay", state);
    }
    const copy = random.below(6) === 0 && heard.length > 0;
    const packet = copy ? heard[random.below(heard.length)]! : makePacket(random, i, i >= phase1);
    heard.push(packet);
    if (heard.length > 20) heard.shift();
    radio.hear(packet);
    // At times they come so fast that the queue is full.
    clock.advanceTo(clock.now() + random.below(i % 600 < 300 ? 12 : 150));
  }
  clock.advanceTo(clock.now() + 20_000);
  const drops = light.call!("drops", null) as Record<string, number>;
  light.close();
  return { list: radio.list, drops };
}

function onNode(sets: number, seed: number): Outcome {
  return run(sets, seed, (radio, clock) => {
    radio.filter = new StationFilter();
    return start(nodeHost({ clock, radio, random: new SeededRandom(`relay ${seed}`) }));
  });
}

let program: Program;
test.before(async () => {
  program = await Engine.load({ entry: entry });
});
test.after.always(() => program.close());

/** Without a trace its radio retransmits in C; with one JavaScript does. */
function onXs(sets: number, seed: number, traced: boolean): Outcome {
  return run(sets, seed, (radio, clock) => {
    const random = new SeededRandom(`relay ${seed}`);
    const host = nodeHost({ clock, radio, random, ...(traced ? { trace: () => undefined } : {}) });
    return program.boot({ host, random: "host" });
  });
}

for (const sets of [1, 2, 4])
  test(`relaying in C sends the same PDUs at the same times as JavaScript, ${sets} sets`, (t) => {
    for (const seed of [1, 2]) {
      const inC = onXs(sets, seed, false);
      const traced = onXs(sets, seed, true);
      const node = onNode(sets, seed);
      t.deepEqual(inC.list, traced.list);
      t.deepEqual(inC.list, node.list);
      t.deepEqual(sorted(inC.drops), sorted(traced.drops));
      t.deepEqual(sorted(inC.drops), sorted(node.drops));
      t.true(inC.list.length > packets / 4, "it relays");
      for (const { nid } of keys)
        t.true(sends(inC, nid), "with the key, and later with the new one");
      t.true(inC.drops["bearer.queue-full"]! > 10, "the queue is full at times");
    }
  });

/** Whether an outcome has PDUs with a NID. */
function sends({ list }: Outcome, nid: number): boolean {
  const head = `2a${nid.toString(16).padStart(2, "0")}`;
  return list.some((line) => line.split(" ")[3]?.startsWith(head, 2));
}

function sorted(drops: Record<string, number>): [string, number][] {
  return Object.entries(drops).sort(([a], [b]) => (a < b ? -1 : 1));
}
