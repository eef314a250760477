import { Board, type BoardProgram } from "../../hosts/board/board.js";
import { stackPeaks } from "../limits/measure.js";
import { wifiStackPeaks } from "../limits/wifi.js";
import { lightFirmware } from "../simulate/light.js";
import { Bench, benchFirmware, type Cost, crowdFirmware } from "./bench.js";
import { flashFigures } from "./flash.js";
import { join, leastHeap, type Live } from "./joining.js";
import { proxyCosts } from "./proxy-bench.js";
import { publishedCosts } from "./published.js";

/** Bytes of a slot on a chip. */
export const slotBytes = 16;

/** Figures by name: integers that are the same in each run. */
export type Section = Readonly<Record<string, number>>;

export interface Figures {
  readonly instructions: Section;
  /**
   * Slots and chunks that processing a PDU allocates until the next garbage collection, in bytes.
   */
  readonly garbage: Section;
  readonly memory: Section;
  /** Most slots of the engine's stack in each procedure, with 32-bit words. */
  readonly stack: Section;
  readonly flash: Section;
}

/** Numbers of advertising sets that are measured: with one, other packets wait for its events. */
const setCounts: readonly (readonly [sets: number, name: string])[] = [
  [1, "one set"],
  [4, "four sets"],
];

/** Network Transmit and Relay Retransmit of the node: a PDU that it sends has so many events. */
const transmissions = 3;

/**
 * The packets that cause no transmission, by name. A late copy or a repetition belongs to the
 * message before it.
 */
const heard: readonly (readonly [name: string, packet: (bench: Bench) => Uint8Array])[] = [
  ["another network", (bench) => bench.foreign()],
  ["new, to a group, no answer", (bench) => bench.unacknowledged()],
  ["late copy", (bench) => bench.lateCopy()],
  ["to another node", (bench) => bench.toOther()],
];

function garbage({ slots, chunks }: Cost): number {
  return slots * slotBytes + chunks;
}

/**
 * The cost of PDUs of each kind to the end, for a node that has received one of each kind before.
 * A segment that is not the last causes no transmission before the next one comes: its figure ends
 * with the work that it causes immediately.
 */
function pduCosts(program: BoardProgram): Record<string, Cost> {
  const bench = new Bench(program);
  const costs: Record<string, Cost> = {};
  for (let round = 0; round < 2; round++) {
    for (const [name, make] of heard) {
      const packet = make(bench);
      costs[name] = bench.costToTheEnd(packet, 0);
      if (name !== "new, to a group, no answer") continue;
      costs["exact repeat"] = bench.costToTheEnd(packet, 0);
    }
    const [first, second] = bench.segments();
    bench.hear(first!);
    costs["segment received"] = bench.cost(() => bench.hear(second!));
    // Until the reassembly of the incomplete message times out.
    bench.pass(20_000);
  }
  bench.close();
  return costs;
}

/** The cost of PDUs that the node answers or relays, until their last transmission has left. */
function sendingCosts(program: BoardProgram): Record<string, Cost> {
  const costs: Record<string, Cost> = {};
  for (const [sets, name] of setCounts) {
    const bench = new Bench(program, sets);
    for (let round = 0; round < 2; round++) {
      const packet = bench.acknowledged();
      costs[`delivered and answered, ${name}`] = bench.costToTheEnd(packet, transmissions);
      bench.hear(bench.compositionGet());
      costs[`segment sent three times, ${name}`] = bench.advertisements(300)[1]!;
      bench.pass(20_000);
    }
    bench.machine.call("relay");
    for (let round = 0; round < 2; round++)
      costs[`relayed, ${name}`] = bench.costToTheEnd(bench.toOther(), transmissions);
    bench.close();
  }
  return costs;
}

/** Numbers of sources from which the node has received messages before. */
const crowds: readonly number[] = [0, 31, 99, 499];

/** The cost of a message, for a node with a number of known sources. */
function crowdCosts(program: BoardProgram): Record<string, Cost> {
  const costs: Record<string, Cost> = {};
  for (const others of crowds) {
    const bench = new Bench(program);
    bench.machine.call("sources", others);
    for (let round = 0; round < 2; round++) {
      const packet = bench.unacknowledged();
      costs[`new, to a group, one of ${others + 1} sources`] = bench.costToTheEnd(packet, 0);
    }
    bench.close();
  }
  return costs;
}

/**
 * One minute with 200 PDUs a second. Of ten PDUs, one is for the node, two are repetitions and
 * one is a late copy of it; one is for another node of the network, and two are repetitions of
 * that; three are of another network.
 */
function minute(program: BoardProgram): number {
  const bench = new Bench(program);
  const hear = (packet: Uint8Array): void => {
    bench.hear(packet);
    bench.pass(5);
  };
  const before = bench.machine.heap().instructions;
  for (let i = 0; i < 60 * 20; i++) {
    const own = bench.unacknowledged();
    for (const packet of [own, own, own, bench.lateCopy()]) hear(packet);
    const other = bench.toOther();
    for (const packet of [other, other, other]) hear(packet);
    for (let j = 0; j < 3; j++) hear(bench.foreign());
  }
  bench.pass(1000);
  const instructions = bench.machine.heap().instructions - before;
  bench.close();
  return instructions;
}

/** What is live in a GATT proxy without a client, and what each client adds. */
function proxyMemory(clients: readonly Live[]): Section {
  const [none, one, two] = clients as readonly [Live, Live, Live];
  return {
    "slots, GATT proxy": none.slots,
    "slots, first client": one.slots - none.slots,
    "slots, second client": two.slots - one.slots,
    "chunks, GATT proxy": none.chunks,
    "chunks, first client": one.chunks - none.chunks,
    "chunks, second client": two.chunks - one.chunks,
  };
}

/** Measures all figures. Rejects as `Board.load` does, or if a light fails. */
export async function measure(): Promise<Figures> {
  const light = await Board.load({ entry: lightFirmware });
  const node = await Board.load({ entry: benchFirmware });
  const joined = await join(light);
  const least = await leastHeap(light, joined.configured);
  light.close();
  const crowd = await Board.load({ entry: crowdFirmware });
  const proxy = await proxyCosts();
  const published = await publishedCosts();
  const costs = {
    ...pduCosts(node),
    ...sendingCosts(node),
    ...crowdCosts(crowd),
    ...proxy.pdus,
    ...published.costs,
  };
  crowd.close();
  const idleMinute = minute(node);
  node.close();
  const stack = { ...(await stackPeaks()), ...(await wifiStackPeaks()) };
  const map = (pick: (cost: Cost) => number): Section =>
    Object.fromEntries(Object.entries(costs).map(([name, cost]) => [name, pick(cost)]));
  return {
    instructions: {
      "boot to the first beacon": joined.boot,
      ...map(({ instructions }) => instructions),
      "provisioning without P-256": joined.provisioning,
      "P-256 of a provisioning": joined.ecdh,
      "a minute, 200 PDUs a second": idleMinute,
    },
    garbage: map(garbage),
    memory: {
      "slots, booted": joined.booted.slots,
      "slots, provisioned": joined.provisioned.slots,
      "slots, configured": joined.configured.slots,
      "slots, least to join": least.slots,
      "chunks, booted": joined.booted.chunks,
      "chunks, provisioned": joined.provisioned.chunks,
      "chunks, configured": joined.configured.chunks,
      "chunks, least to join": least.chunks,
      "heap, configured": joined.configured.slots * slotBytes + joined.configured.chunks,
      "heap, least to join": least.slots * slotBytes + least.chunks,
      ...proxyMemory(proxy.clients),
      "stored for a change of a tunable light": published.stored,
      "aliases of the root": joined.aliases * 4,
      "stack of the engine, slots": joined.stack,
      "C stack": joined.cStack,
    },
    stack,
    flash: {
      ...flashFigures(light.program),
      "byte code": joined.root.byteCode,
      "frozen objects": joined.root.rootSlots * slotBytes,
      "frozen texts and arrays": joined.root.rootChunks,
    },
  };
}
