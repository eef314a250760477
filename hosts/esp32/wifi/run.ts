// Before the firmware, which may use `console` when it is loaded.
import { openConsole } from "../../moddable/console.js";
import { start as firmwareStart } from "firmware";
import Net from "net";
import WiFi from "wifi";
import { checkFirmware, type Start } from "../../../modules/firmware/start.js";
import type { Clock } from "../../../modules/host/clock.js";
import type { HttpServer } from "../../../modules/host/http.js";
import { ModdableWifi, type WifiModule } from "../../moddable/wifi.js";
import { wifiLog } from "../../moddable/wifi-log.js";
import { NativeSessionCrypto } from "../../native/session-crypto.js";
import { Esp32Board } from "../board/board.js";
import { esp32Host } from "../host.js";
import { latestReason, restart, watchReason } from "./wifi-reason.js";

/** The firmware's function, typed with all arguments: it may declare fewer. */
const start: Start = firmwareStart;

/**
 * Starts a firmware with Wi-Fi and protocomm on the chip, and with HTTP if `http` is given. An
 * error at boot, for instance in the manifest's "config", ends it with a message in the log.
 */
export function runWithWifi(config: object, http?: (clock: Clock) => HttpServer): void {
  openConsole();
  const host = esp32Host();
  const { clock } = host;
  watchReason();
  const wifi = WiFi as unknown as WifiModule;
  const board = new Esp32Board(config);
  board.restart = restart;
  const firmware = start(
    {
      ...host,
      trace: wifiLog,
      wifi: new ModdableWifi({ clock, wifi, net: Net, reason: latestReason }),
      sessionCrypto: new NativeSessionCrypto({ clock }),
      ...(http && { http: http(clock) }),
    },
    board,
    config,
  );
  checkFirmware(firmware);
  if (firmware.call) trace(`xs-mesh: ${JSON.stringify(firmware.call("state", undefined))}\n`);
  board.watch(firmware);
}
