import type { GattClient } from "../host/gatt-client.js";
import type { ConfigurationNumbers } from "../proxy/configuration-numbers.js";
import type { ProxySolicitor } from "../proxy/solicitation/proxy-solicitor.js";
import type { ProxyClientOptions } from "./proxy-client-options.js";

/** What the sessions of a client share. `T`: a session. */
export interface ProxyClientSettings<T>
  extends
    Required<Pick<ProxyClientOptions, "node" | "filter" | "reconnect" | "nodes">>,
    Pick<ProxyClientOptions, "onConnect" | "onDisconnect"> {
  readonly gattClient: GattClient;
  /** Whether another session uses the proxy at this advertising address. */
  readonly inUse: (address: number, session: object) => boolean;
  /** A session has ended by itself. */
  readonly onGone: (session: T) => void;
  /** Numbers of the Filter Status messages of all connections. */
  readonly configured: ConfigurationNumbers;
  /** Solicits private proxies; undefined: none are. */
  readonly solicitor: ProxySolicitor | undefined;
}
