import { wifiEventText } from "../../modules/protocomm/wifi/event-text.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { log } from "./log.js";

/** Logs events as `log` does, and also those of Wi-Fi, with the content of the QR code. */
export function wifiLog(event: TraceEvent): void {
  const line = wifiEventText(event);
  if (line === undefined) {
    log(event);
    return;
  }
  trace(`xs-mesh: ${line}\n`);
  if (event.type === "wifi.service" && event.payload)
    trace(`xs-mesh: the QR code for the apps holds ${event.payload}\n`);
}
