import test from "ava";
import { fileURLToPath } from "node:url";
import { NodeCrypto } from "../../../hosts/node/crypto.js";
import { nodeHost } from "../../../hosts/node/host.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { Engine, type Program } from "../../../hosts/xs/engine.js";
import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import type { PacketFilter, PacketReceiver, Radio } from "../../../modules/host/radio.js";
import { NodeFilter } from "../../../tools/air/node-filter.js";
import { StationFilter } from "../../../tools/air/packet-filter.js";
import {
  foreignNetKey,
  netKey,
  PacketMaker,
  receiverAddress,
} from "../../../tools/bench/packets.js";
import { silentRadio } from "../../../tools/bench/silent-radio.js";
import { CryptoMemory } from "../../../tools/simulation/shared-crypto/crypto-memory.js";
import { SharedCrypto } from "../../../tools/simulation/shared-crypto/shared-crypto.js";
import { mixedPackets } from "../../support/mixed-packets.js";
import { start } from "./firmware/counting.js";

const entry = fileURLToPath(new URL("firmware/counting.ts", import.meta.url));
let program: Program;
test.before(async () => {
  program = await Engine.load({ entry });
});
test.after.always(() => program.close());

interface Rig {
  readonly node: Pick<Firmware, "call" | "close">;
  readonly clock: VirtualClock;
  readonly hear: (packet: Uint8Array) => void;
  /** Work of JavaScript so far: byte codes on XS, calls of the receiver elsewhere. */
  readonly work: () => number;
}

type Boot = (host: Host) => { node: Rig["node"]; work?: () => number };

/** A light on a radio that a test speaks to. `filter`: of the radio. */
function rig(
  boot: Boot,
  traced: boolean,
  filterOf?: (station: StationFilter, clock: VirtualClock) => PacketFilter,
): Rig {
  const clock = new VirtualClock(0.25);
  const station = new StationFilter();
  let receiver: PacketReceiver | undefined;
  let calls = 0;
  const filter = filterOf?.(station, clock);
  const scan = (given: PacketReceiver | undefined) => void (receiver = given);
  const radio: Radio = { ...silentRadio, scan, ...(filter && { filter }) };
  const host = nodeHost({ clock, radio, ...(traced && { trace: () => undefined }) });
  const { node, work = () => calls } = boot(host);
  const hear = (packet: Uint8Array) => {
    if (!filter || (station.takes(packet) && !station.spares(packet, -50, 0))) {
      calls++;
      receiver?.(packet.slice(), -50);
    }
    while (clock.nextTime === clock.now()) clock.runNext();
  };
  return { node, clock, hear, work };
}

function onXs(traced: boolean): Rig {
  const boot: Boot = (host) => {
    const machine = program.boot({ host });
    return { node: machine, work: () => machine.heap().instructions };
  };
  return rig(boot, traced);
}

/** `judges`: the radio's filter has the network judge, and keeps the times; otherwise the bearer does. */
function onNode(traced: boolean, judges: boolean): Rig {
  const boot: Boot = (host) => {
    const crypto = new SharedCrypto({ clock: host.clock, memory: new CryptoMemory() });
    return { node: start({ ...host, crypto }) };
  };
  return rig(boot, traced, (station, clock) =>
    judges ? new NodeFilter(station, clock, traced) : station,
  );
}

const hosts: Readonly<Record<string, () => Rig>> = {
  "in C": () => onXs(false),
  "on XS, traced": () => onXs(true),
  "on Node.js": () => onNode(false, true),
  "on Node.js, traced": () => onNode(true, true),
  "by the bearer": () => onNode(false, false),
};

const crypto = new NodeCrypto({ clock: new VirtualClock() });
const own = new PacketMaker(crypto, netKey());
const foreign = new PacketMaker(crypto, foreignNetKey());
const message = own.packet(1, 7);
const forged = own.packet(2, 7).map((octet, i) => (i === 20 ? octet ^ 1 : octet));
const short = (octet: number) => Uint8Array.of(3, 0x2a, own.nid, octet);
const pdu = (seq: number, ttl = 7) => own.acknowledged({ seq, ttl, dst: 0x0300, src: 0x0201 });

/** Packets in their order, and how many network PDUs are counted in each. */
const table: readonly (readonly [what: string, packet: Uint8Array, counted: number])[] = [
  ["a message for the node's group", message, 1],
  ["the same octets again", message, 0],
  ["its copy by another relay", own.packet(1, 6), 1],
  ["one of another network", foreign.packet(1, 7), 0],
  ["one for another node", pdu(3), 1],
  ["its copy", pdu(3, 6), 1],
  [
    "one from the node's own address",
    own.acknowledged({ seq: 4, ttl: 7, src: receiverAddress }),
    1,
  ],
  ["one to the unassigned address", own.acknowledged({ seq: 5, ttl: 7, dst: 0 }), 1],
  ["one with a wrong NetMIC", forged, 1],
  ["one that is too short", short(0), 1],
  ["two in one packet", Uint8Array.of(...short(1), ...short(2)), 2],
  ["one behind flags", Uint8Array.of(2, 1, 6, ...pdu(6)), 1],
  ["one before the early end", Uint8Array.of(...pdu(7), 0, 0), 1],
  ["one behind the early end", Uint8Array.of(2, 0x2b, 1, 0, ...short(3)), 0],
  ["one whose length does not fit", pdu(8).slice(0, -1), 0],
  ["one before a length that does not fit", Uint8Array.of(...short(4), 9, 1), 0],
  ["nothing", Uint8Array.of(0), 0],
  ["a beacon", Uint8Array.of(3, 0x2b, 1, 0), 0],
  ["a PB-ADV PDU", Uint8Array.of(8, 0x29, 0, 0, 0, 1, 0x80, 7, 0), 0],
];

/**
 * How many PDUs are counted in `packet`: 0, 1, or 2 for two and more, where the times of two are kept.
 * `number`: of PDUs that come before it.
 */
function counted({ clock, hear, node }: Rig, packet: Uint8Array, number: number): number {
  hear(pdu(300 + 2 * number));
  clock.advanceTo(clock.now() + 1);
  hear(pdu(301 + 2 * number));
  clock.advanceTo(clock.now() + 10.5);
  hear(packet);
  const [age] = node.call!("ages", null) as number[];
  return [11.5, 10.5, 0].indexOf(age!);
}

for (const [name, make] of Object.entries(hosts))
  test(`${name}: which network PDUs are counted`, (t) => {
    const light = make();
    light.node.call!("keep", 2);
    table.forEach(([what, packet, expected], i) => t.is(counted(light, packet, i), expected, what));
    light.node.close();
  });

test("all hosts count the same at the same times, for several who ask, and drop the same", (t) => {
  const rigs = Object.values(hosts).map((make) => make());
  const ages = () => rigs.map(({ node }) => node.call!("ages", null) as number[]);
  const all = (name: string, argument: number | null) =>
    rigs.forEach(({ node }) => node.call!(name, argument));
  const seen = new Set<number>();
  all("keep", 3);
  mixedPackets().forEach((packet, i) => {
    if (i === 500) all("keep", 5);
    if (i === 1000) all("close", null);
    if (i === 1500) all("keep", 1);
    for (const { clock, hear } of rigs) {
      hear(packet);
      clock.advanceTo(clock.now() + (i % 7) / 2);
    }
    if (i % 5 > 0) return;
    const [first, ...others] = ages();
    for (const other of others) t.deepEqual(other, first!);
    for (const age of first!) seen.add(age);
  });
  t.true(seen.size > 10, [...seen].join());
  const drops = rigs.map(({ node }) => node.call!("drops", null) as Record<string, number>);
  for (const other of drops.slice(1)) t.deepEqual(other, drops[0]!);
  t.true(drops[0]!["network.not-for-us"]! >= 200);
  for (const { node } of rigs) node.close();
});

for (const name of ["in C", "on Node.js"])
  test(`${name}: what is counted and goes no further runs no JavaScript`, (t) => {
    const { clock, hear, node, work } = hosts[name]!();
    node.call!("keep", 3);
    hear(message);
    const before = work();
    clock.advanceTo(clock.now() + 5);
    hear(own.packet(1, 6));
    hear(pdu(3));
    // On XS, C reads the node's states.
    t.true(work() - before <= (name === "in C" ? 20 : 0), `${work() - before}`);
    clock.advanceTo(clock.now() + 7);
    t.deepEqual(node.call!("ages", null), [12]);
    const between = work();
    hear(own.packet(2, 7));
    t.true(work() > between + (name === "in C" ? 20 : 0));
    node.close();
  });
