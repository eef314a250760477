import { wifiEventText } from "../../modules/protocomm/wifi/event-text.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { log } from "./log.js";

/** The log of a firmware with Wi-Fi: that of `log`, and Wi-Fi events for a person, with the QR code's content. */
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
