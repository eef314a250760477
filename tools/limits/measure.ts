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
import { procedures } from "./firmware/procedures.js";
import type { ProcedureRequest, ProcedureResult } from "./firmware/provisioner.js";

/** Metres between two neighbours, and beyond which nothing is heard. */
const distance = 20;
const range = 30;
/** Milliseconds that a procedure may take, and those after it that count for it. */
const limit = 240_000;
const afterwards = 3000;
/** Milliseconds of a P-256 multiplication. */
const ecdhMilliseconds = 50;
/** Devices that only the node hears: as many beacons of theirs come at a time. */
const deviceCount = 5;

/** Slots of the stack that a procedure may take: a quarter stays free. */
export const stackLimit = (3 * esp32Creation.stack) / 4;

/** In this one beacons are made up besides, milliseconds after its beginning. */
const scanProcedure = "Remote Provisioning: scan";
const forgedAfter = 2000;

/** A heap for the machine that is not the one in question. */
const roomy: Partial<Creation> = { slots: 1 << 15, chunks: 1 << 20, chunksIncrement: 1 << 18 };

/** What the two machines of a run are given, and how many requests are made at a time. */
export interface LimitsRun {
  readonly name: string;
  readonly provisioner: Partial<Creation>;
  readonly node: Partial<Creation>;
  readonly burst: number;
  /** Nodes that are in the provisioner's store before. */
  readonly known: number;
}

/**
 * The node in the heap of an ESP32 under bursts of five, then the provisioner, which
 * has room for one request at a time. Both have the stack of an ESP32 in either.
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

/** What one procedure came to. */
export interface ProcedureReport {
  readonly procedure: string;
  readonly value: unknown;
  /** Slots of the stack at most, at both ends. */
  readonly provisioner: number;
  readonly node: number;
}

/** The store of a provisioner that took in so many nodes. */
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
  #dead: string | undefined;
  #provisioner!: Machine;
  #node!: Machine;

  constructor(burst: number) {
    this.#burst = burst;
  }

  async boot(run: LimitsRun): Promise<void> {
    const stored = storeWith(run.known);
    this.#provisioner = await this.#machine("provisioner", 0, run.provisioner, stored);
    this.#node = await this.#machine("node", 1, run.node, new MemoryStore());
    for (let i = 0; i < deviceCount; i++) this.#devices.push(this.#device(i));
  }

  /** Carries a procedure out. Rejects where a machine dies of it, or it fails. */
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

  /** Of the stacks since the last time. */
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
    const entry = fileURLToPath(new URL(`firmware/${name}.ts`, import.meta.url));
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

  /** Beacons of devices that there are not, all in the same instant: anybody can send them. */
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
 * Every procedure between a provisioner with every client and a node with every
 * server, on XS with words of 32 bits, each of whose radios hands packets up five at
 * a time; devices in range of the node alone. Rejects where one fails or a machine dies.
 */
export async function measureLimits(run: LimitsRun): Promise<ProcedureReport[]> {
  const limits = new Limits(run.burst);
  try {
    await limits.boot(run);
    const reports: ProcedureReport[] = [{ procedure: "boot", value: undefined, ...limits.peaks() }];
    for (const procedure of Object.keys(procedures)) reports.push(await limits.carryOut(procedure));
    return reports;
  } finally {
    limits.close();
  }
}

/** The peaks of all procedures in all runs, by what a figure is called: slots of the stack. */
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
