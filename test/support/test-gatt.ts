// GATT servers and clients of radios on a TestAir.
import { GattDisconnectedError } from "../../modules/base/gatt-errors.js";
import { equalBytes } from "../../modules/base/bytes.js";
import type {
  ConnectableAdvertisement,
  GattCharacteristic,
  GattConnection,
  GattServer,
  GattService,
  GattUuid,
} from "../../modules/host/gatt.js";
import type {
  ConnectOptions,
  GattClient,
  GattPeer,
  RemoteCharacteristic,
  RemoteService,
} from "../../modules/host/gatt-client.js";
import { PacketKind } from "../../modules/host/radio.js";
import type { TestAir, TestRadio } from "./test-air.js";
import type { TestClock } from "./test-clock.js";
import { TestConnection } from "./test-gatt-connection.js";

const randomAddress = 2 ** 48;

/** PDUs that may wait for the connection's next event. */
const buffers = 4;

export interface TestGattOptions {
  /** Milliseconds between connection events. Default 30. */
  readonly interval?: number;
  /** PDUs of each direction in an event. Default 4. */
  readonly perEvent?: number;
  /** ATT_MTU of all clients. Default 517. */
  readonly mtu?: number;
}

function same(a: GattUuid, b: GattUuid): boolean {
  return typeof a === "number" || typeof b === "number" ? a === b : equalBytes(a, b);
}

/** What a write or a notification brings. */
export type Carried = (
  direction: "in" | "out",
  value: Uint8Array,
  connection: TestConnection,
) => void;

/** The GATT of the radios of a TestAir. */
export class TestGattAir {
  readonly clock: TestClock;
  readonly air: TestAir;
  options: TestGattOptions;
  readonly servers: TestGattServer[] = [];
  readonly connections: TestConnection[] = [];
  /** Called for each write ("in" to a server) and notification ("out") before it arrives. */
  onCarried: Carried | undefined;

  constructor(clock: TestClock, air: TestAir, options: TestGattOptions = {}) {
    this.clock = clock;
    this.air = air;
    this.options = options;
  }

  server(radio: TestRadio, connections = 3): TestGattServer {
    const server = new TestGattServer(this, radio, connections);
    radio.gatt = server;
    this.servers.push(server);
    return server;
  }

  client(radio: TestRadio): TestGattClient {
    const client = new TestGattClient(this);
    radio.gattClient = client;
    return client;
  }
}

interface ServerPeer {
  readonly connection: TestConnection;
  mtu: number;
  readonly subscribed: Set<GattCharacteristic>;
  starved: boolean;
}

export class TestGattServer implements GattServer {
  readonly connections: number;
  readonly address: number;
  readonly services: GattService[] = [];
  readonly peers = new Map<GattConnection, ServerPeer>();
  /** The advertisement on the air, and how often another one took its place. */
  advertisement: ConnectableAdvertisement | undefined;
  sharing?: object;
  readonly #gatt: TestGattAir;
  readonly #radio: TestRadio;
  #timer: number | undefined;
  #last = 0;

  constructor(gatt: TestGattAir, radio: TestRadio, connections: number) {
    this.#gatt = gatt;
    this.#radio = radio;
    this.connections = connections;
    this.address = randomAddress + 0x100 + radio.index;
  }

  addService(service: GattService): void {
    if (this.services.some(({ uuid }) => same(uuid, service.uuid)))
      throw new RangeError("uuid: a service with this one is there already");
    this.services.push(service);
  }

  removeService(service: GattService): void {
    const at = this.services.indexOf(service);
    if (at >= 0) this.services.splice(at, 1);
  }

  advertise(advertisement: ConnectableAdvertisement | undefined): void {
    if (advertisement && advertisement.interval < 20) throw new RangeError("interval: 20 or more");
    const { clock } = this.#gatt;
    if (this.#timer !== undefined) clock.cancel(this.#timer);
    this.#timer = undefined;
    this.advertisement = advertisement;
    if (advertisement) this.#timer = clock.schedule(() => this.#send(), 5);
  }

  setValue(): void {
    // Nothing is read.
  }

  notify(
    connection: GattConnection,
    characteristic: GattCharacteristic,
    value: Uint8Array,
  ): boolean {
    const peer = this.peers.get(connection);
    if (!peer?.subscribed.has(characteristic)) return false;
    if (value.length < 1 || value.length > peer.mtu - 3) throw new RangeError("value: its length");
    if (peer.connection.waiting(1) >= buffers) {
      peer.starved = true;
      return false;
    }
    const octets = value.slice();
    peer.connection.send(1, () => {
      this.#gatt.onCarried?.("out", octets, peer.connection);
      if (peer.connection.open) this.listeners.get(peer.connection)?.(characteristic, octets);
    });
    return true;
  }

  mtu(connection: GattConnection): number {
    return this.peers.get(connection)?.mtu ?? 0;
  }

  disconnect(connection: GattConnection): void {
    this.peers.get(connection)?.connection.close(1);
  }

  // For the clients

  readonly listeners = new Map<
    TestConnection,
    (characteristic: GattCharacteristic, value: Uint8Array) => void
  >();

  get connectable(): boolean {
    return this.advertisement !== undefined && this.peers.size < this.connections;
  }

  accept(connection: TestConnection): GattConnection {
    const number = ++this.#last;
    this.peers.set(number, { connection, mtu: 23, subscribed: new Set(), starved: false });
    connection.ends[1] = {
      ended: (reason) => {
        this.peers.delete(number);
        this.listeners.delete(connection);
        for (const service of [...this.services]) service.onDisconnect?.(number, reason);
      },
      arrived: () => {
        const peer = this.peers.get(number);
        if (!peer?.starved) return;
        peer.starved = false;
        for (const service of [...this.services]) service.onRoom?.(number);
      },
    };
    for (const service of [...this.services]) service.onConnect?.(number);
    return number;
  }

  written(number: GattConnection, characteristic: GattCharacteristic, value: Uint8Array): void {
    const peer = this.peers.get(number);
    if (!peer) return;
    this.#gatt.onCarried?.("in", value, peer.connection);
    if (peer.connection.open && this.#has(characteristic)) characteristic.onWrite?.(number, value);
  }

  configured(number: GattConnection, characteristic: GattCharacteristic, on: boolean): void {
    const subscribed = this.peers.get(number)?.subscribed;
    if (!subscribed || subscribed.has(characteristic) === on || !this.#has(characteristic)) return;
    if (on) subscribed.add(characteristic);
    else subscribed.delete(characteristic);
    characteristic.onSubscribe?.(number, on);
  }

  #has(characteristic: GattCharacteristic): boolean {
    return this.services.some(({ characteristics }) => characteristics.includes(characteristic));
  }

  #send(): void {
    const advertisement = this.advertisement!;
    this.#timer = this.#gatt.clock.schedule(() => this.#send(), advertisement.interval);
    if (this.peers.size >= this.connections) return;
    this.#gatt.air.injectFrom(
      this.#radio.index,
      advertisement.data,
      PacketKind.connectable,
      this.address,
    );
  }
}

class TestCharacteristic implements RemoteCharacteristic {
  readonly uuid: GattUuid;
  readonly properties: number;
  readonly own: GattCharacteristic;

  constructor(own: GattCharacteristic) {
    this.own = own;
    this.uuid = own.uuid;
    this.properties = (own.writeWithoutResponse ? 4 : 0) | (own.notify ? 16 : 0);
  }
}

export class TestPeer implements GattPeer {
  connected = true;
  mtu = 23;
  onRoom: (() => void) | undefined;
  readonly connection: TestConnection;
  readonly #server: TestGattServer;
  readonly #number: GattConnection;
  readonly #listeners = new Map<GattCharacteristic, (value: Uint8Array) => void>();
  readonly #rejects = new Set<(error: Error) => void>();
  #starved = false;
  #reason = 0;

  constructor(
    server: TestGattServer,
    connection: TestConnection,
    onDisconnect: ((reason: number) => void) | undefined,
  ) {
    this.connection = connection;
    this.#server = server;
    connection.ends[0] = {
      ended: (reason) => {
        this.connected = false;
        this.#reason = reason;
        for (const reject of this.#rejects) reject(new GattDisconnectedError(reason));
        onDisconnect?.(reason);
      },
      arrived: () => {
        if (!this.#starved) return;
        this.#starved = false;
        this.onRoom?.();
      },
    };
    this.#number = server.accept(connection);
    server.listeners.set(connection, (own, value) => this.#listeners.get(own)?.(value));
  }

  exchange(mtu: number): Promise<void> {
    return this.#request(() => {
      this.mtu = mtu;
      const peer = this.#server.peers.get(this.#number);
      if (peer) peer.mtu = mtu;
    });
  }

  discover(uuid: GattUuid): Promise<RemoteService | undefined> {
    return this.#request(() => {
      const found = this.#server.services.find((service) => same(service.uuid, uuid));
      return (
        found && {
          uuid,
          characteristics: found.characteristics.map((own) => new TestCharacteristic(own)),
        }
      );
    });
  }

  read(): Promise<Uint8Array> {
    return this.#request(() => new Uint8Array(0));
  }

  write(characteristic: RemoteCharacteristic, value: Uint8Array): Promise<void> {
    const octets = value.slice();
    return this.#request(() => this.#server.written(this.#number, own(characteristic), octets));
  }

  writeWithoutResponse(characteristic: RemoteCharacteristic, value: Uint8Array): boolean {
    if (value.length > this.mtu - 3) throw new RangeError("value: its length");
    if (this.connection.waiting(0) >= buffers) {
      this.#starved = true;
      return false;
    }
    const octets = value.slice();
    this.connection.send(0, () => this.#server.written(this.#number, own(characteristic), octets));
    return true;
  }

  subscribe(
    characteristic: RemoteCharacteristic,
    listener: ((value: Uint8Array) => void) | undefined,
  ): Promise<void> {
    if (listener) this.#listeners.set(own(characteristic), listener);
    return this.#request(() =>
      this.#server.configured(this.#number, own(characteristic), listener !== undefined),
    );
  }

  disconnect(): void {
    this.connection.close(0);
  }

  #request<T>(work: () => T): Promise<T> {
    if (!this.connected) return Promise.reject(new GattDisconnectedError(this.#reason));
    return new Promise((resolve, reject) => {
      this.#rejects.add(reject);
      this.connection.send(0, () => {
        const result = work();
        this.connection.send(1, () => {
          this.#rejects.delete(reject);
          resolve(result);
        });
      });
    });
  }
}

function own(characteristic: RemoteCharacteristic): GattCharacteristic {
  return (characteristic as TestCharacteristic).own;
}

export class TestGattClient implements GattClient {
  readonly connections = 3;
  readonly #gatt: TestGattAir;

  constructor(gatt: TestGattAir) {
    this.#gatt = gatt;
  }

  async connect(address: number, options: ConnectOptions = {}): Promise<TestPeer> {
    const { clock, options: own } = this.#gatt;
    const { onDisconnect, timeout = 10_000 } = options;
    const server = this.#gatt.servers.find((one) => one.address === address);
    const end = clock.now() + timeout;
    while (!server?.connectable) {
      if (clock.now() >= end) throw new GattDisconnectedError(0x3e);
      await new Promise<void>((resolve) => clock.schedule(resolve, 20));
    }
    // The advertisement that it is answered to.
    await new Promise<void>((resolve) =>
      clock.schedule(resolve, server.advertisement!.interval / 2),
    );
    const connection = new TestConnection(clock, own.interval ?? 30, own.perEvent ?? 4);
    this.#gatt.connections.push(connection);
    const peer = new TestPeer(server, connection, onDisconnect);
    const mtu = Math.min(own.mtu ?? 517, options.mtu ?? 517);
    if (mtu > 23) await peer.exchange(mtu);
    return peer;
  }
}
