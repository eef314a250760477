// The options of the Sensor models, and of properties.
import { scalar } from "../../../modules/models/common/device-properties/characteristic.js";
import { PresentAmbientLightLevel } from "../../../modules/models/common/device-properties/light.js";
import { LightControlLightnessOn } from "../../../modules/models/common/device-properties/light-control.js";
import { SensorClient } from "../../../modules/models/sensor/client.js";
import { SensorServer } from "../../../modules/models/sensor/server.js";
import { SensorSetting } from "../../../modules/models/sensor/sensor-setting.js";
import { SensorState } from "../../../modules/models/sensor/sensor-state.js";
import type { OptionTable } from "./option-table.js";

export const sensorTables: Readonly<Record<string, OptionTable>> = {
  SensorServer: {
    make: (options) => new SensorServer(options),
    valid: () => ({ sensors: [new SensorState(PresentAmbientLightLevel)] }),
    options: { sensors: "array" },
  },
  SensorState: {
    make: (options) => new SensorState(PresentAmbientLightLevel, options),
    valid: () => ({}),
    options: {
      read: "function",
      value: "time",
      cadence: "object",
      settableCadence: "boolean",
      series: "function",
      settings: "array",
      positiveTolerance: "time",
      negativeTolerance: "time",
      samplingFunction: "string",
      measurementPeriod: "time",
      updateInterval: "time",
    },
  },
  SensorSetting: {
    make: (options) => new SensorSetting(LightControlLightnessOn, options),
    valid: () => ({ value: 1 }),
    options: { value: "time", writable: "boolean", onChange: "function" },
  },
  SensorClient: {
    make: (options) => new SensorClient(options),
    valid: () => ({}),
    options: { onStatus: "function" },
  },
  scalar: {
    make: (options) => scalar(options),
    valid: () => ({ octets: 2, high: 1000 }),
    options: {
      octets: "whole",
      unit: "string",
      perUnit: "time",
      unitsPerStep: "time",
      high: "whole",
      orMore: "boolean",
    },
  },
};
