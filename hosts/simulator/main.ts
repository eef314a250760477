import "../../modules/checks/install.js";
// Before the firmware, which may use `console` when it is loaded.
import { openConsole } from "../moddable/console.js";
import { start as firmwareStart } from "firmware";
import config from "mc/config";
import { defer } from "../../modules/base/timer.js";
import { BoardCall, callBoard } from "../../modules/firmware/board-call.js";
import { checkFirmware, type Firmware, type Start } from "../../modules/firmware/start.js";
import { VirtualBoard } from "../../modules/firmware/virtual-board.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { log } from "../moddable/log.js";
import { simulatorHost } from "./host.js";
import { Screen } from "./screen.js";

/** The firmware's function, typed with all arguments: it may declare fewer. */
const start: Start = firmwareStart;

/**
 * Starts the firmware and shows its board. The air program can press the buttons, and gets the
 * events of the lamps and of the node. main-cli.c asks the result for its state.
 */
export default function main(): Firmware {
  const host = simulatorHost({
    trace(event) {
      log(event);
      host.radio.tell(event);
      // Deferred, because during the event the node still has its previous state.
      if (event.type === "node.provisioned" || event.type === "node.reset") defer(host.clock, show);
    },
    onQuestion: (name, argument) =>
      name.startsWith(BoardCall.prefix)
        ? callBoard(board, name, argument)
        : firmware.call?.(name, argument),
  });
  const tell = (event: TraceEvent) => {
    host.radio.tell(event);
    if (event.type === "board.lamp") defer(host.clock, show);
  };
  openConsole(tell);
  const board = new VirtualBoard(tell);
  const screen = new Screen({
    name: host.radio.name,
    board,
    onReset: () => firmware.reset?.(),
  });
  function show(): void {
    const state = firmware.call?.("state", null) as { readonly address?: number } | undefined;
    screen.show(state?.address);
  }
  const firmware = start(host, board, config);
  checkFirmware(firmware);
  show();
  return firmware;
}
