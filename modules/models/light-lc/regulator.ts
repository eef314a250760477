import { lcIndex } from "./properties.js";

/** Seconds from one step to the next; 0.01 to 0.1. Mesh Model 1.1 §6.2.6. */
const period = 0.1;
const highest = 0xffff;

/** Milliseconds from one step to the next. */
export const regulatorPeriod = period * 1000;

/** The PI regulator that keeps the ambient light of a light controller. Mesh Model 1.1 §6.2.6. */
export class LcRegulator {
  /** Its integral part, up to 65,535. */
  #sum = 0;

  /**
   * Prepares the first step after the ambient light has become known, so that this gives the linear
   * lightness that there is: the light does not jump. The integral part may be below 0 then, and rises from there.
   */
  begin(linear: number, wanted: number, ambient: number, properties: Float64Array): void {
    const input = inputOf(wanted, ambient, properties);
    const first = Math.min(highest, linear - this.#proportional(input, properties));
    this.#sum = first - this.#grown(input, properties);
  }

  /**
   * The linear lightness, 0..65,535, a step later. `wanted` and `ambient` are in lx. Where no light is
   * wanted it is 0: by the formula alone it would stay as it is with a sensor that does not see the lamp.
   */
  step(wanted: number, ambient: number, properties: Float64Array): number {
    if (wanted <= 0) {
      this.#sum = 0;
      return 0;
    }
    const input = inputOf(wanted, ambient, properties);
    const sum = this.#sum + this.#grown(input, properties);
    this.#sum = Math.min(highest, Math.max(sum, Math.min(0, this.#sum)));
    const output = this.#sum + this.#proportional(input, properties);
    return Math.max(0, Math.min(highest, output));
  }

  #proportional(input: number, properties: Float64Array): number {
    const { regulatorKpd, regulatorKpu } = lcIndex;
    return input * properties[input >= 0 ? regulatorKpu : regulatorKpd]!;
  }

  #grown(input: number, properties: Float64Array): number {
    const { regulatorKid, regulatorKiu } = lcIndex;
    return input * period * properties[input >= 0 ? regulatorKiu : regulatorKid]!;
  }
}

/** How much too dark it is, lx, beyond what the accuracy leaves. */
function inputOf(wanted: number, ambient: number, properties: Float64Array): number {
  const deviation = wanted - ambient;
  const accepted = (properties[lcIndex.regulatorAccuracy]! / 100) * (wanted / 2);
  if (deviation > accepted) return deviation - accepted;
  return deviation < -accepted ? deviation + accepted : 0;
}
