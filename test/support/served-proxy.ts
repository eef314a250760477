import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import type { NodeOptions } from "../../modules/node/node.js";
import { ProxyRig } from "./proxy-rig.js";

/** A proxy that clients trouble, and whether it serves the next one. */
export function servedProxy(node: Partial<NodeOptions> = {}) {
  const rig = new ProxyRig();
  const onOff = new GenericOnOffServer();
  const proxy = rig.mesh.node(0x0100, [{ models: [onOff] }], node);
  const { mesh } = rig;
  const server = rig.server(proxy);
  /** The characteristic Data Out. */
  const out = () => server.services[0]!.characteristics[1]!;
  const drops = (reason: string) => proxy.node.diagnostics.drops()[reason] ?? 0;
  /** A new client is served as always, and its message reaches the air. */
  const serves = async () => {
    const client = await rig.connect(proxy, { src: 0x0777 });
    client.configure([0, 1]);
    mesh.air.log.length = 0;
    client.sendNetwork({ dst: 0xc000 });
    await mesh.clock.run(500);
    const { length } = mesh.air.log.filter(({ data }) => data[1] === 0x2a);
    const status = client.statuses();
    client.peer.disconnect();
    await mesh.clock.run(100);
    return status.length === 1 && status[0]![0] === 1 && length > 0;
  };
  return { drops, mesh, out, proxy, rig, server, serves };
}
