import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { HeapFigures } from "../../hosts/xs/engine.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { fromHex } from "../../modules/base/bytes.js";
import { VirtualAir } from "../air/air.js";
import { RealTime } from "../air/real-time.js";
import type { Station } from "../air/station.js";
import { Capture } from "../capture/capture.js";
import type { AirReport } from "./air-report.js";
import { airReport } from "./read-air.js";
import { type LightHost, nodeLights, type RunningLight, xsLights } from "./light.js";
import { MeshdProvisioner } from "./meshd-provisioner.js";
import { OwnProvisioner } from "./own-provisioner.js";
import type { LightProvisioner } from "./provisioner.js";
import type { Progress, SimulationOptions } from "./options.js";

/** The times at which a light completed each step. */
export interface LightTimes {
  /** The first Link Open: its beacon had been received, and a link was free. */
  began?: number;
  provisioned?: number;
  configured?: number;
  /**
   * When it switched its light on, if it reported the state on; when it reported it, if it runs
   * on a host without events.
   */
  on?: number;
}

/** The result of one light. */
export interface LightReport {
  readonly name: string;
  address: number | undefined;
  uuid: string;
  /** Simulated milliseconds at which each step was completed; undefined if it was not. */
  readonly times: LightTimes;
  /** Access messages that it sent and received. */
  messages: number;
  heap: HeapFigures | undefined;
  failure: string | undefined;
}

export interface SimulationReport {
  readonly lights: readonly LightReport[];
  /** The restarted light and the state that it reported. */
  restarted: { readonly name: string; readonly time: number; readonly on: boolean } | undefined;
  simulatedMs: number;
  wallMs: number;
  /** Advertising events on the air; the number in each tenth of a second. */
  pdus: number;
  readonly traffic: readonly number[];
  readonly capture: string;
  readonly keys: string;
  readonly air: AirReport;
  /**
   * Simulated milliseconds from each request for a light's state to the answer, retries included.
   */
  readonly roundTrips: readonly number[];
}

/** Virtual milliseconds in one real millisecond while a daemon takes part. */
const daemonScale = 5;
/** Width of the intervals in which traffic is counted, ms. */
export const trafficSlot = 100;
/** Metres between two lights. They form a square with the provisioner in its middle. */
const spacing = 3;

const lightHosts = {
  xs: xsLights,
  node: nodeLights,
  // Modules that only a checkout has are loaded on demand, since the package does not contain
  // them.
  board: async (entry: string) => (await import("./board-lights.js")).boardLights(entry),
  mcsim: (entry: string) => simulatorLights("mcsim", entry),
  "x-cli-lin": (entry: string) => simulatorLights("x-cli-lin", entry),
};

async function simulatorLights(kind: "mcsim" | "x-cli-lin", entry: string): Promise<LightHost> {
  const { simulatorLights: lights } = await import("../simulators/lights.js");
  return lights(kind, entry);
}

/** What is prepared before the lights boot, as text for the user. */
const starting = {
  xs: "Building XS and the light",
  node: "Starting",
  board: "Building XS, the board and the light",
  mcsim: "Building the light for Moddable's simulator",
  "x-cli-lin": "Building the light for Moddable's runtime",
};

interface SimulatedLight {
  readonly report: LightReport;
  readonly station: Station;
  readonly store: MemoryStore;
  running: RunningLight;
}

/** A network of lights in virtual time, from boot until all are lit; one light is restarted. */
export class Simulation {
  readonly #options: SimulationOptions;
  readonly #progress: Progress;
  readonly #clock = new VirtualClock();
  readonly #random: SeededRandom;
  readonly #air: VirtualAir;
  readonly #capture: Capture;
  readonly #lights: SimulatedLight[] = [];
  readonly #traffic: number[] = [];
  readonly #roundTrips: number[] = [];
  /** By name of a light: when its Generic OnOff state was set to on. */
  readonly #switchedOn = new Map<string, number>();
  #host!: LightHost;
  #provisioner!: LightProvisioner;

  constructor(options: SimulationOptions, progress: Progress) {
    this.#options = options;
    this.#progress = progress;
    this.#random = new SeededRandom(options.seed);
    this.#air = new VirtualAir({
      clock: this.#clock,
      seed: options.seed,
      model: options.air,
      ...options.airParameters,
    });
    this.#capture = new Capture({
      air: this.#air,
      path: options.capture,
      title: `${options.nodes} light${options.nodes === 1 ? "" : "s"}, provisioned and switched on`,
    });
    this.#air.onPacket(({ channel, start }) => {
      if (channel !== 37) return;
      const slot = Math.floor(start / trafficSlot);
      while (this.#traffic.length <= slot) this.#traffic.push(0);
      this.#traffic[slot]!++;
    });
  }

  /**
   * Runs the whole simulation. Rejects if it cannot start; a failure of one light is in its
   * report.
   */
  async run(): Promise<SimulationReport> {
    const began = performance.now();
    const { firmware, host, nodes } = this.#options;
    this.#progress.phase(starting[host]);
    this.#host = await lightHosts[host](firmware);
    let restarted: SimulationReport["restarted"];
    let air: AirReport;
    try {
      this.#progress.phase("Booting the lights", nodes);
      await this.#boot();
      this.#provisioner = await this.#makeProvisioner();
      await this.#whileTimePasses(async () => {
        restarted = await this.#script();
      });
      await this.#collect();
      air = airReport(this.#air);
    } finally {
      await this.#close();
    }
    return {
      lights: this.#lights.map(({ report }) => report),
      restarted,
      simulatedMs: this.#clock.now(),
      wallMs: performance.now() - began,
      pdus: this.#air.events,
      traffic: this.#traffic,
      air,
      roundTrips: this.#roundTrips,
      capture: this.#capture.path,
      keys: this.#capture.keysPath,
    };
  }

  async #boot(): Promise<void> {
    const { spacing: events } = this.#host;
    const side = Math.ceil(Math.sqrt(this.#options.nodes));
    for (let i = 0; i < this.#options.nodes; i++) {
      const position = { x: (i % side) * spacing, y: Math.floor(i / side) * spacing };
      const name = `light-${i + 1}`;
      const station = this.#air.attach({ name, position, ...(events && { spacing: events }) });
      const store = new MemoryStore();
      const report: LightReport = {
        name,
        address: undefined,
        uuid: "",
        times: {},
        messages: 0,
        heap: undefined,
        failure: undefined,
      };
      const running = await this.#bootLight(report, station, store);
      report.uuid = (await running.state()).uuid;
      this.#lights.push({ report, station, store, running });
      this.#progress.step();
    }
  }

  async #makeProvisioner(): Promise<LightProvisioner> {
    const side = Math.ceil(Math.sqrt(this.#options.nodes));
    const middle = ((side - 1) * spacing) / 2;
    const position = { x: middle, y: middle + 1 };
    if (this.#options.provisioner === "meshd") {
      // Loaded on demand: it has prerequisites that not every user has installed.
      const { Meshd } = await import("../meshd/meshd.js").catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
        throw new Error("--provisioner meshd needs the package dbus-next: npm install dbus-next");
      });
      const options = { air: this.#air, position };
      return new MeshdProvisioner(await Meshd.start(options));
    }
    const station = this.#air.attach({ name: "provisioner", position });
    const random = this.#random.fork("provisioner");
    const trace = (event: TraceEvent) => this.#event(station.name, event);
    return new OwnProvisioner({ clock: this.#clock, station, random, trace });
  }

  /**
   * Virtual milliseconds in one real millisecond, if a daemon or lights in other processes take
   * part.
   */
  get #scale(): number {
    return this.#host.realTime ? 1 : daemonScale;
  }

  /**
   * Advances virtual time while `body` runs: as fast as possible, or in step with other
   * processes.
   */
  async #whileTimePasses(body: () => Promise<void>): Promise<void> {
    const clock = this.#clock;
    const { follow, lost } = this.#provisioner;
    if (this.#options.provisioner === "meshd" || this.#host.realTime) {
      const time = new RealTime({ clock, scale: this.#scale, ...(follow && { follow }) });
      return time.during(() => (lost ? Promise.race([body(), lost]) : body()));
    }
    let done = false;
    const finished = body().finally(() => (done = true));
    await clock.run(() => done);
    await finished;
  }

  #bootLight(
    report: LightReport,
    station: Station,
    store: MemoryStore,
  ): RunningLight | Promise<RunningLight> {
    const { name } = report;
    // After a restart the light gets other random numbers, which still depend only on the seed.
    const random = this.#random.fork(`${name} ${store.writes}`);
    return this.#host.boot({
      name,
      clock: this.#clock,
      station,
      random,
      store,
      trace: (event) => this.#event(name, event),
      onFailure: (error) => this.#failed(report, error),
    });
  }

  #event(name: string, event: TraceEvent): void {
    const now = this.#clock.now();
    this.#capture.event(name, now, event);
    if (event.type === "model.state" && event.model === "Generic OnOff" && event.value === 1)
      this.#switchedOn.set(name, now);
  }

  /** The sequence of the run: provisions, configures, switches and restarts the lights. */
  async #script(): Promise<SimulationReport["restarted"]> {
    await this.#provisioner.prepare();
    this.#progress.phase("Provisioning and configuring", this.#lights.length);
    await this.#joinAll();

    this.#progress.phase("Switching the group on", this.#lights.length);
    await this.#provisioner.switchOn();
    for (const light of this.#lights) {
      if (await this.#isOn(light))
        light.report.times.on = this.#switchedOn.get(light.report.name) ?? this.#clock.now();
      this.#progress.step();
    }
    this.#progress.phase("Restarting one light from its store");
    return this.#restart();
  }

  /**
   * Provisions the lights as their beacons are received, as many at a time as the provisioner has
   * links.
   */
  async #joinAll(): Promise<void> {
    const waiting = new Map(this.#lights.map((light) => [light.report.uuid, light]));
    const joining = new Set<Promise<void>>();
    try {
      while (waiting.size > 0) {
        const uuid = await this.#provisioner.find((heard) => waiting.has(heard));
        const light = waiting.get(uuid)!;
        waiting.delete(uuid);
        const join = this.#join(light).finally(() => joining.delete(join));
        joining.add(join);
        if (joining.size >= this.#provisioner.links) await Promise.race(joining);
      }
    } catch (error) {
      for (const { report } of waiting.values()) this.#failed(report, error);
    }
    await Promise.all(joining);
  }

  /** Provisions and configures one light. Never rejects: a failure is in the light's report. */
  async #join({ report }: SimulatedLight): Promise<void> {
    try {
      const uuid = fromHex(report.uuid);
      report.times.began = this.#clock.now();
      report.address = await this.#provisioner.provision(uuid);
      report.times.provisioned = this.#clock.now();
      await this.#provisioner.configure(report.address);
      report.times.configured = this.#clock.now();
    } catch (error) {
      this.#failed(report, error);
    }
    this.#progress.step();
  }

  /** Records the first failure of a light; later ones are consequences of it. */
  #failed(report: LightReport, error: unknown): void {
    if (report.failure !== undefined) return;
    report.failure = (error as Error).message;
    this.#progress.warn(`${report.name}: ${report.failure}`);
  }

  async #isOn({ report }: SimulatedLight): Promise<boolean> {
    if (report.times.configured === undefined) return false;
    try {
      const asked = this.#clock.now();
      const on = await this.#provisioner.isOn(report.address!);
      this.#roundTrips.push(this.#clock.now() - asked);
      return on;
    } catch (error) {
      this.#failed(report, error);
      return false;
    }
  }

  async #restart(): Promise<SimulationReport["restarted"]> {
    const light = this.#lights.find(
      ({ report }) => report.times.on !== undefined && report.failure === undefined,
    );
    if (!light) return undefined;
    await this.#count(light);
    light.running.close();
    light.running = await this.#bootLight(light.report, light.station, light.store);
    const time = this.#clock.now();
    return { name: light.report.name, time, on: await this.#isOn(light) };
  }

  async #collect(): Promise<void> {
    for (const light of this.#lights) {
      if (light.report.failure) continue;
      await this.#count(light);
      light.report.heap = light.running.heap();
    }
  }

  async #count({ report, running }: SimulatedLight): Promise<void> {
    const { messagesSent, messagesReceived } = await running.state();
    report.messages += messagesSent + messagesReceived;
  }

  async #close(): Promise<void> {
    for (const { running } of this.#lights) running.close();
    this.#provisioner?.addKeysTo(this.#capture.keys);
    await this.#provisioner?.close();
    this.#host.close();
    this.#capture.close();
    this.#air.close();
  }
}
