import type { NodeCrypto } from "../../hosts/node/crypto.js";
import { NodeSessionCrypto } from "../../hosts/node/session-crypto.js";
import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { MemoryStore } from "../../hosts/web/memory-store.js";
import type { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { Host } from "../../modules/host/host.js";
import type { HttpServer } from "../../modules/host/http.js";
import type { Trace } from "../../modules/host/trace.js";
import type { Wifi } from "../../modules/host/wifi.js";
import type { Station } from "../air/station.js";
import type { CryptoMemory } from "./shared-crypto/crypto-memory.js";
import { SharedCrypto } from "./shared-crypto/shared-crypto.js";

/** The parts of a SimulatedHost; `Simulation.host` creates it. */
export interface SimulatedParts {
  readonly clock: VirtualClock;
  readonly station: Station;
  readonly random: SeededRandom;
  readonly store: MemoryStore;
  readonly ecdhMilliseconds: number;
  readonly cryptoMemory: CryptoMemory;
  readonly trace: Trace | undefined;
  readonly wifi: Wifi | undefined;
  readonly http: HttpServer | undefined;
}

/** A machine of a simulation: a station of the air with its own store, in virtual time. */
export class SimulatedHost implements Host {
  /** Virtual time of the simulation. */
  readonly clock: VirtualClock;
  readonly crypto: NodeCrypto;
  /** Its radio, which counts the packets that it sends, receives and loses. */
  readonly radio: Station;
  /** Random numbers from the seed of the simulation. */
  readonly random: SeededRandom;
  /** Its records, which are kept over a power cut. */
  readonly store: MemoryStore;
  readonly sessionCrypto: NodeSessionCrypto;
  /** Receiver of trace events, if the options have one. */
  readonly trace?: Trace;
  /** Simulated Wi-Fi station, if the options have one. */
  readonly wifi?: Wifi;
  /** HTTP server, if the options have one. */
  readonly http?: HttpServer;
  readonly #parts: SimulatedParts;

  /** Called by `Simulation.host`. */
  constructor(parts: SimulatedParts) {
    const { clock, cryptoMemory: memory, ecdhMilliseconds, http, trace, wifi } = parts;
    this.#parts = parts;
    this.clock = clock;
    this.crypto = new SharedCrypto({ clock, ecdhMilliseconds, memory });
    this.sessionCrypto = new NodeSessionCrypto({ clock });
    this.radio = parts.station;
    this.random = parts.random;
    this.store = parts.store;
    if (trace) this.trace = trace;
    if (wifi) this.wifi = wifi;
    if (http) this.http = http;
  }

  /** The name of its station on the air. */
  get name(): string {
    return this.radio.name;
  }

  /**
   * The same machine after a power cut: with its radio, position and records, and other random
   * octets. Close the node that ran on it first.
   */
  restarted(): SimulatedHost {
    const { store } = this;
    return new SimulatedHost({ ...this.#parts, random: this.random.fork(`${store.writes}`) });
  }
}
