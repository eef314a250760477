import { start as firmwareStart } from "firmware";
import config from "mc/config";
import type { Start } from "../../modules/firmware/start.js";
import { Button } from "./board/button.js";
import { pinConfig } from "./board/config.js";
import { buttonInput } from "./board/input.js";
import { Lamp } from "./board/lamp.js";
import { esp32Host } from "./host.js";

/** Whatever it takes of what it is given. */
const start: Start = firmwareStart;

/** Milliseconds that the button is held for a factory reset. */
const resetHold = 5000;

/** Starts the firmware on the chip. What is wrong at boot ends it with a message in the log. */
export default function main(): void {
  const host = esp32Host();
  const lampConfig = pinConfig(config, "lamp");
  const lamp = lampConfig && new Lamp(lampConfig);
  const firmware = start(host, { light: (on) => lamp?.set(on) });
  if (firmware.call) trace(`xs-mesh: ${JSON.stringify(firmware.call("state", undefined))}\n`);
  const button = pinConfig(config, "button");
  if (button)
    new Button({
      clock: host.clock,
      isPressed: buttonInput(button),
      hold: resetHold,
      onHeld: () => firmware.reset?.(),
    });
}
