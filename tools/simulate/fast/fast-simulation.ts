import { basename } from "node:path";
import type { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import type { FastLightState } from "../../../modules/firmware/fast-light/state.js";
import { nodeHost } from "../../../hosts/node/host.js";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import type { FastProvisioningPolicy } from "../../../modules/espressif/fast-provisioning/policy/policy.js";
import {
  type TopConnection,
  TopProvisioner,
} from "../../../modules/espressif/fast-provisioning/provisioner/top-provisioner.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import type { Station } from "../../air/station.js";
import { airParameters, distanceOfLoss, type Span } from "../../air/model.js";
import { World } from "../../simulation/world.js";
import type { WorldDevice } from "../../simulation/world-device.js";
import { captureTo } from "../../simulation/files.js";
import { airReport } from "../read-air.js";
import { layout, type Layout } from "../layout.js";
import { addNetworkKeys } from "../../network/network-keys.js";
import type { Progress } from "../options.js";
import { appKeyIndex, group } from "../provisioner.js";
import { AirMeter } from "./air-meter.js";
import { fastFirmware, fastGattFirmware, policyOf } from "./devices.js";
import type { FastOptions } from "./options.js";
import { topName } from "./places.js";
import { powerCuts, type PowerCut } from "./power-cuts.js";
import { FastHistory, runTitle } from "./history.js";
import type { FastRun } from "./run-record.js";
import { FastProgram, type SimulatedDevice } from "./simulated-device.js";

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
/** Name of the firmware of the first device of a phone. */
const gattLight = "fast light with GATT";
/** Milliseconds between the connection events of a phone. */
const connectionInterval = 30;
/** Milliseconds until Node Addr Get is sent to the Primary Provisioner with Espressif's policy. */
const firstQuestion = 60_000;

/**
 * Fast provisioning of a network in virtual time, from the start of the top provisioner until all
 * lights are on.
 */
export class FastSimulation {
  readonly #options: FastOptions;
  readonly #progress: Progress;
  readonly #random: SeededRandom;
  readonly #layout: Layout;
  readonly #world: World;
  readonly #devices: FastDevice[] = [];
  readonly #onOff = new GenericOnOffClient();
  readonly #history: FastHistory;
  readonly #meter: AirMeter;
  readonly #failures: string[] = [];
  #program!: FastProgram;
  /** Of the first device of a phone. */
  #gattProgram: FastProgram | undefined;
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
    const title = runTitle(options, this.#layout);
    this.#world = new World({
      seed: options.seed,
      air: model,
      parameters: {
        ...options.airParameters,
        capture: options.capture,
        ...(model !== "ideal" && { walls: this.#layout.walls }),
        lossRate: Math.min(1, parameters.lossRate + extraLoss),
      },
      ...(packets !== undefined && {
        capture: captureTo(packets, { title, floor: this.#layout, page: false }),
      }),
      // Without a capture nobody reads the events of the layers, which cost time on XS.
      firmwareEventsOnly: packets === undefined,
      gatt: options.bearer === "gatt",
      load: (path) =>
        Promise.resolve(basename(path) === gattLight ? this.#gattProgram! : this.#program),
      onLog: ({ name }, text) => progress.log(this.#clock.now(), name, text),
      onFailure: ({ name }, { message, stack }) =>
        this.#failures.push(`${name}: ${stack ?? message}`),
    });
    this.#history = new FastHistory();
    this.#meter = new AirMeter(this.#world.air);
  }

  get #clock(): VirtualClock {
    return this.#world.clock;
  }

  /** Runs the simulation. Rejects if it cannot start or a device fails. */
  async run(): Promise<FastRun> {
    const { host, nodes } = this.#options;
    this.#progress.phase(host === "xs" ? "Building XS and the light" : "Starting");
    this.#program = new FastProgram(await fastFirmware(this.#options), this.#random);
    if (this.#isPhone)
      this.#gattProgram = new FastProgram(await fastGattFirmware(this.#options), this.#random);
    const wallStart = performance.now();
    try {
      this.#progress.phase("Booting the devices", nodes);
      await this.#boot();
      this.#startTop();
      await this.#clock.run(warmUp);
      await this.#provision();
      if (this.#failures.length > 0) throw new Error(this.#failures[0]);
      return this.#history.record({
        options: this.#options,
        layout: this.#layout,
        devices: this.#devices,
        meter: this.#meter,
        air: airReport(this.#world.air),
        simulatedMs: this.#clock.now(),
        wallMs: performance.now() - wallStart,
      });
    } finally {
      this.#close();
    }
  }

  /** Whether the top provisioner is a phone, which reaches the network over GATT alone. */
  get #isPhone(): boolean {
    return this.#options.bearer === "gatt";
  }

  get #policy(): FastProvisioningPolicy {
    return policyOf(this.#options.policy, this.#stationOptions());
  }

  #stationOptions(): { readonly sets: number; readonly spacing?: Span } {
    return this.#options.sets === 3 ? { sets: 3 } : { sets: 1, spacing: [20, 20] };
  }

  async #boot(): Promise<void> {
    const starts = this.#random.fork("boot");
    const { policy } = this.#options;
    const first = this.#isPhone ? nearestTo(this.#layout) : -1;
    for (const [i, position] of this.#layout.positions.entries()) {
      const device = await this.#world.add(`light-${i + 1}`, {
        firmware: i === first ? gattLight : "fast light",
        ...(i === first && { config: { policy } }),
        position,
        ecdhMilliseconds: this.#options.ecdh,
        powered: false,
        ...this.#stationOptions(),
      });
      const program = i === first ? this.#gattProgram! : this.#program;
      this.#devices.push(new FastDevice(device, program));
      this.#clock.schedule(() => {
        this.#powerOn(device);
        this.#progress.step();
      }, starts.next() * bootTime);
    }
  }

  #powerOn(device: WorldDevice): void {
    device.powerOn().catch((error: unknown) => {
      this.#failures.push(`${device.name}: ${(error as Error).message}`);
    });
  }

  #startTop(): void {
    const station = this.#world.air.attach({
      name: topName,
      position: this.#layout.provisioner,
      ...this.#stationOptions(),
    });
    if (this.#isPhone) this.#world.gatt!.client(station, { interval: connectionInterval });
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
      ...(this.#isPhone && {
        advertising: false,
        onConnection: (connection) =>
          this.#progress.log(this.#clock.now(), topName, connectionText(connection)),
      }),
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
      const { own } = device;
      own.powerOff();
      this.#clock.schedule(() => this.#powerOn(own), duration);
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
    if (this.#isPhone) await this.#untilForwarding(limit - this.#clock.now());
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

  /** The proxy of the first node passes messages to groups when the node's GATT Proxy state is on. */
  async #untilForwarding(timeout: number): Promise<void> {
    await this.#top.whenForwarding(timeout).then(
      () => (this.#history.forwarding = this.#clock.now()),
      ({ message }: Error) => this.#progress.log(this.#clock.now(), topName, message),
    );
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
    return this.#devices.every((device) => device.powered && device.state().litAt !== undefined);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.#clock.schedule(() => resolve(), milliseconds));
  }

  #close(): void {
    const { capture } = this.#world;
    if (capture && this.#top) addNetworkKeys(this.#top.provisioner, capture.keys);
    this.#world.onClose(() => {
      this.#top?.close();
      this.#meter.close();
    });
    this.#world.close();
    this.#program.close();
    this.#gattProgram?.close();
  }
}

/** Index of the position that is nearest to the top provisioner. */
function nearestTo({ positions, provisioner }: Layout): number {
  const distances = positions.map(({ x, y }) => Math.hypot(x - provisioner.x, y - provisioner.y));
  return distances.indexOf(Math.min(...distances));
}

function connectionText(connection: TopConnection): string {
  return connection.state === "lost"
    ? `the proxy connection was lost, reason 0x${connection.reason.toString(16)}`
    : `a proxy is connected${connection.node === undefined ? "" : `: node ${connection.node}`}`;
}

/** A device of the world, whose state is read while time stands still. */
class FastDevice implements SimulatedDevice {
  readonly own: WorldDevice;
  readonly #program: FastProgram;

  constructor(own: WorldDevice, program: FastProgram) {
    this.own = own;
    this.#program = program;
  }

  get name(): string {
    return this.own.name;
  }

  get station(): Station {
    return this.own.station;
  }

  get powered(): boolean {
    return this.own.powered;
  }

  state(): FastLightState {
    return this.#program.stateOf(this.name);
  }
}
