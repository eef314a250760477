import { start as firmwareStart } from "firmware";
import config from "mc/config";
import { checkFirmware, type Start } from "../../modules/firmware/start.js";
import { boardOf, watchButton } from "./board/hardware.js";
import { esp32Host } from "./host.js";

/** The firmware's function, typed with all arguments: it may declare fewer. */
const start: Start = firmwareStart;

/** Starts the firmware on the chip. An error at boot ends it with a message in the log. */
export default function main(): void {
  const host = esp32Host();
  const firmware = start(host, boardOf(config), config);
  checkFirmware(firmware);
  if (firmware.call) trace(`xs-mesh: ${JSON.stringify(firmware.call("state", undefined))}\n`);
  watchButton(config, host.clock, firmware);
}
