import { development } from "../../base/development.js";
import type { Diagnostics } from "../../base/diagnostics.js";
import { Timer } from "../../base/timer.js";
import type { Records } from "../../base/records.js";
import type { Clock } from "../../host/clock.js";
import type { Random } from "../../host/random.js";
import type { SessionCrypto } from "../../host/session-crypto.js";
import type { Wifi, WifiConnection, WifiNetwork } from "../../host/wifi.js";
import { type EndpointHandler, Protocomm, type SessionEvent } from "../protocomm.js";
import type { SecurityOptions } from "../security/options.js";
import { versionEndpoint, type VersionOptions } from "../version-endpoint.js";
import {
  joinDelay,
  type StationEffect,
  type StationEvent,
  type StationRules,
  type StationState,
  stationStep,
} from "./station.js";
import { configEndpoint } from "./config-endpoint.js";
import { ctrlEndpoint } from "./ctrl-endpoint.js";
import { scanEndpoint } from "./scan-endpoint.js";
import { Scanner } from "./scanner.js";
import { StoredNetwork } from "./stored-network.js";

/** Failed attempts that a known network starts with: the delay between attempts is then long enough for a client to send credentials. */
const knownFailures = 6;

/** Carries requests to a Protocomm. */
export interface ProtocommTransport {
  /** Ends the transport. */
  close(): void;
}

/** Options of a WifiProvisioning. */
export interface WifiProvisioningOptions {
  /** Timers of the service. */
  readonly clock: Clock;
  /** Random numbers of sessions. */
  readonly random: Random;
  /** Cryptography of sessions. */
  readonly crypto: SessionCrypto;
  /** Wi-Fi station of the host. */
  readonly wifi: Wifi;
  /** Records that the network is stored in. */
  readonly records: Records;
  /** Counters and trace of the service. */
  readonly diagnostics: Diagnostics;
  /** Security schemes that are offered, the default first. */
  readonly securities: readonly SecurityOptions[];
  /** Creates the transport; it is closed at the end. */
  readonly transport: (protocomm: Protocomm) => ProtocommTransport;
  /** Contents of proto-ver. */
  readonly version?: Omit<VersionOptions, "securities">;
  /** Endpoints of the application, after those of Wi-Fi, in this order. */
  readonly endpoints?: Readonly<Record<string, EndpointHandler>>;
  /** Most networks in a scan result, 1..64, each by its strongest access point. Default 16. */
  readonly scanEntries?: number;
  /** Attempts after which joining a network has failed, from 1. Default 1. */
  readonly attempts?: number;
  /**
   * The stored network, where provisioning is offered again because it is not found: the
   * station goes on trying it until other credentials are sent.
   */
  readonly known?: WifiNetwork;
  /** When credentials are stored: as soon as they "worked" (the default), or when they are "applied". */
  readonly store?: "worked" | "applied";
  /** Milliseconds from ApplyConfig to the first attempt. Default 1000. */
  readonly connectDelay?: number;
  /** Milliseconds from being connected to the end of the service; Infinity: it goes on. Default 30,000. */
  readonly autoStop?: number;
  /**
   * Milliseconds from the client's reading of the state connected to the end of the service.
   * Default 1000.
   */
  readonly endDelay?: number;
  /** Called with each state of the station. */
  readonly onState?: (state: StationState) => void;
  /** Called for each event of a session. */
  readonly onSession?: (event: SessionEvent) => void;
  /**
   * The service has ended by itself, and closed. The connection is left as it is:
   * the application calls `Wifi` to go on using it.
   */
  readonly onEnd?: (network: WifiNetwork, connection: WifiConnection) => void;
}

/** A device's Wi-Fi provisioning service, from its start until a network was joined. */
export class WifiProvisioning {
  /** Endpoints and session of the service. */
  readonly protocomm: Protocomm;
  readonly #options: WifiProvisioningOptions;
  #rules: StationRules;
  readonly #stored: StoredNetwork;
  readonly #scanner: Scanner;
  readonly #connect: Timer<WifiProvisioning>;
  readonly #end: Timer<WifiProvisioning>;
  readonly #transport: ProtocommTransport;
  #state: StationState = { name: "idle" };
  #closed = false;

  /** Throws RangeError for an option out of range. */
  constructor(options: WifiProvisioningOptions) {
    development.options?.("WifiProvisioning", options);
    const { attempts = 1, connectDelay = 1000, scanEntries = 16, store = "worked" } = options;
    if (!Number.isInteger(attempts) || attempts < 1)
      throw new RangeError("attempts: a whole number from 1");
    if (!Number.isInteger(scanEntries) || scanEntries < 1 || scanEntries > 64)
      throw new RangeError("scanEntries: 1..64");
    if (!(connectDelay >= 0)) throw new RangeError("connectDelay: 0 or more ms");
    const { clock, random, crypto, wifi, records, diagnostics, securities, onSession } = options;
    this.#options = options;
    const { known } = options;
    this.#rules = {
      delay: connectDelay,
      attempts,
      storeUntried: store === "applied",
      ...(known && { known }),
    };
    this.#stored = new StoredNetwork({ records });
    this.#scanner = new Scanner({ clock, wifi, entries: scanEntries });
    this.#connect = new Timer(clock, WifiProvisioning.#connectDue, this);
    this.#end = new Timer(clock, WifiProvisioning.#endDue, this);
    this.protocomm = new Protocomm({
      clock,
      crypto,
      random,
      diagnostics,
      securities,
      onSession: (event) => {
        if (event.state === "closed") this.#handle({ type: "left" });
        onSession?.(event);
      },
    });
    this.#addEndpoints();
    wifi.observe((state) =>
      typeof state === "string"
        ? this.#handle({ type: "failed", reason: state })
        : this.#handle({ type: "connected", connection: state }),
    );
    this.#transport = options.transport(this.protocomm);
    if (!known) return;
    this.#state = { name: "waiting", network: known, failures: knownFailures, worked: true };
    this.#do({ type: "wait", milliseconds: joinDelay(knownFailures) });
  }

  /** State of the station. */
  get state(): StationState {
    return this.#state;
  }

  /** Ends the service; the network is left as it is. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connect.stop();
    this.#end.stop();
    this.#scanner.close();
    this.#options.wifi.observe(undefined);
    this.#transport.close();
    this.protocomm.close();
  }

  #addEndpoints(): void {
    const { securities, version, endpoints = {} } = this.#options;
    const { protocomm } = this;
    protocomm.addEndpoint("proto-ver", versionEndpoint({ ...version, securities }), {
      plain: true,
    });
    protocomm.addEndpoint("prov-scan", scanEndpoint(this.#scanner));
    protocomm.addEndpoint(
      "prov-ctrl",
      ctrlEndpoint({
        reset: () => this.#handle({ type: "reset" }),
        reprovision: () => this.#handle({ type: "reprovision" }),
      }),
    );
    protocomm.addEndpoint(
      "prov-config",
      configEndpoint({
        attempts: this.#rules.attempts,
        state: () => this.#state,
        set: (network) => this.#handle({ type: "set", network }),
        apply: () => this.#handle({ type: "apply" }),
        read: () => this.#endIn(this.#options.endDelay ?? 1000),
      }),
    );
    for (const [name, handler] of Object.entries(endpoints)) protocomm.addEndpoint(name, handler);
  }

  /** Processes the event; whether it is possible in this state. */
  #handle(event: StationEvent): boolean {
    if (this.#closed) return false;
    const step = stationStep(this.#state, event, this.#rules);
    if (!step) return false;
    this.#state = step.state;
    for (const effect of step.effects) this.#do(effect);
    this.#options.onState?.(step.state);
    return true;
  }

  #do(effect: StationEffect): void {
    const { wifi } = this.#options;
    switch (effect.type) {
      case "wait":
        this.#connect.start(effect.milliseconds);
        break;
      case "connect":
        wifi.connect(effect.network);
        break;
      case "disconnect":
        this.#connect.stop();
        this.#end.stop();
        wifi.disconnect();
        break;
      case "store":
        this.#stored.write(effect.network);
        break;
      case "forget":
        this.#stored.forget();
        this.#rules = { ...this.#rules, known: undefined };
        break;
      case "provisioned": {
        this.#endIn(this.#options.autoStop ?? 30_000);
        break;
      }
    }
  }

  /** Ends the service, unless it ends sooner. */
  #endIn(milliseconds: number): void {
    if (this.#options.autoStop === Infinity) return;
    this.#end.start(milliseconds);
  }

  static #connectDue(service: WifiProvisioning): void {
    service.#handle({ type: "timer" });
  }

  static #endDue(service: WifiProvisioning): void {
    const state = service.#state;
    // it was lost in the meantime: the service goes on until it is back
    if (state.name !== "connected") return;
    service.close();
    service.#options.onEnd?.(state.network, state.connection);
  }
}
