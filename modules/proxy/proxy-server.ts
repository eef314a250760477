import type { Diagnostics } from "../base/diagnostics.js";
import { randomBytes } from "../base/random.js";
import type { RunQueue } from "../base/run-queue.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import { claimConnection, releaseConnection } from "../bearer/connectable-advertiser.js";
import { IdleConnections } from "../bearer/idle-connections.js";
import { ProxySegmenter } from "../bearer/proxy-sender.js";
import type { Clock } from "../host/clock.js";
import type { GattCharacteristic, GattConnection, GattServer, GattService } from "../host/gatt.js";
import type { Random } from "../host/random.js";
import { sendsWithNewKey } from "../network/key-refresh.js";
import type { Network } from "../network/network.js";
import { encodeMeshPrivateBeacon, privateBeaconRandomLength } from "../network/private-beacon.js";
import { encodeSecureNetworkBeacon } from "../network/secure-network-beacon.js";
import type { Sequence } from "../network/sequence.js";
import type { NetworkSettings } from "../network/settings.js";
import { type Subnet, type Subnets, transmitKeys } from "../network/subnets.js";
import type { ReplayList } from "../transport/replay-list.js";
import { ConfigurationNumbers } from "./configuration-numbers.js";
import { meshProxyService } from "./proxy-advertising-data.js";
import { ProxyAdvertiser } from "./proxy-advertiser.js";
import { ProxyConnection, type ProxyServerLayers } from "./proxy-connection.js";
import { ProxyStates } from "./proxy-states.js";

/** UUIDs of the characteristics Mesh Proxy Data In and Data Out. Mesh Protocol 1.1 §7.2.1. */
export const dataInUuid = 0x2add;
export const dataOutUuid = 0x2ade;

export interface ProxyServerOptions {
  readonly gatt: GattServer;
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  readonly bearer: AdvertisingBearer;
  readonly network: Network;
  readonly subnets: Subnets;
  readonly sequence: Sequence;
  readonly settings: NetworkSettings;
  readonly replay: ReplayList;
  /** Unicast address of the primary element. */
  readonly address: number;
  /** AD structures of the scan response of what is not private. */
  readonly scanResponse: Uint8Array;
}

/** The Mesh Proxy service; the server is the receiver of its callbacks. */
class ProxyService implements GattService {
  readonly uuid = meshProxyService;
  readonly characteristics: readonly GattCharacteristic[];
  private readonly server: ProxyServer;

  constructor(server: ProxyServer) {
    this.server = server;
    this.characteristics = [new DataIn(server), server.dataOut];
  }

  onConnect(connection: GattConnection): void {
    this.server.connected(connection);
  }

  onDisconnect(connection: GattConnection): void {
    this.server.post(ProxyServer.gone, connection);
  }

  onRoom(connection: GattConnection): void {
    this.server.find(connection)?.proceed();
  }
}

/**
 * Writes that wait for the run queue, of all clients; further ones are dropped. Each takes about 20 slots of
 * a chip's heap, and a client can write faster than a node receives: at an ATT_MTU of 23 a message of
 * 32 segments is 64 writes.
 */
const mostUnread = 24;

/** What a client has written. */
interface Written {
  readonly connection: GattConnection;
  readonly value: Uint8Array;
}

class DataIn implements GattCharacteristic {
  readonly uuid = dataInUuid;
  readonly writeWithoutResponse = true;
  private readonly server: ProxyServer;

  constructor(server: ProxyServer) {
    this.server = server;
  }

  onWrite(connection: GattConnection, value: Uint8Array): void {
    const { server } = this;
    if (server.unread >= mostUnread)
      return server.diagnostics.drop("proxy.queue-full", value.length);
    server.unread++;
    server.post(ProxyServer.written, { connection, value });
  }
}

class DataOut implements GattCharacteristic {
  readonly uuid = dataOutUuid;
  readonly notify = true;
  private readonly server: ProxyServer;

  constructor(server: ProxyServer) {
    this.server = server;
  }

  onSubscribe(connection: GattConnection, subscribed: boolean): void {
    this.server.post(subscribed ? ProxyServer.began : ProxyServer.ended, connection);
  }
}

/**
 * The GATT proxy of a node: the Mesh Proxy service, its clients, each a network interface, and
 * what is advertised. Mesh Protocol 1.1 §6, §7.2.
 */
export class ProxyServer implements ProxyServerLayers {
  readonly states: ProxyStates;
  readonly segmenter = new ProxySegmenter();
  readonly dataOut: GattCharacteristic;
  readonly gatt: GattServer;
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly diagnostics: Diagnostics;
  readonly network: Network;
  readonly sequence: Sequence;
  readonly replay: ReplayList;
  readonly configured = new ConfigurationNumbers();
  readonly address: number;
  readonly subnets: Subnets;
  readonly random: Random;
  readonly scanResponse: Uint8Array;
  private readonly bearer: AdvertisingBearer;
  private readonly service: GattService;
  private readonly advertiser: ProxyAdvertiser;
  private clients: readonly ProxyConnection[] = [];
  /** Connections without a subscription, and those of clients that have sent nothing of a network. */
  private idle: IdleConnections | undefined = undefined;
  /** Writes that wait for the run queue. */
  unread = 0;
  private suspended = false;
  /** Whether the beacons to the clients wait in the run queue. */
  private announces = false;

  /** Offers the service. Advertises from `start` on. Throws RangeError if the GATT server has no room. */
  constructor(options: ProxyServerOptions) {
    this.gatt = options.gatt;
    this.clock = options.clock;
    this.queue = options.queue;
    this.diagnostics = options.diagnostics;
    this.network = options.network;
    this.sequence = options.sequence;
    this.replay = options.replay;
    this.address = options.address;
    this.subnets = options.subnets;
    this.random = options.random;
    this.scanResponse = options.scanResponse;
    this.bearer = options.bearer;
    this.dataOut = new DataOut(this);
    this.service = new ProxyService(this);
    this.states = new ProxyStates(options);
    this.advertiser = new ProxyAdvertiser(this, this.states);
    options.gatt.addService(this.service);
  }

  /** Advertises. `identity`: with Node Identity, as after a provisioning over PB-GATT. Mesh Protocol 1.1 §4.2.13 */
  start(identity: boolean): void {
    this.states.onChange = () => this.advertise();
    this.network.onKeysChange = () => this.announce();
    if (identity) this.states.setNodeIdentity(this.subnets.list[0]!.netKeyIndex, true);
    else this.advertise();
  }

  /** From the run queue: a message or the end of a provisioning asks for it, and it derives keys. */
  private advertise(): void {
    this.queue.post(ProxyServer.#advertise, this, undefined);
  }

  static #advertise(this: void, server: ProxyServer): void {
    if (!server.suspended) server.advertiser.update();
  }

  /** Connections of clients that have subscribed. */
  get connections(): number {
    return this.clients.length;
  }

  /** IV Index, flags or keys have changed: each client gets the beacons. §6.7 */
  announce(): void {
    if (this.announces) return;
    this.announces = true;
    this.queue.post(ProxyServer.#changed, this, undefined);
  }

  /** Takes a beacon that a client sent, as from the air. */
  receiveBeacon(octets: Uint8Array, start: number, end: number): void {
    this.bearer.dispatchBeacon(octets, start, end);
  }

  /** The client of a connection; undefined before its subscription. */
  find(connection: GattConnection): ProxyConnection | undefined {
    const { clients } = this;
    for (let i = 0; i < clients.length; i++)
      if (clients[i]!.connection === connection) return clients[i];
    return undefined;
  }

  /**
   * Runs `work` from the run queue, after what the host reported before. Calls by the host are no
   * entries of it: a network PDU takes more of the stack than they leave, and the queue's timer has
   * all of it.
   */
  post<A>(work: (server: ProxyServer, argument: A) => void, argument: A): void {
    // No entry is running: one that threw an error is not ended yet.
    this.queue.entered = false;
    this.queue.post(work, this, argument);
  }

  /** A client has written to Data In. */
  static written(this: void, server: ProxyServer, written: Written): void {
    server.unread--;
    const client = server.find(written.connection);
    // A tail call: on XS this frame ends before the deepest calls of a node begin.
    if (client) return client.receive(written.value);
    // Before the subscription there is no proxy connection.
    server.diagnostics.drop("proxy.not-subscribed", written.value.length);
  }

  /** A client has subscribed: the proxy connection is open. */
  static began(this: void, server: ProxyServer, connection: GattConnection): void {
    if (server.find(connection)) return;
    if (server.suspended) return server.gatt.disconnect(connection);
    server.connected(connection);
    const client = new ProxyConnection(server, connection, server.states.isPrivate);
    server.clients = [...server.clients, client];
    server.network.addInterface(client);
    server.states.connected();
    server.sendBeacons(client);
  }

  /**
   * A client has connected, has subscribed, or its proxy connection has ended: it has some time for
   * what comes next.
   */
  connected(connection: GattConnection): void {
    this.idle ??= new IdleConnections(this.gatt, this.queue.plainClock, (idle) => this.keeps(idle));
    this.idle.add(connection);
  }

  /** Whether a connection that has sent nothing of a network stays: it has subscribed, and takes nobody's place. */
  private keeps(connection: GattConnection): boolean {
    let taken = this.idle!.count + 1;
    for (const { isMember } of this.clients) if (isMember) taken++;
    return this.find(connection) !== undefined && taken < this.gatt.connections;
  }

  /** A client has a NetKey: its connection stays. */
  used(connection: GattConnection): void {
    this.idle?.delete(connection);
    claimConnection(this.gatt, connection);
  }

  /** A client has ended its subscription, and with it the proxy connection. */
  static ended(this: void, server: ProxyServer, connection: GattConnection): void {
    const client = server.find(connection);
    if (!client) return;
    server.remove(client);
    server.connected(connection);
  }

  /** The connection of a client has ended. */
  static gone(this: void, server: ProxyServer, connection: GattConnection): void {
    const client = server.find(connection);
    if (client) server.remove(client);
    server.idle?.delete(connection);
  }

  /** Ends all connections and advertises nothing, until `resume`. */
  suspend(): void {
    this.suspended = true;
    this.advertiser.close();
    this.disconnectAll();
  }

  resume(): void {
    this.suspended = false;
    this.advertise();
  }

  static #changed(server: ProxyServer): void {
    server.announces = false;
    server.states.keep(server.subnets);
    ProxyServer.#advertise(server);
    for (const client of server.clients) server.sendBeacons(client);
  }

  /** Ends all connections, and removes the service. */
  close(): void {
    this.network.onKeysChange = undefined;
    this.suspended = true;
    this.advertiser.close();
    this.states.close();
    this.disconnectAll();
    this.gatt.removeService(this.service);
  }

  /** Ends the connections of the clients; others may connect. */
  disconnectClients(): void {
    for (const client of this.clients) {
      this.remove(client);
      this.gatt.disconnect(client.connection);
    }
  }

  private disconnectAll(): void {
    this.disconnectClients();
    this.idle?.close();
  }

  private remove(client: ProxyConnection): void {
    this.clients = this.clients.filter((other) => other !== client);
    if (client.isMember) releaseConnection(this.gatt, client.connection);
    this.network.removeInterface(client);
    client.close();
  }

  private sendBeacons(client: ProxyConnection): void {
    if (this.sequence.state.unknown) return;
    for (const subnet of this.subnets.list)
      client.sendBeacon(this.beacon(subnet, client.privateBeacons));
  }

  private beacon(subnet: Subnet, isPrivate: boolean): Uint8Array {
    const { random, sequence } = this;
    const { ivIndex, inProgress } = sequence.state;
    const keys = transmitKeys(subnet);
    const content = { keyRefresh: sendsWithNewKey(subnet.phase), ivUpdate: inProgress, ivIndex };
    if (!isPrivate) return encodeSecureNetworkBeacon(keys, content);
    return encodeMeshPrivateBeacon(keys, randomBytes(random, privateBeaconRandomLength), content);
  }
}
