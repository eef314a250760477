// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- mcconfig compiles file by file, and no import leads to a declaration of a module
/// <reference path="./sensor-drivers.d.ts" />
import SMBus from "embedded:io/smbus";
import APDS9301 from "embedded:sensor/AmbientLight/APDS9301";
import type { Sensor } from "../../../modules/host/board.js";
import { type BoardEntry, entryNumber, lastPin } from "./config.js";

/** An ambient light sensor on an I2C bus, in lx. */
class LightSensor implements Sensor {
  private readonly sensor: APDS9301;
  private last = 0;

  constructor(entry: BoardEntry) {
    const data = entryNumber(entry, "data", lastPin);
    const clock = entryNumber(entry, "clock", lastPin);
    this.sensor = new APDS9301({ sensor: { io: SMBus, data, clock } });
  }

  /** The last value while it is overexposed. */
  read(): number {
    const { illuminance } = this.sensor.sample();
    // In the dark its channels are 0, and their ratio is not a number.
    if (illuminance !== undefined) this.last = Math.max(0, illuminance || 0);
    return this.last;
  }
}

/** The sensor of an entry of kind "apds9301". */
export function lightSensor(entry: BoardEntry): Sensor {
  return new LightSensor(entry);
}
