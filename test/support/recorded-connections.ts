import { ProxyClient } from "../../modules/node/proxy-client.js";
import { Capture } from "../../tools/capture/capture.js";
import { addNetworkKeys } from "../../tools/network/network-keys.js";
import { lightOnAir } from "./light-on-air.js";

/** Records how a light is provisioned over PB-GATT, and configured through its proxy. */
export async function recordConnections(path: string, mtu: number): Promise<void> {
  const provisioner = { advertising: false };
  const run = await lightOnAir({ engine: "node", mtu, provisioner });
  const capture = new Capture({ air: run.air, path });
  await run.clock.run(1000);
  await run.during(run.provisioner.scanner.wait(run.uuid()));
  const { address } = await run.during(run.provisioner.provision(run.uuid()));
  const { node } = run.provisioner;
  const proxies = new ProxyClient({ node, nodes: () => [address] });
  await run.during(proxies.connect());
  await run.during(run.provisioner.configuration.getDefaultTtl(address));
  addNetworkKeys(run.provisioner, capture.keys);
  proxies.close();
  await run.clock.run(run.clock.now() + 1000);
  run.close();
  capture.close();
}
