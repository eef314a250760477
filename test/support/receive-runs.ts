import { fileURLToPath } from "node:url";
import type { ExecutionContext } from "ava";
import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Engine, type Program } from "../../hosts/xs/engine.js";
import type { Firmware } from "../../modules/firmware/start.js";
import type { Host } from "../../modules/host/host.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { StationFilter } from "../../tools/air/packet-filter.js";
import type { ReceiveChange } from "../hosts/xs/firmware/receive.js";
import { ListingRadio } from "./listing-radio.js";
import { TestRandom } from "./test-random.js";

/** What a node that packets were played to has done. */
export interface Outcome {
  /** What the models got, in order. */
  readonly heard: readonly string[];
  /** What the node sent, with the time. */
  readonly list: readonly string[];
  readonly drops: Record<string, number>;
  readonly trace: readonly TraceEvent[];
}

/** Packets for a node, the same in each run with a seed. */
export interface Scene {
  /** The node on Node.js: firmware/receive.ts or one that extends it. */
  readonly start: (host: Host) => Firmware;
  readonly seed: number;
  readonly packets: number;
  /** What changes before the packets with these numbers. */
  readonly changes: Readonly<Record<number, ReceiveChange>>;
  /** The next packet; called once for each. */
  readonly maker: (random: TestRandom) => (number: number) => Uint8Array;
  /** Milliseconds until the next packet. */
  readonly pause: (random: TestRandom, number: number) => number;
}

type Boot = (radio: ListingRadio, clock: VirtualClock) => Pick<Firmware, "call" | "close">;

function run(scene: Scene, boot: Boot, trace: readonly TraceEvent[] = []): Outcome {
  const clock = new VirtualClock(0.25);
  const radio = new ListingRadio(clock, 1 + (scene.seed % 2));
  const random = new TestRandom(scene.seed);
  const make = scene.maker(random);
  const node = boot(radio, clock);
  const heard: string[] = [];
  // Often: a machine's memory is small.
  const collect = () => heard.push(...(node.call!("heard", null) as string[]));
  for (let i = 0; i < scene.packets; i++) {
    if (scene.changes[i]) node.call!("change", scene.changes[i]);
    radio.hear(make(i), -40 - (i % 50));
    clock.advanceTo(clock.now() + scene.pause(random, i));
    if (i % 100 === 0) collect();
  }
  clock.advanceTo(clock.now() + 20_000);
  const drops = node.call!("drops", null) as Record<string, number>;
  collect();
  node.close();
  return { heard, list: radio.list, drops, trace };
}

function hostOf(seed: number, radio: ListingRadio, clock: VirtualClock, trace?: TraceEvent[]) {
  const random = new SeededRandom(`receive ${seed}`);
  const traced = trace && { trace: (event: TraceEvent) => trace.push(event) };
  return nodeHost({ clock, radio, random, ...traced });
}

/** Plays a scene to the node in TypeScript. */
function onNode(scene: Scene, trace?: TraceEvent[]): Outcome {
  const boot: Boot = (radio, clock) => {
    radio.filter = new StationFilter();
    return scene.start(hostOf(scene.seed, radio, clock, trace));
  };
  return run(scene, boot, trace);
}

/** Compiles a node of the folder test/hosts/xs/firmware for XS. */
export function receiveProgram(name: string): Promise<Program> {
  const entry = fileURLToPath(new URL(`../hosts/xs/firmware/${name}.ts`, import.meta.url));
  return Engine.load({ entry });
}

/** The same on XS: without a trace messages and segments are taken in C; with one JavaScript takes them. */
function onXs(program: Program, scene: Scene, trace?: TraceEvent[]): Outcome {
  const boot: Boot = (radio, clock) =>
    program.boot({ host: hostOf(scene.seed, radio, clock, trace), random: "host" });
  return run(scene, boot, trace);
}

/**
 * Plays a scene in C, on XS and on Node.js, traced and not: the same reached the models, in the same
 * order, the same was sent at the same times, and the same dropped. What happened in C.
 */
export function sameOnAllPaths(t: ExecutionContext, program: Program, scene: Scene): Outcome {
  const inC = onXs(program, scene);
  const traced = onXs(program, scene, []);
  const node = onNode(scene);
  const tracedNode = onNode(scene, []);
  for (const other of [traced, node, tracedNode]) {
    t.deepEqual(inC.heard, other.heard);
    t.deepEqual(inC.list, other.list);
    t.deepEqual(inC.drops, other.drops);
  }
  // A machine's events come without the properties that are undefined.
  t.deepEqual(traced.trace, JSON.parse(JSON.stringify(tracedNode.trace)));
  return inC;
}
