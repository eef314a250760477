import { GattDisconnectedError, GattError } from "../../modules/base/gatt-errors.js";
import type { GattUuid } from "../../modules/host/gatt.js";
import type {
  ConnectOptions,
  GattClient,
  GattPeer,
  RemoteCharacteristic,
  RemoteService,
} from "../../modules/host/gatt-client.js";
import { AttError, sameUuid } from "../../tools/air/gatt/att.js";
import type { GattAir } from "../../tools/air/gatt/gatt-air.js";
import {
  DisconnectedError,
  type RemoteCharacteristic as AirCharacteristic,
  type VirtualGattClient,
} from "../../tools/air/gatt/gatt-client.js";
import type { Station } from "../../tools/air/station.js";

export interface AirGattClientOptions {
  readonly gattAir: GattAir;
  /** The station that connects; it is used for nothing else, as its scanning is. */
  readonly station: Station;
  /** ATT_MTU that is offered at most. Default 517. */
  readonly mtu?: number;
  /** Milliseconds between connection events. Default 30. */
  readonly interval?: number;
}

function translated(error: unknown): never {
  if (error instanceof DisconnectedError) throw new GattDisconnectedError(0x13);
  if (error instanceof AttError) throw new GattError(error.code);
  throw error;
}

class AirPeer implements GattPeer {
  onRoom: (() => void) | undefined;
  readonly #client: VirtualGattClient;

  constructor(client: VirtualGattClient) {
    this.#client = client;
  }

  get connected(): boolean {
    return this.#client.connected;
  }

  get mtu(): number {
    return this.#client.mtu;
  }

  async discover(uuid: GattUuid): Promise<RemoteService | undefined> {
    const services = await this.#client.discover().catch(translated);
    return services.find((service) => sameUuid(service.uuid, uuid));
  }

  read(characteristic: RemoteCharacteristic): Promise<Uint8Array> {
    return this.#client.read((characteristic as AirCharacteristic).handle).catch(translated);
  }

  write(characteristic: RemoteCharacteristic, value: Uint8Array): Promise<void> {
    const { handle } = characteristic as AirCharacteristic;
    return this.#client.write(handle, value).catch(translated);
  }

  writeWithoutResponse(characteristic: RemoteCharacteristic, value: Uint8Array): boolean {
    if (value.length > this.mtu - 3) throw new RangeError(`value: 0..${this.mtu - 3} octets`);
    this.#client.writeCommand((characteristic as AirCharacteristic).handle, value);
    return true;
  }

  subscribe(
    characteristic: RemoteCharacteristic,
    listener: ((value: Uint8Array) => void) | undefined,
  ): Promise<void> {
    return this.#client.subscribe(characteristic as AirCharacteristic, listener).catch(translated);
  }

  disconnect(): void {
    this.#client.disconnect();
  }
}

/** A GATT client on the virtual air. */
export class AirGattClient implements GattClient {
  readonly connections = 1;
  readonly #options: AirGattClientOptions;

  constructor(options: AirGattClientOptions) {
    this.#options = options;
  }

  async connect(address: number, options: ConnectOptions = {}): Promise<GattPeer> {
    const { gattAir, interval = 30, mtu = 517, station } = this.#options;
    const client = await gattAir
      .connect(station, address, {
        mtu: Math.min(mtu, options.mtu ?? 517),
        interval,
        timeout: options.timeout ?? 10_000,
      })
      .catch(translated);
    client.onDisconnect = options.onDisconnect;
    return new AirPeer(client);
  }
}
