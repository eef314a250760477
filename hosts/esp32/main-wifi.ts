import { start as firmwareStart } from "firmware";
import type { Start } from "../../modules/firmware/start.js";
import { ModdableWifi } from "../moddable/wifi.js";
import { NativeSessionCrypto } from "../native/session-crypto.js";
import { esp32Host } from "./host.js";

/** Whatever it takes of what it is given. */
const start: Start = firmwareStart;

/** Starts a firmware that has Wi-Fi and protocomm on the chip. */
export default function main(): void {
  const host = esp32Host();
  const { clock } = host;
  const firmware = start({
    ...host,
    wifi: new ModdableWifi({ clock }),
    sessionCrypto: new NativeSessionCrypto({ clock }),
  });
  if (firmware.call) trace(`xs-mesh: ${JSON.stringify(firmware.call("state", undefined))}\n`);
}
