import { AbortError, MeshError, TimeoutError } from "../base/errors.js";
import { GattDisconnectedError } from "../base/gatt-errors.js";
import { AdType } from "../bearer/ad-type.js";
import { ProxySegmenter } from "../bearer/proxy-sender.js";
import type { GattClient, GattPeer, RemoteCharacteristic } from "../host/gatt-client.js";
import { allNodes } from "../network/address.js";
import { namesNetwork, secureNetworkBeaconType } from "../network/secure-network-beacon.js";
import { receiveKeys } from "../network/subnets.js";
import { meshProxyService } from "../proxy/proxy-advertising-data.js";
import type { ProxyLayers } from "../proxy/proxy-interface.js";
import { ProxyLink } from "../proxy/proxy-link.js";
import { type FoundProxy, HeardProxies } from "../proxy/proxy-search.js";
import { dataInUuid, dataOutUuid } from "../proxy/proxy-server.js";
import type { ProvisionedNode } from "./provisioned-node.js";
import type { ProxyClientOptions, ProxyConnectOptions } from "./proxy-client-options.js";

/** HCI error code: the peer ended the connection (Core Specification 5.4, Vol 1 Part F §2). */
const remoteUser = 0x13;
/** Milliseconds for which proxies are compared by their strength, from the first one on. */
const compareTime = 2500;
/** Milliseconds within which the first beacon comes. */
const beaconTime = 2000;
/** Milliseconds for which a proxy that failed is taken only where there is no other. */
const skipTime = 30_000;
/**
 * Milliseconds before another attempt: after the first one, and at most, as the time doubles. A
 * connection that is lost sooner than the latter counts as an attempt that failed.
 */
const firstDelay = 1000;
const lastDelay = 30_000;
/** Milliseconds that the establishment of a connection may take at most, as for every GattClient. */
const dialTime = 10_000;
/** Milliseconds from the choice of a proxy until it is left: it answers too slowly, or not at all. */
const attemptTime = 30_000;

/** What the sessions of a client share. */
export interface ProxyClientSettings
  extends
    Required<Pick<ProxyClientOptions, "node" | "filter" | "reconnect" | "nodes">>,
    Pick<ProxyClientOptions, "onConnect" | "onDisconnect"> {
  readonly gattClient: GattClient;
  /** Whether another session uses the proxy at this advertising address. */
  readonly inUse: (address: number, session: ProxySession) => boolean;
  /** A session has ended by itself. */
  readonly onGone: (session: ProxySession) => void;
  /** A session connects to this network: its subscriptions are followed from now on. */
  readonly follow: (network: ProvisionedNode) => void;
}

/** A connection to a proxy, from the search for it on, with its reconnections. */
export class ProxySession {
  readonly #settings: ProxyClientSettings;
  readonly #options: ProxyConnectOptions;
  /** Addresses that failed, with the end of the time for which they are skipped. */
  readonly #failed = new Map<number, number>();
  #proxy: FoundProxy | undefined;
  /** Advertising address of the proxy that it connects to, or is connected to. */
  #target: number | undefined;
  #link: ProxyLink | undefined;
  #peer: GattPeer | undefined;
  /** When the connection was complete, milliseconds of the clock; undefined where there is none. */
  #since: number | undefined;
  /** Rejects what the attempt waits for. */
  #abort: ((error: Error) => void) | undefined;
  /** Counts the connections: what a host reports of an earlier one is ignored. */
  #generation = 0;
  /** Milliseconds before the next attempt. */
  #delay = firstDelay;
  #ended = false;

  constructor(settings: ProxyClientSettings, options: ProxyConnectOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  /** The proxy that it is connected to, or was last. */
  get proxy(): FoundProxy | undefined {
    return this.#proxy;
  }

  /** Advertising address of the proxy that it uses; undefined while it has none. */
  get target(): number | undefined {
    return this.#target;
  }

  get connected(): boolean {
    return this.#since !== undefined;
  }

  /** Connects; after failures again until the time is over. Rejects with TimeoutError or AbortError. */
  async connect(timeout: number): Promise<void> {
    const { clock } = this.#settings.node.host;
    const end = clock.now() + timeout;
    for (;;) {
      try {
        return await this.#attempt(end);
      } catch (error) {
        this.#drop();
        if (this.#ended) throw new AbortError("the proxy client was disconnected");
        if (!isTransient(error) || clock.now() + this.#delay >= end) throw error;
      }
      await this.#pause();
    }
  }

  /** The addresses that the node listens to have changed. A proxy that does not take them is left. */
  async refilter(): Promise<void> {
    const { node } = this.#settings;
    const link = this.#link;
    if (!link || !node.network || this.#settings.filter === "all") return;
    try {
      await link.setAddresses(listenedAddresses(node.network));
    } catch {
      link.disconnect();
    }
  }

  /** Disconnects, or ends the attempts. */
  disconnect(): void {
    this.#ended = true;
    this.#abort?.(new AbortError("the proxy client was disconnected"));
    this.#drop();
  }

  /** Searches for a proxy and connects to it, until `end`, milliseconds of the clock. */
  async #attempt(end: number): Promise<void> {
    const { follow, node } = this.#settings;
    const { network } = node;
    const { clock } = node.host;
    if (!network) throw new Error("the node is on no network: provision it first");
    follow(network);
    const found = await this.#search(network, end);
    const cancel = () => this.#abort?.(new TimeoutError("the proxy did not answer in time"));
    const timer = clock.schedule(cancel, Math.min(attemptTime, end - clock.now()));
    try {
      await this.#establish(network, found);
    } catch (error) {
      this.#failed.set(found.address, clock.now() + skipTime);
      throw error;
    } finally {
      clock.cancel(timer);
    }
  }

  async #search(network: ProvisionedNode, end: number): Promise<FoundProxy> {
    const { node: wanted, preferred } = this.#options;
    const nodes = wanted === undefined ? this.#settings.nodes() : [wanted];
    const heard = new HeardProxies({
      subnets: network.subnets.list,
      nodes: preferred === undefined ? nodes : [preferred, ...nodes],
    });
    const { bearer } = network;
    const { clock } = this.#settings.node.host;
    const { inUse } = this.#settings;
    let deadline = end;
    const stop = bearer.onAdType(AdType.serviceData16, (data, start, stopAt, rssi) => {
      const { source } = bearer;
      if (source === undefined || inUse(source, this)) return;
      heard.heard(source, rssi, data, start, stopAt);
      const best = heard.best(this.#options, this.#skipped());
      if (!best) return;
      // Half of the time that is left is for the connection.
      const now = clock.now();
      const decided = best.node !== undefined && best.node === (wanted ?? preferred);
      const compare = decided ? 0 : Math.min(compareTime, (end - now) / 2);
      deadline = Math.min(deadline, now + compare);
    });
    try {
      while (clock.now() < end) {
        await this.#wait(Math.min(100, deadline - clock.now()));
        this.#check(network);
        if (clock.now() < deadline) continue;
        // Another session may have taken one of them meanwhile.
        const best = heard.best(this.#options, this.#skipped(), (address) => inUse(address, this));
        if (best) {
          this.#target = best.address;
          return best;
        }
        deadline = end;
      }
    } finally {
      stop();
    }
    const what = wanted === undefined ? "of this network" : `with the identity of node ${wanted}`;
    throw new TimeoutError(`no GATT proxy ${what} was heard`);
  }

  async #establish(network: ProvisionedNode, found: FoundProxy): Promise<void> {
    const { gattClient, node } = this.#settings;
    const generation = this.#generation;
    const dialed = gattClient.connect(found.address, {
      timeout: dialTime,
      onDisconnect: (reason) => {
        if (generation === this.#generation) this.#disconnected(reason);
      },
    });
    const taken = dialed.then((peer) => {
      // The attempt may have ended meanwhile.
      if (generation === this.#generation) this.#peer = peer;
      else peer.disconnect();
      return peer;
    });
    const peer = await this.#unlessAborted(taken);
    const service = await this.#unlessAborted(peer.discover(meshProxyService));
    const find = (wanted: number) => service?.characteristics.find(({ uuid }) => uuid === wanted);
    const [dataIn, dataOut] = [find(dataInUuid), find(dataOutUuid)];
    if (!dataIn || !dataOut) throw new MeshError("the node has no Mesh Proxy Service");
    const link = await this.#open(network, peer, dataIn, dataOut, found);
    this.#link = link;
    network.networkLayer.addInterface(link);
    const { filter } = this.#settings;
    const filtered: Promise<unknown> =
      filter === "all" ? link.acceptAll() : link.setAddresses(listenedAddresses(network));
    await this.#unlessAborted(filtered);
    if (!peer.connected) throw new GattDisconnectedError(remoteUser);
    this.#check(network);
    this.#proxy = found;
    this.#since = node.host.clock.now();
  }

  /** Subscribes, and waits for a beacon of a network of the node. */
  async #open(
    network: ProvisionedNode,
    peer: GattPeer,
    dataIn: RemoteCharacteristic,
    dataOut: RemoteCharacteristic,
    { subnet }: FoundProxy,
  ): Promise<ProxyLink> {
    const { queue } = network.bearer;
    let heard: "ours" | "foreign" | undefined;
    const layers: ProxyLayers = {
      clock: queue.clock,
      queue,
      diagnostics: this.#settings.node.diagnostics,
      network: network.networkLayer,
      sequence: network.sequence,
      replay: network.replay,
      segmenter: new ProxySegmenter(),
      address: network.address,
      receiveBeacon: (octets, start, end) => {
        // Of the beacons of its subnets, one is enough.
        if (heard !== "ours") heard = isOurs(network, octets, start, end) ? "ours" : "foreign";
        network.bearer.dispatchBeacon(octets, start, end);
      },
    };
    const link = new ProxyLink(layers, peer, dataIn, subnet.netKeyIndex);
    try {
      const receive = (value: Uint8Array) => {
        queue.entered = true;
        link.receive(value);
        queue.leave();
      };
      await this.#unlessAborted(peer.subscribe(dataOut, receive));
      for (let waited = 0; heard !== "ours"; waited += 50) {
        if (waited >= beaconTime)
          throw new TimeoutError(
            heard
              ? "the proxy is of another network"
              : "the proxy sent no beacon after the subscription",
          );
        await this.#wait(50);
        this.#check(network);
      }
      return link;
    } catch (error) {
      link.close();
      throw error;
    }
  }

  /** The connection has ended, by an HCI error code. */
  #disconnected(reason: number): void {
    if (this.#since === undefined) {
      this.#abort?.(new GattDisconnectedError(reason));
      return;
    }
    const { node, onDisconnect, onGone, reconnect } = this.#settings;
    const now = node.host.clock.now();
    const lasted = now - this.#since >= lastDelay;
    if (lasted) this.#delay = firstDelay;
    else this.#failed.set(this.#target!, now + skipTime);
    this.#drop();
    if (reconnect)
      this.#reconnect(lasted).then(
        () => this.#settings.onConnect?.(this.#proxy!),
        () => onGone(this),
      );
    else onGone(this);
    // Last: it may end the session, or throw.
    onDisconnect?.(reason);
  }

  async #reconnect(atOnce: boolean): Promise<void> {
    if (!atOnce) await this.#pause();
    await this.connect(Infinity);
  }

  /** Waits before another attempt, twice as long each time. */
  async #pause(): Promise<void> {
    const delay = this.#delay;
    this.#delay = Math.min(2 * delay, lastDelay);
    await this.#wait(delay);
  }

  /** Takes the interface away, and ends the connection. */
  #drop(): void {
    this.#generation++;
    this.#since = this.#target = undefined;
    const link = this.#link;
    this.#link = undefined;
    if (link) {
      this.#settings.node.network?.networkLayer.removeInterface(link);
      link.close();
    }
    const peer = this.#peer;
    this.#peer = undefined;
    peer?.disconnect();
  }

  /** Throws where the node has left the network that it connects to. */
  #check(network: ProvisionedNode): void {
    if (this.#settings.node.network !== network)
      throw new MeshError("the node has left its network");
  }

  #skipped(): ReadonlySet<number> {
    const now = this.#settings.node.host.clock.now();
    for (const [address, end] of this.#failed) if (end <= now) this.#failed.delete(address);
    return new Set(this.#failed.keys());
  }

  #wait(milliseconds: number): Promise<void> {
    const { clock } = this.#settings.node.host;
    return new Promise((resolve, reject) => {
      const timer = clock.schedule(resolve, milliseconds);
      this.#abort = (error) => {
        clock.cancel(timer);
        reject(error);
      };
    });
  }

  /** What comes of `promise`, unless the attempt ends before. */
  #unlessAborted<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#abort = reject;
      promise.then(resolve, reject);
    });
  }
}

/** Addresses of the messages that the node takes: those of its elements, of its groups, and of all nodes. */
function listenedAddresses({ address, elements }: ProvisionedNode): number[] {
  const addresses = new Set(elements.map(({ index }) => address + index));
  for (const { models } of elements)
    for (const { subscriptionList } of models)
      for (const entry of subscriptionList.entries) addresses.add(entry.address);
  addresses.add(allNodes);
  return [...addresses];
}

/** Whether another attempt may succeed. */
function isTransient(error: unknown): boolean {
  return error instanceof MeshError && !(error instanceof AbortError);
}

/** Whether a beacon may be of the node's networks. A Mesh Private beacon does not name its network. */
function isOurs({ subnets }: ProvisionedNode, data: Uint8Array, start: number, end: number) {
  if (data[start] !== secureNetworkBeaconType) return true;
  const beacon = data.slice(start, end);
  return subnets.list.some((subnet) =>
    receiveKeys(subnet).some((keys) => namesNetwork(keys, beacon)),
  );
}
