import { concatBytes } from "../../base/bytes.js";
import { frozen } from "../../base/frozen.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";
import {
  LightControlAmbientLuxLevelOn,
  LightControlAmbientLuxLevelProlong,
  LightControlAmbientLuxLevelStandby,
  LightControlLightnessOn,
  LightControlLightnessProlong,
  LightControlLightnessStandby,
  LightControlRegulatorAccuracy,
  LightControlRegulatorKid,
  LightControlRegulatorKiu,
  LightControlRegulatorKpd,
  LightControlRegulatorKpu,
  LightControlTimeFade,
  LightControlTimeFadeOn,
  LightControlTimeFadeStandbyAuto,
  LightControlTimeFadeStandbyManual,
  LightControlTimeOccupancyDelay,
  LightControlTimeProlong,
  LightControlTimeRunOn,
} from "../common/device-properties/light-control.js";

/** The properties of a light controller. Mesh Model 1.1 §6.2.3. */
export interface LcPropertyValues {
  /** Ambient light to be kept in the Run state, lx, 0..167,772.14; lighter than that, occupancy does not switch on. Default 500. */
  readonly ambientLuxLevelOn: number;
  /** Ambient light to be kept in the Prolong state, lx. Default 80. */
  readonly ambientLuxLevelProlong: number;
  /** Ambient light to be kept in the Standby state, lx. Default 0. */
  readonly ambientLuxLevelStandby: number;
  /** Lightness in the Run state, 0..65,535: at least this much, whatever the ambient light is. Default 65,535. */
  readonly lightnessOn: number;
  /** Lightness in the Prolong state, 0..65,535. Default 10,000. */
  readonly lightnessProlong: number;
  /** Lightness in the Standby state, 0..65,535. Default 0. */
  readonly lightnessStandby: number;
  /** Deviation from the ambient light that the regulator leaves, %, 0..100 in steps of 0.5. Default 2. */
  readonly regulatorAccuracy: number;
  /** Integral coefficient where the light is too bright, 0..1000. Default 25. */
  readonly regulatorKid: number;
  /** Integral coefficient where the light is too dark, 0..1000. Default 250. */
  readonly regulatorKiu: number;
  /** Proportional coefficient where the light is too bright, 0..1000. Default 80. */
  readonly regulatorKpd: number;
  /** Proportional coefficient where the light is too dark, 0..1000. Default 80. */
  readonly regulatorKpu: number;
  /** Milliseconds of the Fade state, from Run to Prolong, 0..16,777,214. Default 5000. */
  readonly timeFade: number;
  /** Milliseconds of the Fade On state. Default 500. */
  readonly timeFadeOn: number;
  /** Milliseconds of the Fade Standby Auto state. Default 5000. */
  readonly timeFadeStandbyAuto: number;
  /** Milliseconds of the Fade Standby Manual state. Default 500. */
  readonly timeFadeStandbyManual: number;
  /** Milliseconds from a report of occupancy until it counts. Default 0. */
  readonly timeOccupancyDelay: number;
  /** Milliseconds of the Prolong state. Default 30,000. */
  readonly timeProlong: number;
  /** Milliseconds of the Run state after the latest occupancy. Default 60,000. */
  readonly timeRunOn: number;
}

/** Of each property its name, its encoding and its default value, in the order of the Property IDs, which are successive. */
const table: readonly (readonly [
  name: keyof LcPropertyValues,
  property: DeviceProperty<number | undefined>,
  value: number,
])[] = /* @__PURE__ */ frozen([
  ["ambientLuxLevelOn", LightControlAmbientLuxLevelOn, 500],
  ["ambientLuxLevelProlong", LightControlAmbientLuxLevelProlong, 80],
  ["ambientLuxLevelStandby", LightControlAmbientLuxLevelStandby, 0],
  ["lightnessOn", LightControlLightnessOn, 0xffff],
  ["lightnessProlong", LightControlLightnessProlong, 10_000],
  ["lightnessStandby", LightControlLightnessStandby, 0],
  ["regulatorAccuracy", LightControlRegulatorAccuracy, 2],
  ["regulatorKid", LightControlRegulatorKid, 25],
  ["regulatorKiu", LightControlRegulatorKiu, 250],
  ["regulatorKpd", LightControlRegulatorKpd, 80],
  ["regulatorKpu", LightControlRegulatorKpu, 80],
  ["timeFade", LightControlTimeFade, 5000],
  ["timeFadeOn", LightControlTimeFadeOn, 500],
  ["timeFadeStandbyAuto", LightControlTimeFadeStandbyAuto, 5000],
  ["timeFadeStandbyManual", LightControlTimeFadeStandbyManual, 500],
  ["timeOccupancyDelay", LightControlTimeOccupancyDelay, 0],
  ["timeProlong", LightControlTimeProlong, 30_000],
  ["timeRunOn", LightControlTimeRunOn, 60_000],
]);

/** Index of the property with this Property ID; undefined: it is none of a light controller. */
export function lcPropertyIndex(propertyId: number): number | undefined {
  const index = propertyId - LightControlAmbientLuxLevelOn.id;
  return index >= 0 && index < table.length ? index : undefined;
}

/** Indices of the properties that the controller looks up by itself. */
export const lcIndex = /* @__PURE__ */ frozen({
  ambientLuxLevelOn: 0,
  ambientLuxLevelProlong: 1,
  ambientLuxLevelStandby: 2,
  lightnessOn: 3,
  lightnessProlong: 4,
  lightnessStandby: 5,
  regulatorAccuracy: 6,
  regulatorKid: 7,
  regulatorKiu: 8,
  regulatorKpd: 9,
  regulatorKpu: 10,
  timeFade: 11,
  timeFadeOn: 12,
  timeFadeStandbyAuto: 13,
  timeFadeStandbyManual: 14,
  timeOccupancyDelay: 15,
  timeProlong: 16,
  timeRunOn: 17,
} satisfies Record<keyof LcPropertyValues, number>);

/** The properties of one light controller: numbers, in one array for the chip's heap. */
export class LcProperties {
  /** By index; lx, %, ms or as they are. */
  readonly values = new Float64Array(table.length);
  /** Those of a new device. */
  readonly #initial: Float64Array;

  /** `given`: values of a new device that are not the default ones. Throws RangeError naming one that is out of range. */
  constructor(given: Partial<LcPropertyValues> = {}) {
    const { values } = this;
    table.forEach(([name, property, byDefault], index) => {
      const raw = property.encode(given[name] ?? byDefault, name);
      values[index] = property.decode(raw)!.value!;
    });
    this.#initial = values.slice();
  }

  /** A property as it is sent. */
  raw(index: number): Uint8Array {
    return table[index]![1].encode(this.values[index]);
  }

  /** Sets a property to a value as it was sent; undefined where the property prohibits it, else whether it is another one. */
  take(index: number, raw: Uint8Array): boolean | undefined {
    const value = table[index]![1].decode(raw)?.value;
    // A value that is not known is none that a light can be controlled by.
    if (value === undefined) return undefined;
    const another = this.values[index] !== value;
    this.values[index] = value;
    return another;
  }

  /** Those of a new device again. */
  reset(): void {
    this.values.set(this.#initial);
  }

  /** What is stored: the index and the encoded value of each property with another value than on a new device. */
  encode(): Uint8Array {
    let record: Uint8Array = new Uint8Array(0);
    for (let index = 0; index < table.length; index++)
      if (this.values[index] !== this.#initial[index])
        record = concatBytes(record, Uint8Array.of(index), this.raw(index));
    return record;
  }

  /** Sets all to what `encode` returned; whether one has changed. */
  recall(record: Uint8Array): boolean {
    const before = this.values.slice();
    this.reset();
    this.restore(record);
    return before.some((value, index) => value !== this.values[index]);
  }

  /** Restores what was stored. What is cut off or has a prohibited value is left out. */
  restore(record: Uint8Array): void {
    for (let at = 0; at < record.length;) {
      const index = record[at]!;
      const property = table[index]?.[1];
      if (!property) return;
      const end = at + 1 + property.octets;
      if (end <= record.length) this.take(index, record.slice(at + 1, end));
      at = end;
    }
  }
}
