import { start as firmwareStart } from "firmware";
import { defer } from "../../modules/base/timer.js";
import type { Firmware, Start } from "../../modules/firmware/start.js";
import { log } from "../moddable/log.js";
import { simulatorHost } from "./host.js";
import { Screen } from "./screen.js";

/** Whatever it takes of what it is given. */
const start: Start = firmwareStart;

/** Starts the firmware and shows its light. The command line's main (main-cli.c) asks it for its state. */
export default function main(): Firmware {
  const state = () => firmware.call?.("state", null) as { readonly address?: number } | undefined;
  let on = false;
  const host = simulatorHost({
    trace: (event) => {
      log(event);
      // Within an event the node is not yet what it becomes.
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
  const firmware = start(host, { light });
  show();
  return firmware;
}
