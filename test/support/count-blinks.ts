import type { WorldDevice } from "xs-mesh/simulation";

/** Looks, 100 ms apart, after which a lamp that stays dark has blinked for the last time. */
const darkLooks = 15;

/**
 * For `output` of an `oob`: counts how often the lamp of a device goes on, as a person would;
 * undefined until it has not blinked for a while.
 */
export function countBlinks(): (device: WorldDevice) => number | undefined {
  let count = 0;
  let dark = 0;
  let wasOn = false;
  return ({ isOn }) => {
    if (isOn && !wasOn) count++;
    dark = isOn ? 0 : dark + 1;
    wasOn = isOn;
    if (count === 0 || dark <= darkLooks) return undefined;
    const counted = count;
    count = 0; // for another attempt, or another device
    return counted;
  };
}
