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
import type { StationOptions } from "../air/station.js";
import { SimulatedHost } from "./simulated-host.js";

/** What a Simulation is made with. */
export interface SimulationOptions {
  /** The whole run follows from it: the same seed and the same calls give the same run. Default 1. */
  readonly seed?: number | string;
  /** The model of the air. Default "typical": an office floor where 10 % of all packets are lost. */
  readonly air?: AirModel;
  /** Parameters of the air that are not the model's. */
  readonly parameters?: Partial<AirParameters>;
  /** Metres beyond which nothing is heard. Default: none; all but the ideal air have their sensitivity. */
  readonly range?: number;
  /** Walls, which weaken what crosses them. Default: none. */
  readonly walls?: readonly Wall[];
}

/** A machine of a simulation; what is not given of its radio is the air's. */
export interface SimulatedHostOptions extends StationOptions {
  /** Its records. Default: an empty store. */
  readonly store?: MemoryStore;
  /** Milliseconds that a P-256 multiplication takes; 200 as on an ESP32, say. Default 0. */
  readonly ecdhMilliseconds?: number;
  /** Called with each event of its node, in order. */
  readonly trace?: Trace;
  /** Its Wi-Fi station. Default: none. */
  readonly wifi?: Wifi;
  /** Its HTTP server. Default: none. */
  readonly http?: HttpServer;
}

/** How long `Simulation.run` goes on. */
export interface RunOptions {
  /** Simulated milliseconds after which it gives up. Default 3,600,000. */
  readonly limit?: number;
}

/**
 * A virtual air in virtual time, with machines on it: nodes and provisioners run on them as on
 * chips, as fast as this machine can, and each run of one seed is the same to the octet.
 */
export class Simulation {
  /** Virtual time, in milliseconds from 0. It stands still except in `run` and `pass`. */
  readonly clock = new VirtualClock();
  /** The radio model, with every packet (`onPacket`) and every station's counters. */
  readonly air: VirtualAir;
  readonly #random: SeededRandom;

  /** Throws RangeError for parameters of the air that are out of range. */
  constructor(options: SimulationOptions = {}) {
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

  /** A machine to run a node on. Throws RangeError for a name that is taken, and for options out of range. */
  host(options: SimulatedHostOptions): SimulatedHost {
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
      trace,
      wifi,
      http,
    });
  }

  /**
   * Lets virtual time pass until what was begun is done: its value. Rejects as that does;
   * with TimeoutError where it takes longer than `limit`, with MeshError where it waits for
   * nothing that is still going to happen.
   */
  async run<T>(work: Promise<T> | (() => Promise<T>), options: RunOptions = {}): Promise<T> {
    const { limit = 3_600_000 } = options;
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

  /** Lets so many milliseconds of virtual time pass. Throws RangeError for less than 0. */
  async pass(milliseconds: number): Promise<void> {
    if (!(milliseconds >= 0 && milliseconds < Infinity))
      throw new RangeError(`milliseconds: 0 or more, not ${milliseconds}`);
    await this.clock.run(this.clock.now() + milliseconds);
  }

  /** Takes all machines off the air. Close nodes and provisioners first. */
  close(): void {
    this.air.close();
  }
}
