import type { AbortSignalLike } from "../base/abort.js";
import type { FoundProxy, WantedProxy } from "../proxy/proxy-search.js";
import type { Node } from "./node.js";

/** What a proxy passes on to the client: "own": messages to the node's elements, its groups and all nodes; "all". */
export type ProxyClientFilter = "own" | "all";

/** Options of a ProxyClient. */
export interface ProxyClientOptions {
  /** The node whose messages go over the proxy; its radio has a GATT client. */
  readonly node: Node;
  /** What the proxies pass on at first. Default "own". */
  readonly filter?: ProxyClientFilter;
  /** Whether a connection that is lost is established again, to the same proxy or another. Default true. */
  readonly reconnect?: boolean;
  /**
   * Whether the private proxies of the network are solicited where none was heard for some seconds,
   * so that those with an On-Demand Private GATT Proxy advertise; not for the proxy of a certain
   * node, as its answer does not show which one it is. Default true. Mesh Protocol 1.1 §6.9.
   */
  readonly solicit?: boolean;
  /** Unicast addresses of the network's nodes, by whose identities proxies are recognized, too. Default: none. */
  readonly nodes?: () => readonly number[];
  /** Called after a reconnection. */
  readonly onConnect?: (proxy: FoundProxy) => void;
  /** A connection was lost. `reason`: the HCI error code. */
  readonly onDisconnect?: (reason: number) => void;
}

/** Which proxy to connect to; default: the strongest one of the network. */
export interface ProxyConnectOptions extends WantedProxy {
  /**
   * Unicast address of the node that is taken as soon as it shows its identity; another proxy of the
   * network where it does not. Default: none.
   */
  readonly preferred?: number;
  /** Milliseconds for the search and the connection. Default 30,000. */
  readonly timeout?: number;
  /** Ends the attempt. */
  readonly signal?: AbortSignalLike;
}
