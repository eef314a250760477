import type { Host } from "../../host/host.js";
import { GenericOnOffServer } from "../../models/generic-onoff/server.js";
import { Node } from "../../node/node.js";
import type { Firmware } from "../start.js";
import { WifiLight } from "./wifi-light.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0003;

/** A mesh light that has Wi-Fi besides: both are provisioned, each by its own means. */
export function start(host: Host): Firmware {
  const light = new GenericOnOffServer({ restore: true });
  const node = new Node({ host, companyId, productId, elements: [{ models: [light] }] });
  const wifi = new WifiLight({ host });
  return {
    close(): void {
      wifi.close();
      node.close();
    },
    call: (name) => (name.startsWith("wifi.") ? wifi.call(name.slice(5)) : node.call(name)),
  };
}
