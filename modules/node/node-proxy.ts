import type { RunQueue } from "../base/run-queue.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import type { Host } from "../host/host.js";
import type { Network } from "../network/network.js";
import type { NetworkBeacons } from "../network/network-beacons.js";
import { defaultDeviceName } from "../provisioning/device.js";
import { nameScanResponse } from "../provisioning/pb-gatt/service.js";
import { ProxyServer, type ProxyServerOptions } from "../proxy/proxy-server.js";
import type { ReplayList } from "../transport/replay-list.js";

export interface NodeProxyOptions extends Omit<
  ProxyServerOptions,
  "address" | "gatt" | "network" | "replay" | "scanResponse"
> {
  readonly host: Host;
  readonly queue: RunQueue;
  readonly bearer: AdvertisingBearer;
  readonly network: Network;
  /** The name of the proxy begins with it. */
  readonly name?: string;
  /** Device UUID, 16 octets. */
  readonly uuid: Uint8Array;
  readonly node: {
    readonly address: number;
    readonly networkBeacons: NetworkBeacons;
    readonly replay: ReplayList;
  };
}

/** The GATT proxy of a node; undefined where its radio or its options do not support one. */
export function nodeProxy(options: NodeProxyOptions): ProxyServer | undefined {
  const { host, name = defaultDeviceName, node, settings, uuid } = options;
  const { gatt } = host.radio;
  if (!gatt || settings.proxy === undefined) return undefined;
  const { address, networkBeacons, replay } = node;
  const scanResponse = nameScanResponse(name, uuid);
  const proxy = new ProxyServer({ ...options, gatt, address, replay, scanResponse });
  networkBeacons.proxyBeacons = proxy;
  return proxy;
}
