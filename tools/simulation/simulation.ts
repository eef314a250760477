import "../../modules/checks/install.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/web/memory-store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { MeshError, TimeoutError } from "../../modules/base/errors.js";
import type { HttpServer } from "../../modules/host/http.js";
import type { Trace } from "../../modules/host/trace.js";
import type { Wifi } from "../../modules/host/wifi.js";
import { VirtualAir } from "../air/air.js";
import { type AirModel, type AirParameters, usualAir } from "../air/model.js";
import type { Wall } from "../air/propagation.js";
import type { StationOptions } from "../air/station-options.js";
import { checkLimit, checkMilliseconds } from "./milliseconds.js";
import { RefusalLog } from "./refusal-log.js";
import { CryptoMemory } from "./shared-crypto/crypto-memory.js";
import { SimulatedHost } from "./simulated-host.js";
import { checkSimulationOptions } from "./option-kinds.js";

/** Options of a Simulation. */
export interface SimulationOptions {
  /** Seed of all random numbers: the same seed and the same calls give the same run. Default 1. */
  readonly seed?: number | string;
  /**
   * The model of the air. Default "typical": an office floor where 10 % of all packets are lost.
   */
  readonly air?: AirModel;
  /** Parameters of the air that replace those of the model. */
  readonly parameters?: Partial<AirParameters>;
  /**
   * Metres beyond which no packet is received. Default: none; all models except "ideal" have a
   * receiver sensitivity.
   */
  readonly range?: number;
  /** Walls, which attenuate packets. Default: none. */
  readonly walls?: readonly Wall[];
}

/** Options of a machine of a simulation. Default of each option of the radio: that of the air. */
export interface SimulatedHostOptions extends StationOptions {
  /** Its records. Default: an empty store. */
  readonly store?: MemoryStore;
  /** Milliseconds that a P-256 multiplication takes, such as 200 on an ESP32. Default 0. */
  readonly ecdhMilliseconds?: number;
  /** Called with each event of the machine's node, in order. */
  readonly trace?: Trace;
  /** Its Wi-Fi station. Default: none. */
  readonly wifi?: Wifi;
  /** Its HTTP server. Default: none. */
  readonly http?: HttpServer;
}

/** Options of `Simulation.run`. */
export interface RunOptions {
  /** Simulated milliseconds until it rejects with TimeoutError. Default 3,600,000. */
  readonly limit?: number;
}

/**
 * A virtual air in virtual time, with machines on which nodes and provisioners run as on chips.
 * It runs as fast as the computer allows, and all runs with one seed are identical to the octet.
 */
export class Simulation {
  /** Virtual time, in milliseconds from 0. It advances only in `run` and `pass`. */
  readonly clock = new VirtualClock();
  /** The radio model. `onPacket` gives every packet, and each station has counters. */
  readonly air: VirtualAir;
  readonly #random: SeededRandom;
  readonly #cryptoMemory = new CryptoMemory();
  readonly #refusals = new RefusalLog();

  /** Throws RangeError for air parameters that are out of range. */
  constructor(options: SimulationOptions = {}) {
    checkSimulationOptions("Simulation", options);
    const { air = usualAir, parameters, range, seed = 1, walls } = options;
    this.#random = new SeededRandom(seed);
    this.air = new VirtualAir({
      ...parameters,
      clock: this.clock,
      seed,
      model: air,
      ...(range !== undefined && { range }),
      ...(walls && { walls }),
    });
  }

  /**
   * Creates a machine to run a node on. Throws RangeError for a name that is in use, and for
   * options out of range.
   */
  host(options: SimulatedHostOptions): SimulatedHost {
    checkSimulationOptions("SimulatedHost", options);
    const {
      ecdhMilliseconds = 0,
      http,
      store = new MemoryStore(),
      trace,
      wifi,
      ...station
    } = options;
    return new SimulatedHost({
      clock: this.clock,
      station: this.air.attach(station),
      random: this.#random.fork(options.name),
      store,
      ecdhMilliseconds,
      cryptoMemory: this.#cryptoMemory,
      trace: (event) => {
        this.#refusals.record(options.name, event);
        trace?.(event);
      },
      wifi,
      http,
    });
  }

  /**
   * Advances virtual time until the promise is settled, and resolves to its value. Rejects as the
   * promise does, with TimeoutError if it takes longer than `limit`, and with MeshError if no
   * timer is left that could settle it.
   */
  async run<T>(work: Promise<T> | (() => Promise<T>), options: RunOptions = {}): Promise<T> {
    const { limit = 3_600_000 } = options;
    checkLimit("limit", limit);
    const { clock } = this;
    const end = clock.now() + limit;
    let settled = false;
    const done = () => (settled = true);
    const promise = typeof work === "function" ? work() : work;
    promise.then(done, done);
    const ended = await clock.run(() => settled || (clock.nextTime ?? 0) > end);
    if (settled) return promise;
    if (ended) throw new TimeoutError(`not done after ${limit} simulated milliseconds`);
    throw new MeshError("it waits for what will never happen: no timer is left");
  }

  /** Advances virtual time by so many milliseconds. Rejects with RangeError for less than 0 or more than ten years. */
  async pass(milliseconds: number): Promise<void> {
    checkMilliseconds("milliseconds", milliseconds);
    await this.clock.run(this.clock.now() + milliseconds);
  }

  /**
   * The messages that no model of any node took so far, each with the reason and what to do: a
   * model that is not bound to the AppKey, a group that no model subscribes to. The error of a
   * request without an answer has its reason as well.
   */
  get refusals(): string[] {
    return this.#refusals.texts;
  }

  /** Removes all machines from the air. Close nodes and provisioners first. */
  close(): void {
    this.air.close();
  }
}
