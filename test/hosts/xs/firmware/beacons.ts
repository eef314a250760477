import type { Firmware } from "../../../../modules/firmware/start.js";
import type { Host } from "../../../../modules/host/host.js";
import { GenericOnOffServer } from "../../../../modules/models/generic-onoff/server.js";
import { Node } from "../../../../modules/node/node.js";
import { deviceKey, netKey, receiverAddress } from "../../../../tools/bench/packets.js";

/**
 * A provisioned light that sends Secure Network beacons; "drops": what it has dropped, "again": it is
 * reset, and provisioned again.
 */
export function start(host: Host): Firmware {
  const node = new Node({
    host,
    companyId: 0xffff,
    elements: [{ models: [new GenericOnOffServer()] }],
    provisionable: false,
  });
  const provision = (): void =>
    node.provision({
      netKey: netKey(),
      deviceKey: deviceKey(),
      netKeyIndex: 0,
      ivIndex: 0,
      address: receiverAddress,
    });
  provision();
  return {
    close: () => node.close(),
    call: (name) => {
      if (name === "drops") return node.diagnostics.drops();
      node.reset();
      provision();
      return null;
    },
  };
}
