import { fileURLToPath } from "node:url";
import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { Engine32, type Program32 } from "../../hosts/xs/engine32.js";
import { type Creation, esp32Creation } from "../../hosts/xs/port.js";
import type { Machine } from "../../hosts/xs/machine.js";
import { fromHex } from "../../modules/base/bytes.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node, type NodeState } from "../../modules/node/node.js";
import { AdType } from "../../modules/bearer/ad-type.js";
import { encodeUnprovisionedBeacon } from "../../modules/provisioning/beacon.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { VirtualAir } from "../air/air.js";
import { BurstRadio } from "./burst-radio.js";
import { companyId } from "./firmware/models.js";
import { colorsProcedures } from "./firmware/colors-procedures.js";
import { procedures } from "./firmware/procedures.js";
import { scenesProcedures } from "./firmware/scenes-procedures.js";
import type { ProcedureRequest, ProcedureResult } from "./firmware/provisioner.js";

/** Metres between two neighbours. */
const distance = 20;
/** Metres beyond which no packet is received. */
const range = 30;
/** Most milliseconds of a procedure. */
const limit = 240_000;
/** Milliseconds after the end of a procedure in which its messages are still measured. */
const afterwards = 3000;
/** Milliseconds of a P-256 multiplication. */
const ecdhMilliseconds = 50;
/** Number of devices that only the node receives; their beacons arrive in bursts of this size. */
const deviceCount = 5;

/** Most slots of the stack that a procedure may take: a quarter remains free. */
export const stackLimit = (3 * esp32Creation.stack) / 4;

/**
 * The procedure in which forged beacons are sent in addition, some milliseconds after its start.
 */
const scanProcedure = "Remote Provisioning: scan";
const forgedAfter = 2000;

/** Heap of the machine that is not measured. */
const roomy: Partial<Creation> = { slots: 1 << 15, chunks: 1 << 20, chunksIncrement: 1 << 18 };

/** Heaps of the two machines in a run, and the number of requests at a time. */
export interface LimitsRun {
  readonly name: string;
  readonly provisioner: Partial<Creation>;
  readonly node: Partial<Creation>;
  readonly burst: number;
  /** Number of nodes that the provisioner's store contains before the run. */
  readonly known: number;
  /** Of the modules with the firmwares; default "": those with all models but the ones of `scenesRuns` and `colorsRuns`. */
  readonly prefix?: string;
  /** Names of the procedures; default: those of the firmware with most models. */
  readonly procedures?: readonly string[];
}

/**
 * Two runs: the node with the heap of an ESP32 under bursts of five requests; the provisioner
 * with that heap, which has memory for one request at a time. In each, both machines have the
 * stack of an ESP32.
 */
export const limitsRuns: readonly LimitsRun[] = [
  {
    name: "a node with every server, in bursts of five",
    provisioner: roomy,
    node: {},
    burst: deviceCount,
    known: 0,
  },
  {
    name: "a provisioner with every client, and a thousand nodes",
    provisioner: {},
    node: roomy,
    burst: 1,
    known: 1000,
  },
];

const names = ["a node", "a provisioner with a thousand nodes"];

/** The runs of other firmwares, with the models for which there is no room beside all others. */
function runsOf(prefix: string, all: object): readonly LimitsRun[] {
  const others = { prefix, procedures: Object.keys(all) };
  return limitsRuns.map((run, i) => ({ ...run, ...others, name: names[i]! }));
}

/** The same for scenes, time, schedules and power levels. */
export const scenesRuns: readonly LimitsRun[] = runsOf("scenes-", scenesProcedures);

/** The same for Light HSL and xyL, Generic Battery, Location and Properties. */
export const colorsRuns: readonly LimitsRun[] = runsOf("colors-", colorsProcedures);

/** The results of one procedure. */
export interface ProcedureReport {
  readonly procedure: string;
  readonly value: unknown;
  /** Most slots of the stack, on each machine. */
  readonly provisioner: number;
  readonly node: number;
}

/** The store of a provisioner that has provisioned a number of nodes. */
function storeWith(nodes: number): MemoryStore {
  const store = new MemoryStore();
  if (nodes === 0) return store;
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, model: "ideal" });
  const random = new SeededRandom("stored");
  const host = nodeHost({ clock, radio: air.attach({ name: "stored" }), random, store });
  const provisioner = new Provisioner({ host, uuid: new Uint8Array(16).fill(1), companyId });
  const { database } = provisioner;
  for (let i = 0; i < nodes; i++) {
    const [uuid, deviceKey] = [new Uint8Array(16), new Uint8Array(16)];
    for (const octets of [uuid, deviceKey]) random.fill(octets);
    const address = database.allocate(1)!;
    database.add({ address, elements: 1, netKeyIndex: 0, uuid, deviceKey });
  }
  provisioner.close();
  air.close();
  return store;
}

class Limits {
  readonly #clock = new VirtualClock();
  readonly #air = new VirtualAir({ clock: this.#clock, seed: 1, model: "ideal", range });
  readonly #programs: Program32[] = [];
  readonly #devices: Node[] = [];
  readonly #burst: number;
  readonly #prefix: string;
  #dead: string | undefined;
  #provisioner!: Machine;
  #node!: Machine;

  constructor({ burst, prefix = "" }: LimitsRun) {
    this.#burst = burst;
    this.#prefix = prefix;
  }

  async boot(run: LimitsRun): Promise<void> {
    const stored = storeWith(run.known);
    this.#provisioner = await this.#machine("provisioner", 0, run.provisioner, stored);
    this.#node = await this.#machine("node", 1, run.node, new MemoryStore());
    for (let i = 0; i < deviceCount; i++) this.#devices.push(this.#device(i));
  }

  /** Runs a procedure. Rejects if it fails, or if a machine fails. */
  async carryOut(procedure: string): Promise<ProcedureReport> {
    const clock = this.#clock;
    const { uuid: own } = this.#node.call("state") as NodeState;
    const uuid = procedure.startsWith("Remote") ? this.#devices[0]!.uuid : fromHex(own);
    const request: ProcedureRequest = { procedure, uuid: [...uuid], burst: this.#burst };
    this.#provisioner.call("begin", request);
    if (procedure === scanProcedure) clock.schedule(() => this.#forgeBeacons(), forgedAfter);
    const end = clock.now() + limit;
    let result: ProcedureResult = { done: false };
    await clock.run(() => {
      if (this.#dead === undefined) result = this.#provisioner.call("result") as ProcedureResult;
      return result.done || this.#dead !== undefined || clock.now() > end;
    });
    await clock.run(clock.now() + afterwards);
    const { done, error = done ? undefined : "it takes too long", value } = result;
    const failure = this.#dead ?? error;
    if (failure !== undefined) throw new Error(`${procedure}: ${failure}`);
    return { procedure, value, ...this.peaks() };
  }

  /** Peaks of the stacks since the previous call. */
  peaks() {
    const peak = (machine: Machine) => machine.heap({ forgetStack: true }).stackPeak;
    return { provisioner: peak(this.#provisioner), node: peak(this.#node) };
  }

  close(): void {
    for (const device of this.#devices) device.close();
    for (const program of this.#programs) program.close();
    this.#air.close();
  }

  async #machine(
    name: string,
    place: number,
    creation: Partial<Creation>,
    store: MemoryStore,
  ): Promise<Machine> {
    const entry = fileURLToPath(new URL(`firmware/${this.#prefix}${name}.ts`, import.meta.url));
    const program = await Engine32.load({ entry });
    this.#programs.push(program);
    const radio = new BurstRadio(this.#clock, this.#station(name, place));
    const random = new SeededRandom(name);
    return program.boot({
      host: { clock: this.#clock, radio, random, store },
      name,
      random: "host",
      ecdhMilliseconds,
      creation,
      onFailure: ({ kind, message, stack }) =>
        (this.#dead ??= `${name}: ${kind}: ${message}\n${stack}`),
    });
  }

  /**
   * Passes the beacons of devices that do not exist to the node, all at the same time: any sender
   * can forge them.
   */
  #forgeBeacons(): void {
    const radio = this.#station("forger", 2, deviceCount);
    for (let i = 0; i < deviceCount; i++) {
      const uuid = new Uint8Array(16).fill(0xe0 + i);
      const beacon = encodeUnprovisionedBeacon({ uuid, oobInformation: 0 });
      const data = Uint8Array.of(1 + beacon.length, AdType.beacon, ...beacon);
      radio.advertise(data, 1, 20, () => undefined);
    }
  }

  #device(index: number): Node {
    const name = `device-${index}`;
    const random = new SeededRandom(name);
    return new Node({
      host: nodeHost({ clock: this.#clock, radio: this.#station(name, 2), random }),
      uuid: new Uint8Array(16).fill(0xd0 + index),
      companyId,
      elements: [{ models: [new GenericOnOffServer()] }],
    });
  }

  #station(name: string, place: number, sets = 1) {
    return this.#air.attach({ name, sets, position: { x: place * distance, y: 0 } });
  }
}

/**
 * Runs all procedures between a provisioner with all clients and a node with all servers, on XS
 * with 32-bit words. Their radios deliver packets in bursts of five; only the node is in range of
 * the devices. Rejects if a procedure or a machine fails.
 */
export async function measureLimits(run: LimitsRun): Promise<ProcedureReport[]> {
  const limits = new Limits(run);
  try {
    await limits.boot(run);
    const reports: ProcedureReport[] = [{ procedure: "boot", value: undefined, ...limits.peaks() }];
    for (const procedure of run.procedures ?? Object.keys(procedures))
      reports.push(await limits.carryOut(procedure));
    return reports;
  } finally {
    limits.close();
  }
}

/** The stack peaks in slots of all procedures in all runs, by the name of the figure. */
export async function stackPeaks(): Promise<Readonly<Record<string, number>>> {
  const peaks: Record<string, number> = {};
  for (const run of limitsRuns)
    for (const { node, procedure, provisioner } of await measureLimits(run))
      for (const [name, peak] of [
        [`${procedure}, provisioner`, provisioner],
        [`${procedure}, node`, node],
      ] as const)
        peaks[name] = Math.max(peaks[name] ?? 0, peak);
  return peaks;
}
