import { NodeSessionCrypto } from "../../hosts/node/session-crypto.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { AttGattPeer } from "../../hosts/hci/att/peer.js";
import type { Creation } from "../../hosts/xs/port.js";
import { utf8Text } from "../../modules/base/utf8.js";
import type { Store } from "../../modules/host/store.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { ProvisioningClient } from "../../modules/protocomm/client/client.js";
import type { ProvisioningClientOptions } from "../../modules/protocomm/client/client.js";
import { VirtualAir } from "../air/air.js";
import { untilSettled } from "../air/until-settled.js";
import type { AirModel } from "../air/model.js";

import { type ConnectOptions, GattAir } from "../air/gatt/gatt-air.js";
import { type Device, type DeviceSettings, startDevice } from "./device.js";
import { GattClientTransport } from "./gatt-client.js";
import { type SimulatedAccessPoint, WifiLandscape } from "./landscape.js";
import { LocalHttpServer, LocalHttpTransport } from "./local-http.js";

export interface OnAirOptions {
  readonly engine: "xs" | "xs32" | "node";
  readonly settings: DeviceSettings;
  /** Main module of another firmware; the settings are not passed to it. */
  readonly firmware?: string;
  readonly accessPoints: readonly SimulatedAccessPoint[];
  /** Seed of all random values. Default 1. */
  readonly seed?: number | string;
  readonly store?: Store;
  /** Changes of the default heap, on XS. */
  readonly creation?: Partial<Creation>;
  readonly model?: AirModel;
  readonly onEvent?: (event: TraceEvent) => void;
}

/** The name in a scan response that begins with it, as that of a provisioning device does. */
function nameOf(scanResponse: Uint8Array): string {
  const [length = 0, type] = scanResponse;
  if (type !== 0x09) return "";
  return utf8Text(scanResponse.subarray(2, 1 + length));
}

/** A wifi-light on a virtual air in virtual time, and a phone next to it. */
export class DeviceOnAir {
  readonly clock: VirtualClock;
  readonly landscape: WifiLandscape;
  readonly device: Device;
  readonly http: LocalHttpServer;
  readonly events: readonly TraceEvent[];
  readonly #gattAir: GattAir;
  readonly #phone: ReturnType<VirtualAir["attach"]>;
  readonly #random: SeededRandom;
  readonly air: VirtualAir;

  private constructor(parts: {
    readonly clock: VirtualClock;
    readonly landscape: WifiLandscape;
    readonly device: Device;
    readonly http: LocalHttpServer;
    readonly events: readonly TraceEvent[];
    readonly gattAir: GattAir;
    readonly air: VirtualAir;
    readonly random: SeededRandom;
  }) {
    this.clock = parts.clock;
    this.landscape = parts.landscape;
    this.device = parts.device;
    this.http = parts.http;
    this.events = parts.events;
    this.#gattAir = parts.gattAir;
    this.air = parts.air;
    this.#random = parts.random;
    this.#phone = parts.air.attach({ name: "phone", position: { x: 2, y: 0 } });
  }

  static async start(options: OnAirOptions): Promise<DeviceOnAir> {
    const { engine, settings, accessPoints, seed = 1, model = "ideal", onEvent } = options;
    const clock = new VirtualClock();
    const random = new SeededRandom(seed);
    const air = new VirtualAir({ clock, seed, model });
    const gattAir = new GattAir(air);
    const radio = air.attach({ name: "device" });
    gattAir.server(radio);
    const landscape = new WifiLandscape({ clock, accessPoints });
    const http = new LocalHttpServer();
    const events: TraceEvent[] = [];
    const device = await startDevice({
      engine,
      settings,
      ...(options.creation && { creation: options.creation }),
      ...(options.firmware && { firmware: options.firmware }),
      host: {
        clock,
        random: random.fork("device"),
        radio,
        http,
        wifi: landscape.station(radio.address),
        store: options.store ?? new MemoryStore(),
        trace: (event) => {
          events.push(event);
          onEvent?.(event);
        },
      },
      onFailure: (message) => {
        throw new Error(message);
      },
    });
    return new DeviceOnAir({ clock, landscape, device, http, events, gattAir, air, random });
  }

  /** Advances virtual time until a promise settles, for at most ten minutes. */
  during<T>(work: Promise<T>): Promise<T> {
    return untilSettled(this.clock, work);
  }

  /** Scans for a device that advertises provisioning, and connects. */
  async connect(options: ConnectOptions = {}): Promise<AttGattPeer> {
    const { address } = await this.#gattAir.find(this.#phone, ({ scanResponse }) =>
      nameOf(scanResponse).startsWith("PROV_"),
    );
    return this.#gattAir.connect(this.#phone, address, options);
  }

  /** As `connect`, with a client of the provisioning protocol. */
  async client(
    options: ConnectOptions &
      Pick<ProvisioningClientOptions, "proofOfPossession" | "credentials" | "security">,
  ): Promise<ProvisioningClient> {
    const { mtu, interval, supervision, timeout, ...secrets } = options;
    const connection = await this.connect({
      ...(mtu !== undefined && { mtu }),
      ...(interval !== undefined && { interval }),
      ...(supervision !== undefined && { supervision }),
      ...(timeout !== undefined && { timeout }),
    });
    return new ProvisioningClient({
      transport: await GattClientTransport.open(connection),
      clock: this.clock,
      random: this.#random.fork("phone"),
      crypto: new NodeSessionCrypto({ clock: this.clock }),
      ...secrets,
    });
  }

  /** A client over HTTP, for a device that is provisioned over HTTP. */
  httpClient(
    secrets: Pick<ProvisioningClientOptions, "proofOfPossession" | "credentials" | "security">,
  ): ProvisioningClient {
    return new ProvisioningClient({
      transport: new LocalHttpTransport(this.http),
      clock: this.clock,
      random: this.#random.fork("phone"),
      crypto: new NodeSessionCrypto({ clock: this.clock }),
      ...secrets,
    });
  }

  close(): void {
    this.device.close();
    this.air.close();
  }
}
