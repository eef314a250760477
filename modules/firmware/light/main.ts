import { Node } from "../../node/node.js";
import type { Host } from "../../host/host.js";
import { GenericOnOffServer } from "../../models/generic-onoff/server.js";
import { deviceUuid } from "./uuid.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const lightProduct = 0x0001;

/** A lamp with one switchable light. */
export function start(host: Host) {
  const light = new GenericOnOffServer({ restore: true });
  const uuid = deviceUuid(host);
  const node = new Node({
    host,
    uuid,
    companyId,
    productId: lightProduct,
    elements: [{ models: [light] }],
  });
  return {
    close: () => node.close(),
    /** Answers what the tools ask: its state. */
    call(name: string): unknown {
      if (name !== "state") throw new RangeError(`${name}: only "state" can be asked`);
      return {
        uuid: [...uuid],
        address: node.address,
        on: light.isOn,
        sent: node.diagnostics.messagesSent,
        received: node.diagnostics.messagesReceived,
        drops: node.diagnostics.drops(),
        storeWrites: node.storeWrites,
      };
    },
  };
}
