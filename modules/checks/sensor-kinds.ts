import { frozen } from "../base/frozen.js";
import { type Check, checkKind, valueText } from "./kinds.js";
import { type OptionTable, partly } from "./option-table.js";

// The classes of sensors are known by their properties here: this module belongs to every firmware
// of a simulator, which need not have sensors.

/** What the property decides about, which has its own check. */
export const byProperty: Check = () => undefined;

const wholeNumber: Check = (name, value) => {
  if (!Number.isInteger(value))
    throw new RangeError(`${name}: ${valueText(value)} is not a whole number`);
};

/** A list of objects that have a property; named as the class is. */
export function listOf(name: string, property: string): Check {
  const wanted = frozen({ name, property });
  return (option, value) => {
    checkKind(option, value, "array");
    for (const item of value as readonly unknown[])
      if (typeof item !== "object" || item === null || !(wanted.property in item))
        throw new TypeError(
          `${option}: ${valueText(item)} is no ${wanted.name}; create it with new`,
        );
  };
}

const cadence = partly({
  fastPeriodDivisor: 0,
  triggerType: "",
  deltaDown: undefined,
  deltaUp: undefined,
  minInterval: 0,
  fastLow: undefined,
  fastHigh: undefined,
});

/** The options of the Sensor models, and of properties. */
export const sensorKinds: Readonly<Record<string, OptionTable>> = frozen({
  SensorServer: [{ sensors: listOf("SensorState", "descriptor") }, ["sensors"]],
  SensorClient: [{ onStatus: "function" }, []],
  SensorState: [
    {
      read: "function",
      value: byProperty,
      cadence,
      settableCadence: "boolean",
      series: "function",
      settings: listOf("SensorSetting", "writable"),
      positiveTolerance: "time",
      negativeTolerance: "time",
      samplingFunction: "string",
      measurementPeriod: "time",
      updateInterval: "time",
    },
    [],
  ],
  SensorSetting: [{ value: byProperty, writable: "boolean", onChange: "function" }, ["value"]],
  scalar: [
    {
      octets: 4,
      unit: "string",
      perUnit: "time",
      unitsPerStep: "time",
      low: wholeNumber,
      high: 0xffffffff,
      unknown: wholeNumber,
      invalid: wholeNumber,
      orMore: "boolean",
    },
    ["octets", "high"],
  ],
});
