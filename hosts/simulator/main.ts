import "../../modules/checks/install.js";
import { start as firmwareStart } from "firmware";
import { defer } from "../../modules/base/timer.js";
import { checkFirmware, type Firmware, type Start } from "../../modules/firmware/start.js";
import { VirtualBoard } from "../../modules/firmware/virtual-board.js";
import { log } from "../moddable/log.js";
import { simulatorHost } from "./host.js";
import { Screen } from "./screen.js";

/** The firmware's function, typed with all arguments: it may declare fewer. */
const start: Start = firmwareStart;

/** Starts the firmware and shows its light. main-cli.c asks the result for its state. */
export default function main(): Firmware {
  const state = () => firmware.call?.("state", null) as { readonly address?: number } | undefined;
  let on = false;
  const host = simulatorHost({
    trace: (event) => {
      log(event);
      // Deferred, because during the event the node still has its previous state.
      if (event.type === "node.provisioned" || event.type === "node.reset") defer(host.clock, show);
    },
    onQuestion: (name) => firmware.call?.(name, null),
  });
  const screen = new Screen({ name: host.radio.name });
  const show = () => screen.show({ ...state(), on });
  const light = (value: boolean) => {
    on = value;
    defer(host.clock, show);
  };
  const board = new VirtualBoard((event) => {
    if (event.type === "board.lamp") light(event.on);
  });
  const firmware = start(host, board);
  checkFirmware(firmware);
  show();
  return firmware;
}
