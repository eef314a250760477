import type { PrivateProxy } from "../../modules/foundation/private-proxy.js";
import type { MeshNode } from "./mesh.js";

/** Stands in for a node's private proxy: keeps what is set. */
export class TestPrivateProxy implements PrivateProxy {
  gattProxy = false;
  onDemand = 0;
  readonly running = new Set<number>();
  /** Node Identity runs on some subnet. */
  blocked = false;

  nodeIdentity(netKeyIndex: number): boolean {
    return this.running.has(netKeyIndex);
  }

  setNodeIdentity(netKeyIndex: number, running: boolean): boolean {
    if (this.blocked) return false;
    if (running) this.running.add(netKeyIndex);
    else this.running.delete(netKeyIndex);
    return true;
  }
}

/** Gives a node such a proxy. */
export function addPrivateProxy({ node }: MeshNode): TestPrivateProxy {
  const privateProxy = new TestPrivateProxy();
  Object.assign(node.network!, { privateProxy });
  return privateProxy;
}
