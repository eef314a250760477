import type { Host } from "../../host/host.js";
import type { Firmware } from "../start.js";
import { WifiLight } from "./wifi-light.js";

/** A device with Wi-Fi that is provisioned as ESP-IDF's example, and then needs no Bluetooth any more. */
export function start(host: Host): Firmware {
  return new WifiLight({ host, closeRadio: true });
}
