import { development } from "../base/development.js";
import { AbortError } from "../base/errors.js";
import { AdType } from "../bearer/ad-type.js";
import { ConfigurationNumbers } from "../proxy/configuration-numbers.js";
import { type FoundProxy, HeardProxies } from "../proxy/proxy-search.js";
import { ProxySolicitor } from "../proxy/solicitation/proxy-solicitor.js";
import type {
  ProxyClientFilter,
  ProxyClientOptions,
  ProxyConnectOptions,
} from "./proxy-client-options.js";
import type { ProxyClientSettings } from "./proxy-client-settings.js";
import { ProxySession } from "./proxy-session.js";

/** A connection to a proxy. */
export interface ProxyClientConnection {
  /** The proxy; after a reconnection it may be another one. */
  readonly proxy: FoundProxy;
  /** Whether it is open now. */
  readonly connected: boolean;
  /** Destinations whose messages the proxy passes on; undefined: all. Empty while it is not open. */
  readonly addresses: readonly number[] | undefined;
  /**
   * Sets what the proxy passes on, after a reconnection as well. Rejects with TimeoutError where it
   * does not answer.
   */
  setFilter(filter: ProxyClientFilter): Promise<void>;
  /** Ends it, with its reconnections. */
  disconnect(): void;
}

/**
 * Connects a node to the network through GATT proxies: each connection is a network interface
 * beside the advertising bearer, or in its place (`advertising` of NodeOptions).
 *
 *     const proxies = new ProxyClient({ node });
 *     const connection = await proxies.connect();
 *
 * Mesh Protocol 1.1 §6.
 */
export class ProxyClient {
  readonly #settings: ProxyClientSettings<ProxySession>;
  readonly #sessions = new Set<ProxySession>();

  /** Throws Error where the node's radio has no GATT client. */
  constructor(options: ProxyClientOptions) {
    development.options?.("ProxyClient", options);
    const { filter = "own", node, nodes = () => [], reconnect = true, ...others } = options;
    const { solicit = true } = options;
    const { gattClient } = node.host.radio;
    if (!gattClient)
      throw new Error("node: its radio has no GATT client: radio.gattClient is absent");
    this.#settings = {
      ...others,
      filter,
      gattClient,
      node,
      nodes,
      reconnect,
      inUse: (address, session) =>
        [...this.#sessions].some((other) => other !== session && other.target === address),
      onGone: (session) => this.#sessions.delete(session),
      configured: new ConfigurationNumbers(),
      solicitor: solicit ? new ProxySolicitor({ node }) : undefined,
    };
  }

  /** The connections that are open. */
  get connections(): number {
    return [...this.#sessions].filter(({ connected }) => connected).length;
  }

  /**
   * Connects to a proxy that this client is not connected to yet, and sets its filter. Rejects with
   * TimeoutError where none is found or answers in time, AbortError where it was aborted or the
   * client closed, and Error where the node is on no network.
   */
  async connect(options: ProxyConnectOptions = {}): Promise<ProxyClientConnection> {
    development.options?.("a proxy", options);
    const { signal, timeout = 30_000 } = options;
    if (signal?.aborted) throw new AbortError("the connection was aborted");
    const session = new ProxySession(this.#settings, options);
    this.#sessions.add(session);
    const abort = () => session.disconnect();
    signal?.addEventListener("abort", abort);
    try {
      await session.connect(timeout);
    } catch (error) {
      this.#sessions.delete(session);
      session.disconnect();
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
    return {
      get proxy() {
        return session.proxy!;
      },
      get connected() {
        return session.connected;
      },
      get addresses() {
        return session.addresses;
      },
      setFilter: (filter) => session.setFilter(filter),
      disconnect: () => {
        this.#sessions.delete(session);
        session.disconnect();
      },
    };
  }

  /**
   * Listens for so many milliseconds; the proxies of the network that were heard, the strongest
   * first. A proxy with all its connections in use may not advertise. Rejects with Error where the
   * node is on no network, RangeError for a time that is not finite.
   */
  async findProxies(milliseconds = 3000): Promise<readonly FoundProxy[]> {
    const { node, nodes } = this.#settings;
    if (!(milliseconds >= 0 && milliseconds < Infinity))
      throw new RangeError(`milliseconds: ${milliseconds} is not a time from 0 on`);
    const { network } = node;
    if (!network) throw new Error("the node is on no network: provision it first");
    const { bearer, subnets } = network;
    const heard = new HeardProxies({ subnets: subnets.list, nodes: nodes() });
    const stop = bearer.onAdType(AdType.serviceData16, (data, start, end, rssi) => {
      if (bearer.source !== undefined) heard.heard(bearer.source, rssi, data, start, end);
    });
    await new Promise<void>((resolve) => node.host.clock.schedule(resolve, milliseconds));
    stop();
    return heard.all;
  }

  /** Ends all connections and attempts. */
  close(): void {
    for (const session of this.#sessions) session.disconnect();
    this.#sessions.clear();
  }
}
