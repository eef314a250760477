import { asciiBytes, asciiUpperCase, toHex } from "../../base/bytes.js";
import { utf8Bytes, utf8Text } from "../../base/utf8.js";
import { Diagnostics } from "../../base/diagnostics.js";
import { Records } from "../../base/records.js";
import type { Host } from "../../host/host.js";
import type { SessionCrypto } from "../../host/session-crypto.js";
import type { Wifi, WifiConnection, WifiFailure, WifiNetwork } from "../../host/wifi.js";
import { GattTransport } from "../../protocomm/gatt-transport.js";
import { HttpTransport } from "../../protocomm/http-transport.js";
import type { Protocomm } from "../../protocomm/protocomm.js";
import { proofOctets, type SecurityOptions } from "../../protocomm/security/options.js";
import { StationKeeper } from "../../protocomm/wifi/keeper.js";
import {
  type ProtocommTransport,
  WifiProvisioning,
  type WifiProvisioningOptions,
} from "../../protocomm/wifi/provisioning.js";
import type { StationState } from "../../protocomm/wifi/station.js";
import { StoredNetwork } from "../../protocomm/wifi/stored-network.js";
import type { Firmware } from "../start.js";

/** As in ESP-IDF's example. */
const exampleProof = "abcd1234";
const exampleUser = "wifiprov";

export interface WifiLightOptions {
  readonly host: Host;
  /** What carries the provisioning. Default GATT where the radio has it, else HTTP. */
  readonly transport?: "gatt" | "http";
  /** Default: version 1 with the proof of possession "abcd1234". */
  readonly securities?: readonly SecurityOptions[];
  /**
   * Whether Bluetooth is switched off until the next restart as soon as there is a network, for
   * firmwares that need it for nothing else: after a reset provisioning is then
   * offered from the next boot on. Default false.
   */
  readonly closeRadio?: boolean;
  /**
   * Attempts in a row to join a network that worked, after which provisioning is offered
   * again while the station goes on trying. Default never. Not together with `closeRadio` over GATT.
   */
  readonly offerAfter?: number;
  /** Deletes a stored network at the start, as ESP-IDF's "Reset Provisioning" does. Default false. */
  readonly resetProvisioning?: boolean;
  /** Restarts the chip or process: called after a reset if Bluetooth was switched off. */
  readonly restart?: (() => void) | undefined;
  /** User of security 2 in the QR code's content. Default "wifiprov". */
  readonly username?: string;
  /** Of the access point that carries HTTP where the machine puts one up: 8..63 octets. Default none: open. */
  readonly softApPassphrase?: string;
  /** UUID of the GATT service; default that of ESP-IDF's example. */
  readonly service?: Uint8Array;
  /** Advertised with the name: company identifier (little-endian) and data, 16 octets at most. */
  readonly manufacturerData?: Uint8Array;
  readonly provisioning?: Pick<
    WifiProvisioningOptions,
    "attempts" | "autoStop" | "connectDelay" | "endDelay" | "scanEntries" | "store" | "version"
  >;
}

/** Its current state, for the program that runs the machine. */
export interface WifiLightState {
  readonly name: string;
  readonly provisioning: boolean;
  /** Hexadecimal digits. */
  readonly ssid?: string;
  readonly address?: string;
}

/**
 * A device with Wi-Fi: without a stored network it offers provisioning, as ESP-IDF's
 * example does, and with one it joins it. At the end of provisioning the service is
 * closed and its memory freed.
 */
export class WifiLight implements Firmware {
  /** PROV_ and the last three octets of the MAC address. */
  readonly name: string;
  readonly #options: WifiLightOptions;
  readonly #wifi: Wifi;
  readonly #crypto: SessionCrypto;
  readonly #diagnostics: Diagnostics;
  readonly #records: Records;
  #provisioning: WifiProvisioning | undefined;
  #keeper: StationKeeper | undefined;
  #network: WifiNetwork | undefined;
  #radioClosed = false;

  /**
   * Throws Error where the host has no Wi-Fi, or nothing to carry the provisioning, and
   * RangeError for options out of range or that exclude each other.
   */
  constructor(options: WifiLightOptions) {
    const { host, offerAfter, resetProvisioning, softApPassphrase } = options;
    if (!host.wifi || !host.sessionCrypto) throw new Error("the host has no Wi-Fi or its crypto");
    this.#options = options;
    this.#wifi = host.wifi;
    this.#crypto = host.sessionCrypto;
    this.name = `PROV_${asciiUpperCase(toHex(host.wifi.address.subarray(3)))}`;
    this.#diagnostics = new Diagnostics(host.trace);
    this.#records = new Records({ store: host.store, diagnostics: this.#diagnostics });
    const isGatt = this.#carrier === "gatt";
    if (offerAfter !== undefined && !(Number.isInteger(offerAfter) && offerAfter >= 1))
      throw new RangeError("offerAfter: a whole number from 1");
    if (offerAfter !== undefined && options.closeRadio && isGatt)
      throw new RangeError("offerAfter: what is offered over GATT needs the radio; no closeRadio");
    const length = utf8Bytes(softApPassphrase ?? "").length;
    if (length !== 0 && (length < 8 || length > 63))
      throw new RangeError("softApPassphrase: 8..63 octets of UTF-8");
    const network = new StoredNetwork({ records: this.#records });
    if (resetProvisioning) network.forget();
    const stored = network.read();
    if (stored) this.#provisioned(stored);
    else this.#provision();
    if (!isGatt) this.#closeRadio();
  }

  get state(): WifiLightState {
    const connection = this.#keeper?.connection;
    return {
      name: this.name,
      provisioning: this.#provisioning !== undefined,
      ...(this.#network && { ssid: toHex(this.#network.ssid) }),
      ...(connection && { address: connection.address }),
    };
  }

  /** Forgets the network and offers provisioning again (see `closeRadio`). */
  reset(): void {
    new StoredNetwork({ records: this.#records }).forget();
    this.#stop();
    this.#diagnostics.emit({ type: "wifi.station", state: "idle" });
    if (!this.#radioClosed || this.#carrier === "http") this.#provision();
    else this.#options.restart?.();
  }

  close(): void {
    this.#stop();
  }

  call(name: string): unknown {
    switch (name) {
      case "state":
        return this.state;
      case "drops":
        return this.#diagnostics.drops();
      case "reset":
        this.reset();
        return this.state;
      default:
        throw new RangeError(name);
    }
  }

  #stop(): void {
    this.#provisioning?.close();
    this.#provisioning = undefined;
    this.#keeper?.close();
    this.#keeper = undefined;
    this.#network = undefined;
  }

  /** Provisioning is over, or was before. */
  #provisioned(network: WifiNetwork, connection?: WifiConnection): void {
    this.#keep(network, connection);
    this.#closeRadio();
  }

  #closeRadio(): void {
    if (!this.#options.closeRadio || this.#radioClosed) return;
    this.#radioClosed = true;
    this.#options.host.radio.close();
  }

  #keep(network: WifiNetwork, connection?: WifiConnection): void {
    const { clock } = this.#options.host;
    this.#network = network;
    if (!connection) this.#station("connecting", network);
    this.#keeper = new StationKeeper({
      clock,
      wifi: this.#wifi,
      network,
      ...(connection && { connection }),
      onChange: (state, failures) => this.#changed(network, state, failures),
    });
  }

  #changed(network: WifiNetwork, state: WifiConnection | WifiFailure, failures: number): void {
    if (typeof state !== "string") {
      this.#station("connected", network, { address: state.address });
      return;
    }
    this.#station("lost", network, { reason: state });
    const { host, offerAfter = Infinity } = this.#options;
    if (failures < offerAfter) return;
    const keeper = this.#keeper;
    // from a timer: what it creates needs the whole stack
    host.clock.schedule(() => {
      if (this.#keeper !== keeper || keeper?.connection) return;
      this.#stop();
      this.#provision(network);
    }, 0);
  }

  /** `known`: a network that is not found, and that the station goes on trying to join. */
  #provision(known?: WifiNetwork): void {
    const { host, provisioning } = this.#options;
    const { securities = [{ version: 1, proofOfPossession: exampleProof }] } = this.#options;
    this.#provisioning = new WifiProvisioning({
      ...provisioning,
      ...(known && { known }),
      clock: host.clock,
      random: host.random,
      crypto: this.#crypto,
      wifi: this.#wifi,
      records: this.#records,
      diagnostics: this.#diagnostics,
      securities,
      transport: (protocomm) => this.#transport(protocomm),
      endpoints: { "custom-data": (_, answer) => answer(asciiBytes("SUCCESS\0")) },
      onState: (state) => this.#onState(state),
      onSession: (event) => this.#diagnostics.emit({ type: "wifi.session", ...event }),
      onEnd: (network, connection) => {
        this.#provisioning = undefined;
        this.#provisioned(network, connection);
        this.#diagnostics.emit({ type: "wifi.service", state: "ended", name: this.name });
      },
    });
    this.#diagnostics.emit({
      type: "wifi.service",
      state: "started",
      name: this.name,
      payload: this.#payload(securities),
    });
  }

  #transport(protocomm: Protocomm): ProtocommTransport {
    const { host, service, manufacturerData } = this.#options;
    const { http } = host;
    const { gatt } = host.radio;
    const diagnostics = this.#diagnostics;
    if (this.#carrier === "gatt") {
      if (!gatt) throw new Error("the radio has no GATT server");
      return new GattTransport({
        gatt,
        protocomm,
        diagnostics,
        name: this.name,
        ...(service && { service }),
        ...(manufacturerData && { manufacturerData }),
      });
    }
    if (!http) throw new Error("the host has no HTTP server");
    const transport = new HttpTransport({ http, protocomm, diagnostics, random: host.random });
    const wifi = this.#wifi;
    if (!wifi.serve) return transport;
    const passphrase = utf8Bytes(this.#options.softApPassphrase ?? "");
    wifi.serve({ ssid: utf8Bytes(this.name), passphrase });
    return {
      close(): void {
        transport.close();
        wifi.serve?.(undefined);
      },
    };
  }

  /** What carries the provisioning. */
  get #carrier(): "gatt" | "http" {
    const { host, transport = host.radio.gatt ? "gatt" : "http" } = this.#options;
    return transport;
  }

  /** What the QR code for Espressif's apps holds. */
  #payload(securities: readonly SecurityOptions[]): string {
    const { username = exampleUser, softApPassphrase } = this.#options;
    const [security] = securities;
    const isSoftAp = this.#carrier === "http";
    const pop = security?.version === 1 ? utf8Text(proofOctets(security.proofOfPossession)) : "";
    return JSON.stringify({
      ver: "v1",
      name: this.name,
      ...(security?.version === 2 && { username }),
      ...(pop !== "" && { pop }),
      transport: isSoftAp ? "softap" : "ble",
      ...(isSoftAp && softApPassphrase && { password: softApPassphrase }),
    });
  }

  #onState(state: StationState): void {
    switch (state.name) {
      case "idle":
        this.#diagnostics.emit({ type: "wifi.station", state: "idle" });
        break;
      case "connected":
        this.#station(state.name, state.network, { address: state.connection.address });
        break;
      case "failed":
        this.#station(state.name, state.network, { reason: state.reason });
        break;
      default:
        this.#station(state.name, state.network);
    }
  }

  #station(
    state: StationState["name"] | "lost",
    { ssid }: WifiNetwork,
    more: { readonly address?: string; readonly reason?: string } = {},
  ): void {
    this.#diagnostics.emit({ type: "wifi.station", state, ssid: toHex(ssid), ...more });
  }
}
