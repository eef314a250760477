import config from "mc/config";
import { runWithWifi } from "./wifi/run.js";

/** Starts a firmware with Wi-Fi, which is provisioned over Bluetooth. */
export default function main(): void {
  runWithWifi(config);
}
