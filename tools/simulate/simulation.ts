import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { HeapFigures } from "../../hosts/xs/engine.js";
import { fromHex } from "../../modules/base/bytes.js";
import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import {
  genericOnOffClientId,
  genericOnOffServerId,
} from "../../modules/models/generic-onoff/messages.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { VirtualAir } from "../air/air.js";
import type { Station } from "../air/station.js";
import { Capture } from "../capture/capture.js";
import { type LightHost, nodeLights, type RunningLight, xsLights } from "./light.js";
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

const companyId = 0xffff;
const appKeyIndex = 0;
const group = 0xc000;
/** Provisionings at a time: one exchanges PDUs while another computes or waits. */
const links = 2;
const attempts = 3;
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
  readonly #onOff = new GenericOnOffClient();
  readonly #lights: SimulatedLight[] = [];
  #host!: LightHost;
  #provisioner!: Provisioner;

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
      const script = this.#script().then((answer) => (restarted = answer));
      let done = false;
      const finished = script.finally(() => (done = true));
      await this.#clock.run(() => done);
      await finished;
      this.#collect();
    } finally {
      this.#close();
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
    const middle = ((side - 1) * spacing) / 2;
    const radio = this.#air.attach({ name: "provisioner", position: { x: middle, y: middle + 1 } });
    const random = this.#random.fork("provisioner");
    this.#provisioner = new Provisioner({
      host: nodeHost({ clock: this.#clock, radio, random }),
      uuid: new TextEncoder().encode("xs-mesh-simulate"),
      companyId,
      models: [this.#onOff],
    });
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
    const { configuration, address } = this.#provisioner;
    const { keys } = this.#capture;
    await this.#provisioner.createAppKey(appKeyIndex);
    const client = { elementAddress: address, modelId: genericOnOffClientId };
    await configuration.bind(address, client, appKeyIndex);
    const network = this.#provisioner.node.network!;
    keys.addNetKey(network.subnets.list[0]!.keys.key);
    keys.addAppKey(network.applicationKeys.get(appKeyIndex)!.key.key);
    keys.addIvIndex(network.sequence.ivIndex);

    this.#progress.phase("Provisioning and configuring", this.#lights.length);
    const waiting = [...this.#lights];
    const work = async () => {
      for (let light = waiting.shift(); light; light = waiting.shift()) {
        await this.#join(light);
        this.#progress.step();
      }
    };
    await Promise.all(Array.from({ length: links }, work));

    this.#progress.phase("Switching the group on", this.#lights.length);
    await this.#switchOn();
    for (const light of this.#lights) {
      light.report.on = await this.#isOn(light);
      this.#progress.step();
    }
    this.#progress.phase("Restarting one light from its store");
    return this.#restart();
  }

  /** Provisions and configures one light. */
  async #join({ report }: SimulatedLight): Promise<void> {
    const uuid = fromHex(report.uuid);
    try {
      const node = await this.#provision(uuid, report);
      const { address, deviceKey } = node;
      report.address = address;
      this.#capture.keys.addDeviceKey(address, deviceKey);
      const { configuration } = this.#provisioner;
      await configuration.composition(address);
      await this.#provisioner.addAppKey(address, appKeyIndex);
      const model = { elementAddress: address, modelId: genericOnOffServerId };
      await configuration.bind(address, model, appKeyIndex);
      await configuration.subscribe(address, model, group);
      report.configured = true;
    } catch (error) {
      report.failure ??= (error as Error).message;
      this.#progress.warn(`${report.name}: ${report.failure}`);
    }
  }

  async #provision(uuid: Uint8Array, report: LightReport) {
    for (let attempt = 1; ; attempt++) {
      await this.#provisioner.scanner.wait(uuid, { timeout: 30_000 });
      const began = this.#clock.now();
      try {
        const node = await this.#provisioner.provision(uuid);
        report.provisioningMs = this.#clock.now() - began;
        return node;
      } catch (error) {
        if (attempt === attempts) throw error;
        this.#provisioner.scanner.forget(uuid);
      }
    }
  }

  /** Nobody answers for a group: it is told more than once, as a switch on a wall does it. */
  async #switchOn(): Promise<void> {
    for (let i = 0; i < attempts; i++)
      await new Promise<void>((resolve, reject) =>
        this.#onOff.setUnacknowledged(true, {
          dst: group,
          appKeyIndex,
          onEnd: (error) => (error ? reject(error) : resolve()),
        }),
      );
  }

  async #isOn({ report }: SimulatedLight): Promise<boolean> {
    if (!report.configured) return false;
    try {
      return (await this.#onOff.get({ dst: report.address!, appKeyIndex })).present;
    } catch (error) {
      report.failure ??= (error as Error).message;
      this.#progress.warn(`${report.name}: ${report.failure}`);
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

  #close(): void {
    for (const { running } of this.#lights) running.close();
    this.#provisioner?.close();
    this.#host.close();
    this.#capture.close();
    this.#air.close();
  }
}
