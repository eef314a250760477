import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { HeapFigures } from "../../hosts/xs/engine.js";
import { fromHex } from "../../modules/base/bytes.js";
import { VirtualAir } from "../air/air.js";
import { RealTime } from "../air/real-time.js";
import type { Station } from "../air/station.js";
import { Capture } from "../capture/capture.js";
import { type LightHost, nodeLights, type RunningLight, xsLights } from "./light.js";
import { MeshdProvisioner } from "./meshd-provisioner.js";
import { OwnProvisioner } from "./own-provisioner.js";
import type { LightProvisioner } from "./provisioner.js";
import type { Progress, SimulationOptions } from "./options.js";

/** How it went for one light. */
export interface LightReport {
  readonly name: string;
  address: number | undefined;
  uuid: string;
  /** Simulated milliseconds from the first Link Open to the end of the provisioning. */
  provisioningMs: number | undefined;
  configured: boolean;
  on: boolean;
  /** Access messages that it sent and received. */
  messages: number;
  heap: HeapFigures | undefined;
  failure: string | undefined;
}

export interface SimulationReport {
  readonly lights: readonly LightReport[];
  /** What the light that was restarted answered. */
  restarted: { readonly name: string; readonly on: boolean } | undefined;
  simulatedMs: number;
  wallMs: number;
  /** Advertising events on the air. */
  pdus: number;
  readonly capture: string;
  readonly keys: string;
}

/** How many times as fast as the clock on the wall time passes beside a daemon. */
const daemonScale = 5;
/** Metres between two lights, which stand in a square; the provisioner is in its middle. */
const spacing = 3;

interface SimulatedLight {
  readonly report: LightReport;
  readonly station: Station;
  readonly store: MemoryStore;
  running: RunningLight;
}

/** A network of lights in virtual time: from boot to lit, with one of them restarted. */
export class Simulation {
  readonly #options: SimulationOptions;
  readonly #progress: Progress;
  readonly #clock = new VirtualClock();
  readonly #random: SeededRandom;
  readonly #air: VirtualAir;
  readonly #capture: Capture;
  readonly #lights: SimulatedLight[] = [];
  #host!: LightHost;
  #provisioner!: LightProvisioner;

  constructor(options: SimulationOptions, progress: Progress) {
    this.#options = options;
    this.#progress = progress;
    this.#random = new SeededRandom(options.seed);
    this.#air = new VirtualAir({ clock: this.#clock, seed: options.seed, model: options.air });
    this.#capture = new Capture({ air: this.#air, path: options.capture });
  }

  /** Runs it all. Rejects where it cannot begin; what goes wrong with a light is in its report. */
  async run(): Promise<SimulationReport> {
    const began = performance.now();
    const { firmware, host, nodes } = this.#options;
    this.#progress.phase(host === "xs" ? "Building XS and the light" : "Starting");
    this.#host = await (host === "xs" ? xsLights(firmware) : nodeLights(firmware));
    let restarted: SimulationReport["restarted"];
    try {
      this.#progress.phase("Booting the lights", nodes);
      this.#boot();
      this.#provisioner = await this.#makeProvisioner();
      await this.#whileTimePasses(async () => {
        restarted = await this.#script();
      });
      this.#collect();
    } finally {
      await this.#close();
    }
    return {
      lights: this.#lights.map(({ report }) => report),
      restarted,
      simulatedMs: this.#clock.now(),
      wallMs: performance.now() - began,
      pdus: this.#air.events,
      capture: this.#capture.path,
      keys: this.#capture.keysPath,
    };
  }

  #boot(): void {
    const side = Math.ceil(Math.sqrt(this.#options.nodes));
    for (let i = 0; i < this.#options.nodes; i++) {
      const position = { x: (i % side) * spacing, y: Math.floor(i / side) * spacing };
      const name = `light-${i + 1}`;
      const station = this.#air.attach({ name, position });
      const store = new MemoryStore();
      const report: LightReport = {
        name,
        address: undefined,
        uuid: "",
        provisioningMs: undefined,
        configured: false,
        on: false,
        messages: 0,
        heap: undefined,
        failure: undefined,
      };
      const running = this.#bootLight(report, station, store);
      report.uuid = running.state().uuid;
      this.#lights.push({ report, station, store, running });
      this.#progress.step();
    }
  }

  async #makeProvisioner(): Promise<LightProvisioner> {
    const side = Math.ceil(Math.sqrt(this.#options.nodes));
    const middle = ((side - 1) * spacing) / 2;
    const position = { x: middle, y: middle + 1 };
    if (this.#options.provisioner === "meshd") {
      // Loaded when it is asked for: it needs what a user of the simulation may not have.
      const { Meshd } = await import("../meshd/meshd.js");
      const options = { air: this.#air, position, timeDivisor: daemonScale };
      return new MeshdProvisioner(await Meshd.start(options));
    }
    const station = this.#air.attach({ name: "provisioner", position });
    const random = this.#random.fork("provisioner");
    return new OwnProvisioner({ clock: this.#clock, station, random });
  }

  /** Lets virtual time pass: as fast as it can, or in step with a daemon's. */
  async #whileTimePasses(body: () => Promise<void>): Promise<void> {
    const clock = this.#clock;
    if (this.#options.provisioner === "meshd")
      return new RealTime({ clock, scale: daemonScale }).during(body);
    let done = false;
    const finished = body().finally(() => (done = true));
    await clock.run(() => done);
    await finished;
  }

  #bootLight(report: LightReport, station: Station, store: MemoryStore): RunningLight {
    const { name } = report;
    // Another power-up draws other numbers, in the same run of the same seed.
    const random = this.#random.fork(`${name} ${store.writes}`);
    return this.#host.boot({
      name,
      clock: this.#clock,
      station,
      random,
      store,
      onFailure: (message) => {
        report.failure = message;
        this.#progress.warn(message);
      },
    });
  }

  /** What the person at the provisioner does. */
  async #script(): Promise<SimulationReport["restarted"]> {
    await this.#provisioner.prepare();
    this.#progress.phase("Provisioning and configuring", this.#lights.length);
    const waiting = [...this.#lights];
    const work = async () => {
      for (let light = waiting.shift(); light; light = waiting.shift()) {
        await this.#join(light);
        this.#progress.step();
      }
    };
    await Promise.all(Array.from({ length: this.#provisioner.links }, work));

    this.#progress.phase("Switching the group on", this.#lights.length);
    await this.#provisioner.switchOn();
    for (const light of this.#lights) {
      light.report.on = await this.#isOn(light);
      this.#progress.step();
    }
    this.#progress.phase("Restarting one light from its store");
    return this.#restart();
  }

  /** Provisions and configures one light. */
  async #join({ report }: SimulatedLight): Promise<void> {
    try {
      const uuid = fromHex(report.uuid);
      await this.#provisioner.find(uuid);
      const began = this.#clock.now();
      report.address = await this.#provisioner.provision(uuid);
      report.provisioningMs = this.#clock.now() - began;
      await this.#provisioner.configure(report.address);
      report.configured = true;
    } catch (error) {
      this.#failed(report, error);
    }
  }

  #failed(report: LightReport, error: unknown): void {
    report.failure ??= (error as Error).message;
    this.#progress.warn(`${report.name}: ${report.failure}`);
  }

  async #isOn({ report }: SimulatedLight): Promise<boolean> {
    if (!report.configured) return false;
    try {
      return await this.#provisioner.isOn(report.address!);
    } catch (error) {
      this.#failed(report, error);
      return false;
    }
  }

  async #restart(): Promise<SimulationReport["restarted"]> {
    const light = this.#lights.find(({ report }) => report.on);
    if (!light) return undefined;
    this.#count(light);
    light.running.close();
    light.running = this.#bootLight(light.report, light.station, light.store);
    return { name: light.report.name, on: await this.#isOn(light) };
  }

  #collect(): void {
    for (const light of this.#lights) {
      if (light.report.failure) continue;
      this.#count(light);
      light.report.heap = light.running.heap();
    }
  }

  #count({ report, running }: SimulatedLight): void {
    const { messagesSent, messagesReceived } = running.state();
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
