import { AbortError, MeshError, TimeoutError } from "../base/errors.js";
import { GattDisconnectedError } from "../base/gatt-errors.js";
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

/** AD type Service Data with a UUID of 16 bits. */
const serviceData16 = 0x16;
/** Milliseconds for which proxies are compared by their strength, from the first one on. */
const compareTime = 2500;
/** Milliseconds within which the first beacon comes. */
const beaconTime = 2000;
/** Milliseconds for which a proxy that failed is taken only where there is no other. */
const skipTime = 30_000;
/** Milliseconds before the first and the last of several attempts. */
const firstDelay = 1000;
const lastDelay = 30_000;

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
}

/** A connection to a proxy, from the search for it on, with its reconnections. */
export class ProxySession {
  readonly #settings: ProxyClientSettings;
  readonly #options: ProxyConnectOptions;
  /** Addresses that failed, with the end of the time for which they are skipped. */
  readonly #failed = new Map<number, number>();
  #proxy: FoundProxy | undefined;
  #link: ProxyLink | undefined;
  #peer: GattPeer | undefined;
  #abort: ((error: Error) => void) | undefined;
  #ended = false;

  constructor(settings: ProxyClientSettings, options: ProxyConnectOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  /** The proxy that it is connected to, or was last. */
  get proxy(): FoundProxy | undefined {
    return this.#proxy;
  }

  get connected(): boolean {
    return this.#link !== undefined;
  }

  /** Connects; after failures again until the time is over. Rejects with TimeoutError or AbortError. */
  async connect(timeout: number): Promise<void> {
    const { clock } = this.#settings.node.host;
    const end = clock.now() + timeout;
    let delay = firstDelay;
    for (;;) {
      try {
        return await this.#attempt(end);
      } catch (error) {
        this.#drop();
        if (this.#ended) throw new AbortError("the proxy client was disconnected");
        if (!isTransient(error) || clock.now() + delay >= end) throw error;
      }
      await this.#wait(delay);
      delay = Math.min(2 * delay, lastDelay);
    }
  }

  /** The addresses that the node listens to have changed. */
  async refilter(): Promise<void> {
    const { node } = this.#settings;
    const link = this.#link;
    if (!link || !node.network || this.#settings.filter === "all") return;
    await link.setAddresses(listenedAddresses(node.network));
  }

  /** Disconnects, or ends the attempts. */
  disconnect(): void {
    this.#ended = true;
    this.#abort?.(new AbortError("the proxy client was disconnected"));
    this.#drop();
  }

  /** Searches for a proxy and connects to it. `end`: of the search, milliseconds of the clock. */
  async #attempt(end: number): Promise<void> {
    const { network } = this.#settings.node;
    if (!network) throw new Error("the node is on no network: provision it first");
    const found = await this.#search(network, end);
    if (this.#ended) throw new AbortError("the proxy client was disconnected");
    try {
      await this.#establish(network, found);
    } catch (error) {
      const { clock } = this.#settings.node.host;
      this.#failed.set(found.address, clock.now() + skipTime);
      throw error;
    }
  }

  async #search(network: ProvisionedNode, end: number): Promise<FoundProxy> {
    const { node: wanted } = this.#options;
    const nodes = wanted === undefined ? this.#settings.nodes() : [wanted];
    const heard = new HeardProxies({ subnets: network.subnets.list, nodes });
    const { bearer } = network;
    const { clock } = this.#settings.node.host;
    let deadline = end;
    const stop = bearer.onAdType(serviceData16, (data, start, stopAt, rssi) => {
      const { source } = bearer;
      if (source === undefined || this.#settings.inUse(source, this)) return;
      heard.heard(source, rssi, data, start, stopAt);
      if (heard.best(wanted, this.#skipped()))
        deadline = Math.min(deadline, clock.now() + (wanted === undefined ? compareTime : 0));
    });
    try {
      while (clock.now() < deadline && !this.#ended)
        await this.#wait(Math.min(100, deadline - clock.now()));
    } finally {
      stop();
    }
    const best = heard.best(wanted, this.#skipped());
    if (best) return best;
    const what = wanted === undefined ? "of this network" : `with the identity of node ${wanted}`;
    throw new TimeoutError(`no GATT proxy ${what} was heard`);
  }

  async #establish(network: ProvisionedNode, found: FoundProxy): Promise<void> {
    const { gattClient, node } = this.#settings;
    const peer = await gattClient.connect(found.address, {
      onDisconnect: (reason) => this.#disconnected(reason),
    });
    this.#peer = peer;
    if (this.#ended) throw new AbortError("the proxy client was disconnected");
    const service = await peer.discover(meshProxyService);
    const find = (wanted: number) => service?.characteristics.find(({ uuid }) => uuid === wanted);
    const [dataIn, dataOut] = [find(dataInUuid), find(dataOutUuid)];
    if (!dataIn || !dataOut) throw new MeshError("the node has no Mesh Proxy Service");
    const link = await this.#open(network, peer, dataIn, dataOut, found);
    this.#link = link;
    this.#proxy = found;
    network.networkLayer.addInterface(link);
    if (this.#settings.filter === "all") await link.acceptAll();
    else await link.setAddresses(listenedAddresses(network));
    // It may have gone meanwhile.
    if (!peer.connected || node.network !== network) throw new GattDisconnectedError(0x13);
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
        heard ??= isOurs(network, octets, start, end) ? "ours" : "foreign";
        network.bearer.dispatchBeacon(octets, start, end);
      },
    };
    const link = new ProxyLink(layers, peer, dataIn, subnet.netKeyIndex);
    await peer.subscribe(dataOut, (value) => {
      queue.entered = true;
      link.receive(value);
      queue.leave();
    });
    for (let waited = 0; !heard && peer.connected && waited < beaconTime; waited += 50)
      await this.#wait(50);
    if (heard === "ours") return link;
    link.close();
    if (!peer.connected) throw new GattDisconnectedError(0x13);
    throw new TimeoutError(
      heard ? "the proxy is of another network" : "the proxy sent no beacon after the subscription",
    );
  }

  #disconnected(reason: number): void {
    if (!this.#link) return;
    const { onDisconnect, onGone, reconnect } = this.#settings;
    this.#drop();
    onDisconnect?.(reason);
    if (this.#ended || !reconnect) return onGone(this);
    this.connect(Infinity).then(
      () => this.#settings.onConnect?.(this.#proxy!),
      () => onGone(this),
    );
  }

  /** Takes the interface away, and ends the connection. */
  #drop(): void {
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

  #skipped(): ReadonlySet<number> {
    const now = this.#settings.node.host.clock.now();
    for (const [address, end] of this.#failed) if (end <= now) this.#failed.delete(address);
    return new Set(this.#failed.keys());
  }

  #wait(milliseconds: number): Promise<void> {
    const { clock } = this.#settings.node.host;
    return new Promise((resolve, reject) => {
      const timer = clock.schedule(() => {
        this.#abort = undefined;
        resolve();
      }, milliseconds);
      this.#abort = (error) => {
        this.#abort = undefined;
        clock.cancel(timer);
        reject(error);
      };
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
