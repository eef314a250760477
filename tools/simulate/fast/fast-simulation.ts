import { nodeHost } from "../../../hosts/node/host.js";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../../hosts/node/store.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import type { FastProvisioningPolicy } from "../../../modules/espressif/fast-provisioning/policy/policy.js";
import { TopProvisioner } from "../../../modules/espressif/fast-provisioning/provisioner/top-provisioner.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import { VirtualAir } from "../../air/air.js";
import { airParameters, distanceOfLoss, type Span } from "../../air/model.js";
import { Capture } from "../../capture/capture.js";
import { airReport } from "../read-air.js";
import { layout, type Layout } from "../layout.js";
import { addNetworkKeys } from "../../network/network-keys.js";
import type { Progress } from "../options.js";
import { appKeyIndex, group } from "../provisioner.js";
import { AirMeter } from "./air-meter.js";
import { deviceHost, policyOf, type DeviceHost } from "./devices.js";
import type { FastOptions } from "./options.js";
import { powerCuts, type PowerCut } from "./power-cuts.js";
import { FastHistory, runTitle } from "./history.js";
import type { FastRun } from "./run-record.js";
import type { SimulatedDevice } from "./simulated-device.js";

/** Start of the UUIDs of the devices, as in ESP-IDF's example. */
const matchValue = Uint8Array.of(0xdd, 0xdd);
/** Milliseconds in which the devices boot. */
const bootTime = 1000;
/** Milliseconds until the top provisioner starts: each device has sent a beacon by then. */
const warmUp = 8000;
/** Number of group messages that switch the lights; several, because they are unacknowledged. */
const switchings = 30;
/** Milliseconds between two group messages. */
const switchInterval = 100;
/** Milliseconds between two checks of the progress. */
const lookInterval = 20;
/** The same for states that are read less often. */
const slowLookInterval = 1000;
/** Milliseconds until Node Addr Get is sent to the Primary Provisioner with Espressif's policy. */
const firstQuestion = 60_000;

/**
 * Fast provisioning of a network in virtual time, from the start of the top provisioner until all
 * lights are on.
 */
export class FastSimulation {
  readonly #options: FastOptions;
  readonly #progress: Progress;
  readonly #clock = new VirtualClock();
  readonly #random: SeededRandom;
  readonly #layout: Layout;
  readonly #air: VirtualAir;
  readonly #devices: SimulatedDevice[] = [];
  readonly #onOff = new GenericOnOffClient();
  readonly #history: FastHistory;
  readonly #meter: AirMeter;
  readonly #packets: Capture | undefined;
  readonly #failures: string[] = [];
  #host!: DeviceHost;
  #top!: TopProvisioner;

  constructor(options: FastOptions, progress: Progress) {
    this.#options = options;
    this.#progress = progress;
    this.#random = new SeededRandom(options.seed);
    const { air: model, extraLoss, packets } = options;
    const parameters = airParameters(model, options.airParameters);
    this.#layout = layout(
      options.layout,
      options.nodes,
      this.#random.fork("layout"),
      distanceOfLoss(parameters),
    );
    this.#air = new VirtualAir({
      clock: this.#clock,
      seed: options.seed,
      model,
      ...options.airParameters,
      capture: options.capture,
      ...(model !== "ideal" && { walls: this.#layout.walls }),
      lossRate: Math.min(1, parameters.lossRate + extraLoss),
    });
    this.#packets =
      packets === undefined
        ? undefined
        : new Capture({
            air: this.#air,
            path: packets,
            title: runTitle(options, this.#layout),
            floor: this.#layout,
          });
    this.#history = new FastHistory();
    this.#meter = new AirMeter(this.#air);
  }

  /** Runs the simulation. Rejects if it cannot start or a device fails. */
  async run(): Promise<FastRun> {
    const wallStart = performance.now();
    const { host, nodes } = this.#options;
    this.#progress.phase(host === "xs" ? "Building XS and the light" : "Starting");
    this.#host = await deviceHost(this.#options);
    try {
      this.#progress.phase("Booting the devices", nodes);
      this.#boot();
      this.#startTop();
      await this.#clock.run(warmUp);
      await this.#provision();
      if (this.#failures.length > 0) throw new Error(this.#failures[0]);
      return this.#history.record({
        options: this.#options,
        layout: this.#layout,
        devices: this.#devices,
        meter: this.#meter,
        air: airReport(this.#air),
        simulatedMs: this.#clock.now(),
        wallMs: performance.now() - wallStart,
      });
    } finally {
      this.#close();
    }
  }

  get #policy(): FastProvisioningPolicy {
    return policyOf(this.#options.policy, this.#stationOptions());
  }

  #stationOptions(): { readonly sets: number; readonly spacing?: Span } {
    return this.#options.radio === "paced" ? { sets: 3 } : { sets: 1, spacing: [20, 20] };
  }

  #boot(): void {
    const starts = this.#random.fork("boot");
    for (const [i, position] of this.#layout.positions.entries()) {
      const name = `light-${i + 1}`;
      const station = this.#air.attach({ name, position, ...this.#stationOptions() });
      const store = new MemoryStore();
      const device = { name, station, store, powered: false, boots: 0 } as SimulatedDevice;
      this.#devices.push(device);
      this.#clock.schedule(() => {
        this.#power(device);
        this.#progress.step();
      }, starts.next() * bootTime);
    }
  }

  /** The random numbers differ for each boot of a device, and depend on the seed only. */
  #power(device: SimulatedDevice): void {
    const { name, station, store } = device;
    device.running = this.#host.boot({
      name,
      clock: this.#clock,
      station,
      random: this.#random.fork(`${name} ${device.boots++}`),
      store,
      onFailure: (error) => this.#failures.push(error.message),
    });
    device.powered = true;
  }

  #startTop(): void {
    const station = this.#air.attach({
      name: "top",
      position: this.#layout.provisioner,
      ...this.#stationOptions(),
    });
    const random = this.#random.fork("top");
    this.#top = new TopProvisioner({
      host: nodeHost({
        clock: this.#clock,
        radio: station,
        random,
        ecdhMilliseconds: this.#options.ecdh,
      }),
      uuid: new TextEncoder().encode("xs-mesh-fast-top"),
      companyId: 0xffff,
      policy: this.#policy,
      models: [this.#onOff],
      settings: { networkTransmit: { transmissions: 3, interval: 20 } },
      onNode: ({ address }) => {
        // The Primary Provisioner is in the database just before it receives ENTER.
        if (this.#history.start === undefined) {
          this.#history.begin(this.#clock.now(), address);
          this.#meter.restart();
        }
        this.#history.reported(address, this.#clock.now());
        if (this.#policy.reportsRecords) this.#progress.step();
      },
    });
  }

  async #provision(): Promise<void> {
    const { nodes, limit } = this.#options;
    // The lights are switched even if nodes are missing.
    const end = this.#clock.now() + limit + switchings * switchInterval;
    this.#progress.phase("Provisioning", nodes);
    let done = false;
    const work = this.#script().then(
      () => (done = true),
      (error: unknown) => {
        this.#failures.push((error as Error).message);
        done = true;
      },
    );
    for (const cut of this.#cuts()) this.#schedule(cut);
    this.#look(new Set());
    await this.#clock.run(() => done || this.#failures.length > 0 || this.#clock.now() > end);
    if (done) await work;
    this.#progress.end();
  }

  /**
   * Reads the states of all devices at intervals: a device may lose them, and some states are
   * known to the device only.
   */
  #look(counted: Set<SimulatedDevice>): void {
    const { reportsRecords } = this.#policy;
    for (const [i, device] of this.#devices.entries()) {
      const { address } = this.#history.look(device, i, this.#clock.now());
      if (reportsRecords || address === undefined || counted.has(device)) continue;
      counted.add(device);
      this.#progress.step();
    }
    this.#clock.schedule(() => this.#look(counted), slowLookInterval);
  }

  #cuts(): readonly PowerCut[] {
    const { nodes, powerCuts: share } = this.#options;
    return powerCuts(nodes, share, this.#random.fork("cuts"));
  }

  #schedule({ device: index, at, duration }: PowerCut): void {
    const device = this.#devices[index]!;
    this.#clock.schedule(() => {
      this.#history.cut(device, index, this.#clock.now());
      device.running.close();
      device.powered = false;
      this.#clock.schedule(() => this.#power(device), duration);
    }, at);
  }

  async #script(): Promise<void> {
    const { limit, nodes } = this.#options;
    const network = { matchValue, group, count: nodes, appKeyIndex };
    await this.#top.createAppKey(appKeyIndex);
    await this.#top.begin(network).catch((error: unknown) => {
      throw new Error(`the top provisioner could not begin: ${(error as Error).message}`);
    });
    if (await this.#complete(limit - this.#clock.now()))
      this.#history.databaseComplete = this.#clock.now();
    this.#top.endFastTransmission();
    await this.#switchOn();
  }

  /**
   * Whether the top provisioner knows all nodes within a time, ms: their keys or, with
   * Espressif's policy, their addresses.
   */
  async #complete(timeout: number): Promise<boolean> {
    const { nodes } = this.#options;
    if (this.#policy.reportsRecords)
      return this.#top.whenComplete(nodes, timeout).then(
        () => true,
        () => false,
      );
    const end = this.#clock.now() + timeout;
    await this.#pause(firstQuestion);
    while (this.#clock.now() < end) {
      // Without an answer the message is sent again.
      const known = await this.#top.getAddresses().catch(() => new Set<number>());
      for (const address of known) this.#history.reported(address, this.#clock.now());
      // The answer does not contain the address of the Primary Provisioner.
      if (known.size >= nodes - 1) return true;
      await this.#pause(slowLookInterval);
    }
    return false;
  }

  async #switchOn(): Promise<void> {
    for (let i = 0; i < switchings; i++) {
      this.#history.switched ??= this.#clock.now();
      this.#onOff.setUnacknowledged(true, { dst: group, appKeyIndex, ttl: 32 });
      for (let waited = 0; waited < switchInterval; waited += lookInterval) {
        await this.#pause(lookInterval);
        if (this.#allLit()) {
          this.#history.allOn = this.#clock.now();
          return;
        }
      }
    }
  }

  #allLit(): boolean {
    return this.#devices.every(
      ({ powered, running }) => powered && running.state().litAt !== undefined,
    );
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.#clock.schedule(() => resolve(), milliseconds));
  }

  #close(): void {
    for (const { powered, running } of this.#devices) if (powered) running.close();
    if (this.#packets && this.#top) addNetworkKeys(this.#top.provisioner, this.#packets.keys);
    this.#packets?.close();
    this.#top?.close();
    this.#host.close();
    this.#meter.close();
    this.#air.close();
  }
}
