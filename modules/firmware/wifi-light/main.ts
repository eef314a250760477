import type { Host } from "../../host/host.js";
import type { Board, Firmware } from "../start.js";
import { wifiLightConfig } from "./config.js";
import { WifiLight } from "./wifi-light.js";

/**
 * A device with Wi-Fi that is provisioned as ESP-IDF's example, and then needs no
 * Bluetooth any more, unless provisioning shall be offered again over it.
 */
export function start(host: Host, board: Board, config: object = {}): Firmware {
  const options = wifiLightConfig(config);
  const closeRadio = options.offerAfter === undefined || options.transport === "http";
  return new WifiLight({ host, closeRadio, restart: () => board.restart?.(), ...options });
}
