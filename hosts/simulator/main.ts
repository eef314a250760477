import { start } from "firmware";
import type { Firmware } from "../../modules/firmware/start.js";
import { simulatorHost } from "./host.js";
import { Screen } from "./screen.js";

/** Starts the firmware and shows its light. The command line's main (main-cli.c) asks it for its state. */
export default function main(): Firmware {
  const ask = (name: string) => firmware.call?.(name, null);
  let on = false;
  const host = simulatorHost({
    trace: (event) => {
      if (event.type === "model.state") on = event.value !== 0;
      else if (event.type !== "node.provisioned" && event.type !== "node.reset") return;
      // Within an event the node is not yet what it becomes.
      host.clock.schedule(show, 0);
    },
    onQuestion: ask,
  });
  const screen = new Screen({ name: host.radio.name });
  const show = () => screen.show({ ...(ask("state") as { address?: number }), on });
  const firmware: Firmware = start(host);
  show();
  return firmware;
}
