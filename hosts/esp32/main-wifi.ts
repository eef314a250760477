import config from "mc/config";
import { runWithWifi } from "./wifi/run.js";

/** Starts a firmware that has Wi-Fi, and is provisioned over Bluetooth. */
export default function main(): void {
  runWithWifi(config);
}
