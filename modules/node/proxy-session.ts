import { AbortError, MeshError, TimeoutError } from "../base/errors.js";
import { GattDisconnectedError } from "../base/gatt-errors.js";
import { AdType } from "../bearer/ad-type.js";
import { ProxySegmenter } from "../bearer/proxy-sender.js";
import type { GattPeer, RemoteCharacteristic } from "../host/gatt-client.js";
import { mayBeOf } from "../proxy/beacon-network.js";
import { meshProxyService } from "../proxy/proxy-advertising-data.js";
import type { ProxyLayers } from "../proxy/proxy-interface.js";
import { ProxyLink } from "../proxy/proxy-link.js";
import { type FoundProxy, HeardProxies, wantedText } from "../proxy/proxy-search.js";
import { FailedProxies } from "../proxy/failed-proxies.js";
import { dataInUuid, dataOutUuid } from "../proxy/proxy-server.js";
import { listenedAddresses } from "./listened-addresses.js";
import type { NetworkFollower } from "./network-follower.js";
import type { ProvisionedNode } from "./provisioned-node.js";
import type { ProxyClientFilter, ProxyConnectOptions } from "./proxy-client-options.js";
import type { ProxyClientSettings } from "./proxy-client-settings.js";
import {
  attemptTime,
  beaconTime,
  compareTime,
  dialTime,
  firstDelay,
  isTransient,
  lastDelay,
  localHost,
  remoteUser,
} from "./proxy-session-values.js";
import { RepeatedSolicitation } from "./repeated-solicitation.js";

/** A connection to a proxy, from the search for it on, with its reconnections. */
export class ProxySession implements NetworkFollower {
  readonly #settings: ProxyClientSettings<ProxySession>;
  readonly #options: ProxyConnectOptions;
  readonly #failed: FailedProxies;
  /** The network that it connects to, or is connected to. */
  #network: ProvisionedNode | undefined;
  #filter: ProxyClientFilter;
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
  /** Whether it searches or connects; else it is connected, or waits for the next attempt. */
  #attempting = false;

  constructor(settings: ProxyClientSettings<ProxySession>, options: ProxyConnectOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#filter = settings.filter;
    this.#failed = new FailedProxies(settings.node.host.clock);
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
    // From a promise job, with the whole stack: an application connects from any depth.
    await Promise.resolve();
    for (;;) {
      try {
        if (this.#ended) throw new AbortError("the proxy client was disconnected");
        this.#attempting = true;
        return await this.#attempt(end);
      } catch (error) {
        this.#drop();
        if (this.#ended) throw new AbortError("the proxy client was disconnected");
        if (!isTransient(error) || clock.now() + this.#delay >= end) throw error;
      } finally {
        this.#attempting = false;
      }
      await this.#pause();
    }
  }

  /** The filter of the connection follows. */
  subscriptionsChanged(): void {
    void this.#refilter();
  }

  /** The connection, or the attempt, ends; once the node is resumed another one finds a proxy. */
  suspended(): void {
    if (this.#since !== undefined) return this.#lost(localHost, false);
    if (!this.#attempting) return;
    this.#abort?.(new MeshError("the node was suspended"));
    this.#drop();
  }

  /** Addresses whose messages the proxy passes on; undefined: all of them. Empty without a connection. */
  get addresses(): readonly number[] | undefined {
    return this.#link ? this.#link.addresses : [];
  }

  /** Sets what this proxy, and each after it, passes on. */
  async setFilter(filter: ProxyClientFilter): Promise<void> {
    this.#filter = filter;
    if (this.#link && this.#network) await this.#applyFilter(this.#link, this.#network);
  }

  /** A proxy that does not take the addresses that the node listens to is left. */
  async #refilter(): Promise<void> {
    const link = this.#link;
    if (!link || !this.#network || this.#filter === "all") return;
    try {
      await this.#applyFilter(link, this.#network);
    } catch {
      link.disconnect();
    }
  }

  async #applyFilter(link: ProxyLink, network: ProvisionedNode): Promise<void> {
    if (this.#filter === "all") await link.acceptAll();
    else await link.setAddresses(listenedAddresses(network));
  }

  /** Disconnects, or ends the attempts. */
  disconnect(): void {
    this.#ended = true;
    this.#abort?.(new AbortError("the proxy client was disconnected"));
    this.#drop();
    this.#follow(undefined);
  }

  /** Learns what happens to this network, and to no other one. */
  #follow(network: ProvisionedNode | undefined): void {
    const before = this.#network;
    if (before === network) return;
    this.#network = network;
    if (before) before.followers = before.followers!.filter((other) => other !== this);
    if (network) network.followers = [...(network.followers ?? []), this];
  }

  /** Searches for a proxy and connects to it, until `end`, milliseconds of the clock. */
  async #attempt(end: number): Promise<void> {
    const { network, host } = this.#settings.node;
    if (!network) throw new Error("the node is on no network: provision it first");
    this.#follow(network);
    const found = await this.#search(network, end);
    const late = () => this.#abort?.(new TimeoutError("the proxy did not answer in time"));
    const timer = host.clock.schedule(late, Math.min(attemptTime, end - host.clock.now()));
    try {
      await this.#establish(network, found);
    } catch (error) {
      this.#failed.add(found.address);
      throw error;
    } finally {
      host.clock.cancel(timer);
    }
  }

  async #search(network: ProvisionedNode, end: number): Promise<FoundProxy> {
    const wanted = this.#options;
    const isAny = wanted.node === undefined && wanted.address === undefined;
    const { preferred } = wanted;
    const nodes = wanted.node === undefined ? this.#settings.nodes() : [wanted.node];
    const heard = new HeardProxies({
      subnets: network.subnets.list,
      nodes: preferred === undefined ? nodes : [preferred, ...nodes],
    });
    const { bearer } = network;
    const { inUse, node, solicitor } = this.#settings;
    const { clock } = node.host;
    let solicitation: RepeatedSolicitation | undefined;
    if (solicitor && isAny) solicitation = new RepeatedSolicitation(node, network, solicitor);
    let deadline = end;
    const stop = bearer.onAdType(AdType.serviceData16, (data, start, stopAt, rssi) => {
      const { source } = bearer;
      if (source === undefined || inUse(source, this)) return;
      heard.heard(source, rssi, data, start, stopAt);
      const best = this.#best(heard);
      if (!best) return;
      // Half of the time that is left is for the connection.
      const now = clock.now();
      const isDecided = !isAny || (preferred !== undefined && best.node === preferred);
      const compare = isDecided ? 0 : Math.min(compareTime, (end - now) / 2);
      deadline = Math.min(deadline, now + compare);
    });
    try {
      while (clock.now() < end) {
        await this.#wait(Math.min(100, deadline - clock.now()));
        this.#check(network);
        if (deadline === end) solicitation?.proceed();
        if (clock.now() < deadline) continue;
        // Another session may have taken one of them meanwhile.
        const best = this.#best(heard);
        if (best) {
          this.#target = best.address;
          return best;
        }
        deadline = end;
      }
    } finally {
      stop();
    }
    throw new TimeoutError(`no GATT proxy ${wantedText(wanted)} was heard`);
  }

  /**
   * Of the proxies that were heard the one to connect to. A node that was wanted shows its identity for
   * a minute alone: afterwards its proxy is known by its address.
   */
  #best(heard: HeardProxies): FoundProxy | undefined {
    const skipped = this.#failed.addresses;
    const used = (address: number) => this.#settings.inUse(address, this);
    const { node } = this.#options;
    const found = heard.best(this.#options, skipped, used);
    if (found || node === undefined || !this.#proxy) return found;
    const same = heard.best({ address: this.#proxy.address }, skipped, used);
    return same && { ...same, node };
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
    await this.#unlessAborted(this.#applyFilter(link, network));
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
      configured: this.#settings.configured,
      segmenter: new ProxySegmenter(),
      address: network.address,
      receiveBeacon: (octets, start, end) => {
        // Of the beacons of its subnets, one is enough.
        if (heard !== "ours")
          heard = mayBeOf(network.subnets, octets, start, end) ? "ours" : "foreign";
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
    const now = this.#settings.node.host.clock.now();
    const lasted = now - this.#since >= lastDelay;
    if (lasted) this.#delay = firstDelay;
    else this.#failed.add(this.#target!);
    this.#lost(reason, lasted);
  }

  /** A connection that was complete is over. `atOnce`: another one is tried without a pause. */
  #lost(reason: number, atOnce: boolean): void {
    const { onDisconnect, reconnect } = this.#settings;
    this.#drop();
    if (reconnect)
      this.#reconnect(atOnce).then(
        () => this.#settings.onConnect?.(this.#proxy!),
        () => this.#gone(),
      );
    else this.#gone();
    // Last: it may end the session, or throw.
    onDisconnect?.(reason);
  }

  #gone(): void {
    this.#follow(undefined);
    this.#settings.onGone(this);
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
