import Time from "time";
import Timer from "timer";
import type { Firmware } from "../../../modules/firmware/start.js";
import type { Board, ButtonFunctions, Dimmer, Lamp, Sensor } from "../../../modules/host/board.js";
import { Button, buttonInterval } from "../../moddable/button.js";
import { analogSensor } from "./analog.js";
import { lightSensor } from "./apds9301.js";
import { type BoardEntry, boardEntry, boardNames, unknownKind } from "./config.js";
import { Contact } from "./input.js";
import { type BoardLamp, PinLamp } from "./lamp.js";
import { pixelLamp } from "./pixel.js";
import { pwmLamp } from "./pwm.js";

/** The button that resets the firmware when it is held for 5 seconds. */
const resetButton = "button";

/** A push button at a pin. */
class PinButton extends Button {
  constructor(
    readonly name: string,
    readonly contact: Contact,
  ) {
    super();
  }
}

function lampOf(entry: BoardEntry): BoardLamp {
  const { kind = "pin" } = entry;
  if (kind === "neopixel") return pixelLamp(entry);
  if (kind === "pwm") return pwmLamp(entry);
  return kind === "pin" ? new PinLamp(entry) : unknownKind(entry, '"pin", "pwm" or "neopixel"');
}

/**
 * The lamps, buttons and sensors at the pins of a chip, by the manifest's "config". All lamps are
 * switched off at the start.
 */
export class Esp32Board implements Board {
  restart?: () => void;
  private readonly config: object;
  private readonly lamps = new Map<string, BoardLamp>();
  private readonly buttons: PinButton[] = [];
  private firmware: Firmware | undefined;

  /** Throws Error for a lamp in "config" that is invalid. */
  constructor(config: object) {
    this.config = config;
    for (const name of boardNames(config, "lamps"))
      this.lamps.set(name, lampOf(boardEntry(config, "lamps", name)));
  }

  light(on: boolean): void {
    this.lamps.get("lamp")?.set(on);
  }

  lamp(name: string): Lamp {
    boardEntry(this.config, "lamps", name);
    return this.lamps.get(name)!;
  }

  dimmer(name: string, channels: 1 | 2 | 3): Dimmer {
    const entry = boardEntry(this.config, "lamps", name);
    const lamp = this.lamps.get(name)!;
    if (lamp.channels < channels)
      throw new Error(
        `"config" of the manifest: the firmware needs ${channels} channels of the lamp "${name}", and ${JSON.stringify(entry)} has ${lamp.channels}: give it "pins"`,
      );
    return { set: (...powers) => lamp.dim(powers) };
  }

  button(name: string, functions: ButtonFunctions): void {
    let button = this.buttons.find((other) => other.name === name);
    if (!button) {
      button = new PinButton(name, new Contact(boardEntry(this.config, "buttons", name)));
      this.buttons.push(button);
      if (this.buttons.length === 1) Timer.repeat(() => this.look(), buttonInterval);
    }
    button.functions = functions;
  }

  /** A sensor at a pin is 1 while its contact is closed, otherwise 0. */
  sensor(name: string): Sensor {
    const entry = boardEntry(this.config, "sensors", name);
    const { kind = "digital" } = entry;
    if (kind === "analog") return analogSensor(entry);
    if (kind === "apds9301") return lightSensor(entry);
    return kind === "digital"
      ? new Contact(entry)
      : unknownKind(entry, '"digital", "analog" or "apds9301"');
  }

  /**
   * Resets the firmware whenever the button "button" has been held for 5 seconds, if there is one.
   * Call it after the firmware has started.
   */
  watch(firmware: Firmware): void {
    this.firmware = firmware;
    const used = this.buttons.some(({ name }) => name === resetButton);
    if (!used && boardNames(this.config, "buttons").includes(resetButton))
      this.button(resetButton, {});
  }

  private look(): void {
    const now = Time.ticks;
    for (let i = 0; i < this.buttons.length; i++) {
      const button = this.buttons[i]!;
      const held = button.look(button.contact.read() === 1, now);
      if (held && button.name === resetButton) this.firmware?.reset?.();
    }
  }
}
