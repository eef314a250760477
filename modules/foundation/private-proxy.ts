import type { ProxyStates } from "../proxy/proxy-states.js";

export const privateBeaconServerId = 0x000a;
export const onDemandPrivateProxyServerId = 0x000c;

/** A node with or without a GATT proxy. */
export interface ProxyTarget {
  /** Absent where the node does not support the Proxy feature. */
  readonly proxyStates?: ProxyStates | undefined;
}
