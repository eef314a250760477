// Before the firmware, which may use `console` when it is loaded.
import { openConsole } from "../moddable/console.js";
import { start as firmwareStart } from "firmware";
import config from "mc/config";
import { checkFirmware, type Start } from "../../modules/firmware/start.js";
import { Esp32Board } from "./board/board.js";
import { esp32Host } from "./host.js";

/** The firmware's function, typed with all arguments: it may declare fewer. */
const start: Start = firmwareStart;

/** Starts the firmware on the chip. An error at boot ends it with a message in the log. */
export default function main(): void {
  openConsole();
  const host = esp32Host();
  const board = new Esp32Board(config);
  const firmware = start(host, board, config);
  checkFirmware(firmware);
  if (firmware.call) trace(`xs-mesh: ${JSON.stringify(firmware.call("state", undefined))}\n`);
  board.watch(firmware);
}
