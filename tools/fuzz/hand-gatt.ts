import type { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type {
  ConnectableAdvertisement,
  GattCharacteristic,
  GattConnection,
  GattServer,
  GattService,
} from "../../modules/host/gatt.js";

/** ATT_MTU before it is exchanged. */
const leastMtu = 23;
/** HCI error codes: the client, and the server, ended the connection (Core Specification 5.4, Vol 1 Part F §2). */
const remoteUser = 0x13;
const localHost = 0x16;
/** Milliseconds after which what a call causes is reported: callbacks never come inside a call. */
const later = 1;

interface Client {
  mtu: number;
  subscribed: boolean;
  /** Notifications that find room until `makeRoom`. */
  room: number;
  starved: boolean;
}

/** A GATT server of one service whose clients are moved by hand. */
export class HandGatt implements GattServer {
  readonly connections = 3;
  advertisement: ConnectableAdvertisement | undefined;
  sharing?: object;
  /** Gets each notification. */
  onNotify: ((connection: GattConnection, value: Uint8Array) => void) | undefined;
  /** Number of notifications. */
  notified = 0;
  readonly #clock: VirtualClock;
  readonly #services: GattService[] = [];
  readonly #clients = new Map<GattConnection, Client>();
  #last = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  // For the node

  addService(service: GattService): void {
    if (this.#services.length > 0) throw new RangeError("there is a service already");
    this.#services.push(service);
  }

  removeService(service: GattService): void {
    const at = this.#services.indexOf(service);
    if (at >= 0) this.#services.splice(at, 1);
  }

  advertise(advertisement: ConnectableAdvertisement | undefined): void {
    this.advertisement = advertisement;
  }

  setValue(): void {
    throw new Error("the node has no value that is read");
  }

  notify(
    connection: GattConnection,
    _characteristic: GattCharacteristic,
    value: Uint8Array,
  ): boolean {
    const client = this.#clients.get(connection);
    if (!client?.subscribed) return false;
    if (value.length < 1 || value.length > client.mtu - 3)
      throw new RangeError(`value: ${value.length} octets at an ATT_MTU of ${client.mtu}`);
    client.starved = client.room === 0;
    if (client.starved) return false;
    client.room--;
    this.notified++;
    this.onNotify?.(connection, value.slice());
    return true;
  }

  mtu(connection: GattConnection): number {
    return this.#clients.get(connection)?.mtu ?? 0;
  }

  disconnect(connection: GattConnection): void {
    this.#clock.schedule(() => this.#end(connection, localHost), later);
  }

  // For the clients

  get open(): readonly GattConnection[] {
    return [...this.#clients.keys()];
  }

  /** UUID of the service; undefined: there is none. */
  get service(): number | undefined {
    return this.#services[0]?.uuid as number | undefined;
  }

  /** Connects, where the node advertises and has room for it. */
  connect(): GattConnection | undefined {
    if (!this.advertisement || this.#clients.size >= this.connections) return undefined;
    const connection = ++this.#last;
    const client = { mtu: leastMtu, subscribed: false, room: Infinity, starved: false };
    this.#clients.set(connection, client);
    this.#services[0]?.onConnect?.(connection);
    return connection;
  }

  exchangeMtu(connection: GattConnection, mtu: number): void {
    const client = this.#clients.get(connection);
    if (client) client.mtu = mtu;
  }

  subscribe(connection: GattConnection, subscribed: boolean): void {
    const client = this.#clients.get(connection);
    if (!client || client.subscribed === subscribed) return;
    client.subscribed = subscribed;
    this.#services[0]?.characteristics[1]?.onSubscribe?.(connection, subscribed);
  }

  write(connection: GattConnection, value: Uint8Array): void {
    const client = this.#clients.get(connection);
    if (!client) return;
    const octets = value.slice(0, client.mtu - 3);
    this.#services[0]?.characteristics[0]?.onWrite?.(connection, octets);
  }

  /** From now on so many notifications find room. */
  makeRoom(connection: GattConnection, room: number): void {
    const client = this.#clients.get(connection);
    if (!client) return;
    client.room = room;
    if (client.starved && room > 0) this.#services[0]?.onRoom?.(connection);
  }

  /** The client ends the connection. */
  leave(connection: GattConnection): void {
    this.#end(connection, remoteUser);
  }

  /** The power of the node is cut. */
  cutPower(): void {
    this.#clients.clear();
  }

  #end(connection: GattConnection, reason: number): void {
    if (!this.#clients.delete(connection)) return;
    this.#services[0]?.onDisconnect?.(connection, reason);
  }
}
