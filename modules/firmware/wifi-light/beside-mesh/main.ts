import type { Host } from "../../../host/host.js";
import { GenericOnOffServer } from "../../../models/generic-onoff/server.js";
import { Node } from "../../../node/node.js";
import type { Board, Firmware } from "../../start.js";
import { wifiLightConfig } from "../config.js";
import { WifiLight } from "../wifi-light.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0003;

/** A mesh light that has Wi-Fi besides: both are provisioned, each by its own means. */
export function start(host: Host, board: Board, config: object = {}): Firmware {
  const light = new GenericOnOffServer({ restore: true, onChange: (on) => board.light(on) });
  const node = new Node({ host, companyId, productId, elements: [{ models: [light] }] });
  const wifi = new WifiLight({ host, ...wifiLightConfig(config) });
  return {
    close(): void {
      wifi.close();
      node.close();
    },
    reset(): void {
      wifi.reset();
      node.reset();
    },
    call: (name) => (name.startsWith("wifi.") ? wifi.call(name.slice(5)) : node.call(name)),
  };
}
