import { ProxyStates } from "../../modules/proxy/proxy-states.js";
import type { MeshNode } from "./mesh.js";

/** Gives a node without a GATT server the states of a GATT proxy; GATT Proxy is off. */
export function addProxyStates({ host, node }: MeshNode): ProxyStates {
  const network = node.network!;
  const proxyStates = new ProxyStates({ clock: host.clock, settings: network.settings });
  Object.defineProperty(network, "proxyStates", { value: proxyStates });
  return proxyStates;
}
