export const privateBeaconServerId = 0x000a;

/** The states of a node's private GATT proxy. */
export interface PrivateProxy {
  /** Private GATT Proxy state; a GATT Proxy that is on keeps it off. Mesh Protocol 1.1 §4.2.45 */
  gattProxy: boolean;
  /** On-Demand Private GATT Proxy state: seconds, 0..255, that a solicitation is answered for; 0: not. §4.2.47 */
  onDemand: number;
  /** Private Node Identity state of a subnet. §4.2.46 */
  nodeIdentity(netKeyIndex: number): boolean;
  /** False where it cannot be set: Node Identity is running. */
  setNodeIdentity(netKeyIndex: number, running: boolean): boolean;
}

/** A node with or without a private GATT proxy. */
export interface PrivateProxyTarget {
  readonly privateProxy?: PrivateProxy;
}
