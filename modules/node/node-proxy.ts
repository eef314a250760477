import type { RunQueue } from "../base/run-queue.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import type { Host } from "../host/host.js";
import type { Network } from "../network/network.js";
import type { NetworkBeacons } from "../network/network-beacons.js";
import { ProxyServer, type ProxyServerOptions } from "../proxy/proxy-server.js";
import type { ReplayList } from "../transport/replay-list.js";

export interface NodeProxyOptions extends Omit<
  ProxyServerOptions,
  "address" | "gatt" | "network" | "replay"
> {
  readonly host: Host;
  readonly queue: RunQueue;
  readonly bearer: AdvertisingBearer;
  readonly network: Network;
  readonly node: {
    readonly address: number;
    readonly networkBeacons: NetworkBeacons;
    readonly replay: ReplayList;
  };
}

/** The GATT proxy of a node; undefined where its radio or its options do not support one. */
export function nodeProxy(options: NodeProxyOptions): ProxyServer | undefined {
  const { host, node, settings } = options;
  const { gatt } = host.radio;
  if (!gatt || settings.proxy === undefined) return undefined;
  const { address, networkBeacons, replay } = node;
  const proxy = new ProxyServer({ ...options, gatt, address, replay });
  networkBeacons.proxyBeacons = proxy;
  return proxy;
}
