// The light that `xs-mesh shell` simulates by default: it has the foundation models of this
// package, so that each command of the shell has a model to talk to.
import type { Board } from "../../../modules/host/board.js";
import type { Host } from "../../../modules/host/host.js";
import { HealthServer } from "../../../modules/foundation/health/server.js";
import { LargeCompositionDataServer } from "../../../modules/foundation/large-composition-data/server.js";
import { PrivateBeaconServer } from "../../../modules/foundation/private-beacon/server.js";
import { RemoteProvisioningServer } from "../../../modules/foundation/remote-provisioning/server.js";
import { SarConfigurationServer } from "../../../modules/foundation/sar-configuration/server.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { Node } from "../../../modules/node/node.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0010;

/** A light with a button that switches it and publishes. */
export function start(host: Host, board: Board): Node {
  let lit = false;
  const health = new HealthServer({
    companies: [{ companyId }],
    onTest: () => health.setFaults(companyId, []),
    onAttention: (seconds) => board.lamp("attention").set(seconds > 0),
  });
  const light = new GenericOnOffServer({
    restore: true,
    onChange: (on) => {
      lit = on;
      board.light(on);
    },
  });
  const remote = new GenericOnOffClient();
  board.button("button", {
    onPress: () => {
      const on = !lit;
      light.set(on);
      remote.publish({ onOff: on });
    },
    onLongPress: () => health.setFaults(companyId, [0x01]),
  });
  return new Node({
    host,
    companyId,
    productId,
    elements: [
      {
        models: [
          health,
          new SarConfigurationServer(),
          new PrivateBeaconServer(),
          new LargeCompositionDataServer(),
          new RemoteProvisioningServer(),
          light,
          remote,
        ],
      },
    ],
  });
}
