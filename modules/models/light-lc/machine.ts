import { frozen } from "../../base/frozen.js";
import { lcIndex } from "./properties.js";

/** States of a light controller. Mesh Model 1.1 §6.2.5. */
export const LcState = frozen({
  /** The controller is off: others set the light. */
  off: 0,
  /** It waits for occupancy, or for a message to light. */
  standby: 1,
  /** It fades to the Run level. */
  fadeOn: 2,
  /** It lights. */
  run: 3,
  /** It fades to the Prolong level: nobody was there for a while. */
  fade: 4,
  /** It lights at the Prolong level. */
  prolong: 5,
  /** It fades to the Standby level: nobody has come. */
  fadeStandbyAuto: 6,
  /** It fades to the Standby level: a message has switched it off. */
  fadeStandbyManual: 7,
});

/** Events of a light controller that is on. Mesh Model 1.1 §6.2.5. */
export const LcEvent = frozen({ occupancy: 0, lightOn: 1, lightOff: 2, timer: 3 });

const { fade, fadeOn, fadeStandbyAuto, fadeStandbyManual, prolong, run, standby } = LcState;
const none = undefined;

/**
 * The state that follows each event, by state and event; undefined: the event changes nothing. Whether
 * occupancy counts in the Standby state is up to the Occupancy Mode and the ambient light.
 */
const table: readonly (readonly (number | undefined)[])[] = frozen([
  [none, none, none, none],
  [fadeOn, fadeOn, none, none],
  [none, none, fadeStandbyManual, run],
  [run, run, fadeStandbyManual, fade],
  [fadeOn, fadeOn, fadeStandbyManual, prolong],
  [fadeOn, fadeOn, fadeStandbyManual, fadeStandbyAuto],
  [fadeOn, fadeOn, fadeStandbyManual, standby],
  [none, fadeOn, none, standby],
]);

/** The state that follows; undefined: none does. */
export function nextLcState(state: number, event: number): number | undefined {
  return table[state]![event];
}

/** Index of the property with the milliseconds of a state; undefined: it lasts. */
export const lcTimes: readonly (number | undefined)[] = frozen([
  none,
  none,
  lcIndex.timeFadeOn,
  lcIndex.timeRunOn,
  lcIndex.timeFade,
  lcIndex.timeProlong,
  lcIndex.timeFadeStandbyAuto,
  lcIndex.timeFadeStandbyManual,
]);

/** What a state lights with: 0 the Run level, 1 that of Prolong, 2 that of Standby. */
export const lcLevels: readonly number[] = frozen([2, 2, 0, 0, 1, 1, 2, 2]);

/** Whether the light goes from one level to another in a state. */
export function isLcFade(state: number): boolean {
  return state === fadeOn || state === fade || state >= fadeStandbyAuto;
}

/** The Light LC Light OnOff state that a state leads to. */
export function isLcOn(state: number): boolean {
  return state >= fadeOn && state <= prolong;
}
