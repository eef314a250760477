import type { Board, Firmware } from "../../../modules/firmware/start.js";
import type { Clock } from "../../../modules/host/clock.js";
import { Button } from "./button.js";
import { pinConfig } from "./config.js";
import { buttonInput } from "./input.js";
import { Lamp } from "./lamp.js";

/** Milliseconds that the button must be held for a factory reset. */
const resetHold = 5000;

/** The board with the lamp that the manifest's "config" names, if any. */
export function boardOf(config: object): Board {
  const lampConfig = pinConfig(config, "lamp");
  const lamp = lampConfig && new Lamp(lampConfig);
  const missing = (name: string): never => {
    throw new Error(`"config" of the manifest names no "${name}"`);
  };
  return {
    light: (on) => lamp?.set(on),
    lamp: (name) => (name === "lamp" && lamp ? lamp : missing(name)),
    button: missing,
    sensor: missing,
  };
}

/** Resets the firmware when the button that the manifest's "config" names, if any, is held. */
export function watchButton(config: object, clock: Clock, firmware: Firmware): void {
  const button = pinConfig(config, "button");
  if (!button) return;
  new Button({
    clock,
    isPressed: buttonInput(button),
    hold: resetHold,
    onHeld: () => firmware.reset?.(),
  });
}
