import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import type { MemoryStore } from "../../../hosts/web/memory-store.js";
import { start as startLight } from "../../../modules/firmware/light/main.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import { VirtualAir } from "../../air/air.js";
import type { Position } from "../../air/propagation.js";
import type { FirmwareProgram, RunningFirmware } from "../../simulation/firmware-program.js";
import { nodeFirmware } from "../../simulation/node-firmware.js";
import { CryptoMemory } from "../../simulation/shared-crypto/crypto-memory.js";
import type { Progress } from "../options.js";
import { appKeyIndex, group } from "../provisioner.js";
import { type Floors, floorsOf } from "./floors.js";
import type { BuildingOptions } from "./options.js";
import { type BuildingReport, type Switching, share } from "./report.js";
import { storedNetwork, storeOf, switchFirmware } from "./stored-network.js";

/** Milliseconds until the first switching: each node has booted. */
const warmUp = 1000;
/** Milliseconds from one switching to the next. */
const interval = 2000;
/** Hops that a message may make: up the floors and along each. */
const ttl = 64;

/** Loads a network of lights that are configured, on the floors of a building, and switches them. */
export class Building {
  readonly #options: BuildingOptions;
  readonly #progress: Progress;
  readonly #clock = new VirtualClock();
  readonly #random: SeededRandom;
  readonly #floors: Floors;
  readonly #air: VirtualAir;
  readonly #memory = new CryptoMemory();
  readonly #running: RunningFirmware[] = [];
  readonly #client = new GenericOnOffClient();
  /** Whether each light is on. */
  readonly #on: Uint8Array;
  /** The switching that is under way, and the times at which lights followed it. */
  #switching:
    { readonly on: boolean; readonly begin: number; readonly times: number[] } | undefined;
  #failure: Error | undefined;

  /** Throws RangeError for parameters of the air that are out of range. */
  constructor(options: BuildingOptions, progress: Progress) {
    this.#options = options;
    this.#progress = progress;
    this.#random = new SeededRandom(options.seed);
    this.#floors = floorsOf(options.nodes, options.floors, this.#random.fork("floors"));
    this.#air = new VirtualAir({
      clock: this.#clock,
      seed: options.seed,
      model: options.air,
      ...options.airParameters,
    });
    this.#on = new Uint8Array(options.nodes);
  }

  /** Runs the simulation. Rejects if a node fails. */
  async run(): Promise<BuildingReport> {
    const { nodes, switchings } = this.#options;
    try {
      this.#progress.phase("Loading the lights", nodes);
      await this.#load();
      const loaded = process.cpuUsage();
      await this.#clock.run(warmUp);
      this.#progress.phase("Switching", switchings);
      const results: Switching[] = [];
      for (let i = 0; i < switchings; i++) results.push(await this.#switch(i % 2 === 0));
      return this.#report(results, loaded);
    } finally {
      for (const firmware of this.#running) firmware.close();
      this.#air.close();
    }
  }

  async #load(): Promise<void> {
    const { light, switch: lightSwitch } = await storedNetwork(this.#options.seed);
    const { lights, relays, switch: entrance } = this.#floors;
    const program = nodeFirmware(startLight);
    for (const [i, position] of lights.entries()) {
      const store = storeOf(light, this.#identity(i + 1), relays[i]!);
      this.#boot(program, `light-${i + 1}`, position, store, (event) => this.#onEvent(i, event));
      this.#progress.step();
    }
    const store = storeOf(lightSwitch, this.#identity(lights.length + 1), false);
    this.#boot(nodeFirmware(switchFirmware(this.#client)), "switch", entrance, store);
  }

  #identity(address: number): { address: number; deviceKey: Uint8Array } {
    const deviceKey = new Uint8Array(16);
    this.#random.fork(`device key ${address}`).fill(deviceKey);
    return { address, deviceKey };
  }

  #boot(
    program: FirmwareProgram,
    name: string,
    position: Position,
    store: MemoryStore,
    trace?: (event: TraceEvent) => void,
  ): void {
    const running = program.boot({
      name,
      clock: this.#clock,
      station: this.#air.attach({ name, position, sets: 3 }),
      random: this.#random.fork(name),
      store,
      ecdhMilliseconds: 0,
      cryptoMemory: this.#memory,
      ...(trace && { trace }),
      firmwareEventsOnly: true,
      onFailure: (error) => (this.#failure ??= new Error(`${name}: ${error.message}`)),
    }) as RunningFirmware;
    this.#running.push(running);
  }

  #onEvent(light: number, event: TraceEvent): void {
    if (event.type !== "board.lamp") return;
    const on = event.on ? 1 : 0;
    if (this.#on[light] === on) return;
    this.#on[light] = on;
    const switching = this.#switching;
    if (switching?.on === event.on) switching.times.push(this.#clock.now() - switching.begin);
  }

  /** Sends one message to the group and waits until the next one is due. */
  async #switch(on: boolean): Promise<Switching> {
    const times: number[] = [];
    const begin = this.#clock.now();
    const events = this.#air.events;
    this.#switching = { on, begin, times };
    this.#client.setUnacknowledged(on, { dst: group, appKeyIndex, ttl });
    await this.#clock.run(
      () => this.#failure !== undefined || this.#clock.now() >= begin + interval,
    );
    await this.#clock.run(begin + interval);
    if (this.#failure) throw this.#failure;
    this.#progress.step();
    const following = this.#on.reduce((sum, state) => sum + (state === (on ? 1 : 0) ? 1 : 0), 0);
    return {
      on,
      following,
      times: share(times, this.#options.nodes),
      events: this.#air.events - events,
    };
  }

  #report(switchings: readonly Switching[], loaded: NodeJS.CpuUsage): BuildingReport {
    const { air, floors, nodes } = this.#options;
    const { system, user } = process.cpuUsage(loaded);
    const { depth, relays, width } = this.#floors;
    return {
      nodes,
      floors,
      air,
      width,
      depth,
      relays: relays.filter((relay) => relay).length,
      switchings,
      events: this.#air.events,
      simulatedMs: this.#clock.now(),
      loadSeconds: (loaded.system + loaded.user) / 1e6,
      switchSeconds: (system + user) / 1e6,
      memoryMB: process.memoryUsage().rss / 1e6,
    };
  }
}
