import { wifiEventText } from "../../modules/protocomm/wifi/event-text.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { log } from "./log.js";

/** The log of a firmware with Wi-Fi: what `log` tells, and of Wi-Fi what a person wants to know, with the QR code's content. */
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
