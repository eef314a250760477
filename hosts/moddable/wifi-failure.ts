import { frozen } from "../../modules/base/frozen.js";
import type { WifiFailure } from "../../modules/host/wifi.js";

/** Reasons (`wifi_err_reason_t` of ESP-IDF) that a wrong passphrase can lead to. */
const refused: Readonly<Record<number, string>> = frozen({
  2: "AUTH_EXPIRE",
  14: "MIC_FAILURE",
  15: "4WAY_HANDSHAKE_TIMEOUT",
  16: "GROUP_KEY_UPDATE_TIMEOUT",
  17: "IE_IN_4WAY_DIFFERS",
  23: "802_1X_AUTH_FAILED",
  // with WPA3: SAE fails before the 4-way handshake
  202: "AUTH_FAIL",
  203: "ASSOC_FAIL",
  204: "HANDSHAKE_TIMEOUT",
});

/** Reasons when no access point has the SSID, or none of them can be joined. */
const absent: Readonly<Record<number, string>> = frozen({
  201: "NO_AP_FOUND",
  210: "NO_AP_FOUND_W_COMPATIBLE_SECURITY",
  211: "NO_AP_FOUND_IN_AUTHMODE_THRESHOLD",
  212: "NO_AP_FOUND_IN_RSSI_THRESHOLD",
});

/** The failure for a reason of ESP-IDF; "lost" for those that are not in the tables. */
export function failureOf(reason: number): WifiFailure {
  if (reason in refused) return "authentication";
  return reason in absent ? "not-found" : "lost";
}
