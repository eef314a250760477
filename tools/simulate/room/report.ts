import type { AirModel } from "../../air/model.js";
import type { Stay } from "./people.js";
import type { Zone } from "./plan.js";

/** A light, and what it has used. */
export interface RoomLight {
  readonly name: string;
  readonly zone: Zone;
  /** Unicast address of its element. */
  readonly address: number;
  readonly energyWh: number;
}

/** The ambient light at a desk while somebody was there. */
export interface DeskLight {
  readonly desk: string;
  /** Minutes for which somebody was there. */
  readonly minutes: number;
  /**
   * Lux on average, and at least: of all minutes but the first two of each stay, in which the lights react, and those
   * in which their controllers were off.
   */
  readonly meanLux: number;
  readonly leastLux: number;
}

/** A minute of the day. */
export interface RoomSample {
  /** Hour of the day. */
  readonly hour: number;
  /** Lux at each desk. */
  readonly lux: readonly number[];
  /** Lux of the daylight at each desk. */
  readonly daylight: readonly number[];
  /** Perceived lightness of each light, 0 to 1. */
  readonly lightness: readonly number[];
  /** Watts of all lights. */
  readonly watts: number;
}

/** The result of a day in an office. */
export interface RoomReport {
  readonly seed: string;
  readonly air: AirModel;
  readonly lights: readonly RoomLight[];
  /** Times at which an occupancy sensor began or ceased to see somebody. */
  readonly occupancyChanges: number;
  readonly luxAtDesks: readonly DeskLight[];
  /** What the lights have used, and what they would have used at full power from the first arrival to the last departure. */
  readonly energyWh: number;
  readonly fullEnergyWh: number;
  /** Messages that the nodes have sent in the day, each once however often it was repeated or relayed. */
  readonly messages: number;
  /** Advertising events of all nodes in the day. */
  readonly pdus: number;
  /** Simulated milliseconds of the day; the network was made before it. */
  readonly simulatedMs: number;
  readonly stays: readonly Stay[];
  /** What was pressed, and when. */
  readonly presses: readonly { readonly hour: number; readonly text: string }[];
  readonly samples: readonly RoomSample[];
  /** Processor time, seconds. */
  readonly seconds: number;
}

/** Lux that a desk has while somebody is there, but for the tolerance of the regulator. */
const enoughLux = 400;

/** Whether every desk had enough light while somebody was there. */
export function succeeded({ luxAtDesks }: RoomReport): boolean {
  return luxAtDesks.every(({ leastLux }) => leastLux >= enoughLux);
}

/** What `--json` prints. */
export function roomJson(report: RoomReport): object {
  const { energyWh, lights, luxAtDesks, messages, occupancyChanges, pdus, simulatedMs } = report;
  return { lights, occupancyChanges, luxAtDesks, energyWh, messages, pdus, simulatedMs };
}

/** The report as text. */
export function roomText(report: RoomReport): string {
  const { energyWh, fullEnergyWh, lights, messages, occupancyChanges, pdus, seconds } = report;
  const share = Math.round((100 * energyWh) / fullEnergyWh);
  return [
    `A day of an office with ${lights.length} lights in two zones; the ${report.air} air`,
    ...report.luxAtDesks.map(
      ({ desk, leastLux, meanLux, minutes }) =>
        `  ${desk.padEnd(14)} ${String(Math.round(minutes)).padStart(4)} min occupied, ${Math.round(meanLux)} lx on average, ${Math.round(leastLux)} lx at least`,
    ),
    `The occupancy sensors saw ${occupancyChanges} changes; the lights used ${Math.round(energyWh)} Wh, ${share} % of what they take when they are on from the first arrival to the last departure`,
    `${messages.toLocaleString("en")} messages, ${pdus.toLocaleString("en")} advertising events`,
    `Processor time: ${seconds.toFixed(1)} s`,
  ].join("\n");
}
