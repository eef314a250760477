import { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { HeapFigures } from "../../hosts/xs/engine.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { fromHex } from "../../modules/base/bytes.js";
import { Capture } from "../capture/capture.js";
import { RealTime } from "../air/real-time.js";
import type { FirmwareProgram } from "../simulation/firmware-program.js";
import { World } from "../simulation/world.js";
import type { LogLine, WorldDevice } from "../simulation/world-device.js";
import type { AirReport } from "./air-report.js";
import { airReport } from "./read-air.js";
import { lightHosts } from "./light.js";
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
  /** Whether it has a Generic OnOff Server, and can be switched. Known when it is configured. */
  isLamp: boolean;
  /** Simulated milliseconds at which each step was completed; undefined if it was not. */
  readonly times: LightTimes;
  /** Access messages that it sent and received. */
  messages: number;
  heap: HeapFigures | undefined;
  /** The lines that its firmware wrote. */
  log: readonly LogLine[];
  failure: string | undefined;
}

export interface SimulationReport {
  readonly lights: readonly LightReport[];
  /** The restarted light and the state that it reported; undefined where it reports none. */
  restarted:
    { readonly name: string; readonly time: number; readonly on: boolean | undefined } | undefined;
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
  readonly device: WorldDevice;
}

/** A network of lights in virtual time, from boot until all are lit; one light is restarted. */
export class Simulation {
  readonly #options: SimulationOptions;
  readonly #progress: Progress;
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #capture: Capture;
  readonly #lights: SimulatedLight[] = [];
  readonly #traffic: number[] = [];
  readonly #roundTrips: number[] = [];
  /** By name of a light: when its Generic OnOff state was set to on. */
  readonly #switchedOn = new Map<string, number>();
  #program!: FirmwareProgram;
  #provisioner!: LightProvisioner;

  constructor(options: SimulationOptions, progress: Progress) {
    this.#options = options;
    this.#progress = progress;
    this.#random = new SeededRandom(options.seed);
    const title = `${options.nodes} light${options.nodes === 1 ? "" : "s"}, provisioned and switched on`;
    let capture!: Capture;
    this.#world = new World({
      seed: options.seed,
      air: options.air,
      ...(options.airParameters && { parameters: options.airParameters }),
      capture: (air) => (capture = new Capture({ air, path: options.capture, title })),
      load: () => Promise.resolve(this.#program),
      onFailure: ({ name }, error) =>
        this.#failed(this.#light(name).report, error.stack ?? error.message),
      onLog: ({ name }, text) => progress.log(this.#now, name, text),
      onEvent: ({ name }, event) => this.#event(name, event),
    });
    this.#capture = capture;
    this.#world.air.onPacket(({ channel, start }) => {
      if (channel !== 37) return;
      const slot = Math.floor(start / trafficSlot);
      while (this.#traffic.length <= slot) this.#traffic.push(0);
      this.#traffic[slot]!++;
    });
  }

  /** Simulated milliseconds. */
  get #now(): number {
    return this.#world.clock.now();
  }

  /**
   * Runs the whole simulation. Rejects if it cannot start; a failure of one light is in its
   * report.
   */
  async run(): Promise<SimulationReport> {
    const { firmware, host, nodes } = this.#options;
    this.#progress.phase(starting[host]);
    this.#program = await lightHosts[host](firmware);
    const began = performance.now();
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
      air = airReport(this.#world.air);
    } finally {
      await this.#close();
    }
    return {
      lights: this.#lights.map(({ report }) => report),
      restarted,
      simulatedMs: this.#now,
      wallMs: performance.now() - began,
      pdus: this.#world.air.events,
      traffic: this.#traffic,
      air,
      roundTrips: this.#roundTrips,
      capture: this.#capture.path,
      keys: this.#capture.keysPath,
    };
  }

  async #boot(): Promise<void> {
    const side = Math.ceil(Math.sqrt(this.#options.nodes));
    for (let i = 0; i < this.#options.nodes; i++) {
      const position = { x: (i % side) * spacing, y: Math.floor(i / side) * spacing };
      const name = `light-${i + 1}`;
      const report: LightReport = {
        name,
        address: undefined,
        uuid: "",
        isLamp: true,
        times: {},
        messages: 0,
        heap: undefined,
        log: [],
        failure: undefined,
      };
      const { firmware } = this.#options;
      const device = await this.#world.add(name, { firmware, position, powered: false });
      this.#lights.push({ report, device });
      await device.powerOn();
      report.uuid = (await device.state()).uuid;
      this.#progress.step();
    }
  }

  #light(name: string): SimulatedLight {
    return this.#lights.find(({ report }) => report.name === name)!;
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
      const options = { air: this.#world.air, position };
      return new MeshdProvisioner(await Meshd.start(options));
    }
    const { air, clock } = this.#world;
    const station = air.attach({ name: "provisioner", position });
    const random = this.#random.fork("provisioner");
    const trace = (event: TraceEvent) => this.#capture.event(station.name, this.#now, event);
    return new OwnProvisioner({ clock, station, random, trace });
  }

  /**
   * Virtual milliseconds in one real millisecond, if a daemon or lights in other processes take
   * part.
   */
  get #scale(): number {
    return this.#program.realTime ? 1 : daemonScale;
  }

  /**
   * Advances virtual time while `body` runs: as fast as possible, or in step with other
   * processes.
   */
  async #whileTimePasses(body: () => Promise<void>): Promise<void> {
    const { clock } = this.#world;
    const { follow, lost } = this.#provisioner;
    if (this.#options.provisioner === "meshd" || this.#program.realTime) {
      const time = new RealTime({ clock, scale: this.#scale, ...(follow && { follow }) });
      return time.during(() => (lost ? Promise.race([body(), lost]) : body()));
    }
    await this.#world.run(body, { limit: Infinity });
  }

  #event(name: string, event: TraceEvent): void {
    if (event.type === "model.state" && event.model === "Generic OnOff" && event.value === 1)
      this.#switchedOn.set(name, this.#now);
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
        light.report.times.on = this.#switchedOn.get(light.report.name) ?? this.#now;
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
      for (const { report } of waiting.values()) this.#failed(report, (error as Error).message);
    }
    await Promise.all(joining);
  }

  /** Provisions and configures one light. Never rejects: a failure is in the light's report. */
  async #join({ report }: SimulatedLight): Promise<void> {
    try {
      const uuid = fromHex(report.uuid);
      report.times.began = this.#now;
      report.address = await this.#provisioner.provision(uuid);
      report.times.provisioned = this.#now;
      report.isLamp = await this.#provisioner.configure(report.address);
      report.times.configured = this.#now;
    } catch (error) {
      this.#failed(report, (error as Error).message);
    }
    this.#progress.step();
  }

  /** Records the first failure of a light; later ones are consequences of it. */
  #failed(report: LightReport, failure: string): void {
    if (report.failure !== undefined) return;
    report.failure = failure;
    this.#progress.warn(`${report.name}: ${report.failure}`);
  }

  async #isOn({ report }: SimulatedLight): Promise<boolean> {
    if (report.times.configured === undefined || !report.isLamp) return false;
    try {
      const asked = this.#now;
      const on = await this.#provisioner.isOn(report.address!);
      this.#roundTrips.push(this.#now - asked);
      return on;
    } catch (error) {
      this.#failed(report, (error as Error).message);
      return false;
    }
  }

  async #restart(): Promise<SimulationReport["restarted"]> {
    const light = this.#lights.find(
      ({ report: { failure, isLamp, times } }) =>
        failure === undefined && (isLamp ? times.on : times.configured) !== undefined,
    );
    if (!light) return undefined;
    await this.#count(light);
    await light.device.restart();
    const time = this.#now;
    const { isLamp, name } = light.report;
    if (!isLamp) return { name, time, on: undefined };
    return { name, time, on: await this.#isOn(light) };
  }

  async #collect(): Promise<void> {
    for (const light of this.#lights) {
      light.report.log = light.device.log;
      if (light.report.failure) continue;
      await this.#count(light);
      light.report.heap = light.device.heap();
    }
  }

  async #count({ report, device }: SimulatedLight): Promise<void> {
    const { messagesSent, messagesReceived } = await device.state();
    report.messages += messagesSent + messagesReceived;
  }

  async #close(): Promise<void> {
    this.#provisioner?.addKeysTo(this.#capture.keys);
    this.#world.close();
    await this.#provisioner?.close();
    this.#program?.close();
  }
}
