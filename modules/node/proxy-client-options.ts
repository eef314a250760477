import type { AbortSignalLike } from "../base/abort.js";
import type { FoundProxy } from "../proxy/proxy-search.js";
import type { Node } from "./node.js";

/** Options of a ProxyClient. */
export interface ProxyClientOptions {
  /** The node whose messages go over the proxy; its radio has a GATT client. */
  readonly node: Node;
  /**
   * What the proxy passes on. "own" (default): messages to the node's elements, to its groups and
   * to all nodes; "all": everything.
   */
  readonly filter?: "own" | "all";
  /** Whether a connection that is lost is established again, to the same proxy or another. Default true. */
  readonly reconnect?: boolean;
  /** Unicast addresses of the network's nodes, by whose identities proxies are recognized, too. Default: none. */
  readonly nodes?: () => readonly number[];
  /** Called after a reconnection. */
  readonly onConnect?: (proxy: FoundProxy) => void;
  /** A connection was lost. `reason`: the HCI error code. */
  readonly onDisconnect?: (reason: number) => void;
}

/** Which proxy to connect to. */
export interface ProxyConnectOptions {
  /** Unicast address of the node, which shows its identity. Default: the strongest proxy of the network. */
  readonly node?: number;
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
