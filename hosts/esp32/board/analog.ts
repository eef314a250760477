import Analog from "pins/analog";
import type { Sensor } from "../../../modules/host/board.js";
import { type BoardEntry, entryNumber } from "./config.js";

/** The highest channel of ADC1 on any chip. */
const lastChannel = 9;
/** Volts of one step of Moddable's module: 1023 are 3.3 V. */
const step = 3.3 / 1023;

class AnalogSensor implements Sensor {
  private readonly channel: number;
  private readonly scale: number;
  private readonly offset: number;

  constructor(entry: BoardEntry) {
    this.channel = entryNumber(entry, "channel", lastChannel);
    this.scale = entry.scale ?? 1;
    this.offset = entry.offset ?? 0;
  }

  read(): number {
    // Not an instance of Analog: each takes the converter, of which there is one.
    return Analog.read(this.channel) * step * this.scale + this.offset;
  }
}

/** A sensor whose voltage the chip's analog-to-digital converter measures. */
export function analogSensor(entry: BoardEntry): Sensor {
  return new AnalogSensor(entry);
}
