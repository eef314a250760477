// The options of the Generic models, but those of a dimmable light.
import { MotionThreshold } from "../../../modules/models/common/device-properties/occupancy.js";
import { GenericBatteryClient } from "../../../modules/models/generic-battery/client.js";
import { GenericBatteryServer } from "../../../modules/models/generic-battery/server.js";
import { GenericLocationClient } from "../../../modules/models/generic-location/client.js";
import { GenericLocationServer } from "../../../modules/models/generic-location/server.js";
import { GenericLevelClient } from "../../../modules/models/generic-level/client.js";
import { GenericLevelServer } from "../../../modules/models/generic-level/server.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { GenericAdminPropertyServer } from "../../../modules/models/generic-property/admin-server.js";
import { GenericPropertyClient } from "../../../modules/models/generic-property/client.js";
import { GenericClientPropertyServer } from "../../../modules/models/generic-property/client-server.js";
import { GenericManufacturerPropertyServer } from "../../../modules/models/generic-property/manufacturer-server.js";
import { GenericProperty } from "../../../modules/models/generic-property/property.js";
import { GenericUserPropertyServer } from "../../../modules/models/generic-property/user-server.js";
import type { OptionTable } from "./option-table.js";

const stateServerOptions = {
  onChange: "function",
  onRequest: "function",
  defaultTransitionTime: "whole",
  restore: "boolean",
} as const;

const properties = () => [new GenericProperty(MotionThreshold, { value: 10 })];

export const genericTables: Readonly<Record<string, OptionTable>> = {
  GenericLevelServer: {
    make: (options) => new GenericLevelServer(options),
    valid: () => ({}),
    options: { ...stateServerOptions, stepTime: "whole" },
  },
  GenericLevelClient: {
    make: (options) => new GenericLevelClient(options),
    valid: () => ({}),
    options: { onStatus: "function" },
  },
  GenericOnOffServer: {
    make: (options) => new GenericOnOffServer(options),
    valid: () => ({}),
    options: stateServerOptions,
  },
  GenericOnOffClient: {
    make: (options) => new GenericOnOffClient(options),
    valid: () => ({}),
    options: { onStatus: "function" },
  },
  GenericBatteryServer: {
    make: (options) => new GenericBatteryServer(options),
    valid: () => ({}),
    options: { read: "function" },
  },
  GenericBatteryClient: {
    make: (options) => new GenericBatteryClient(options),
    valid: () => ({}),
    options: { onStatus: "function" },
  },
  GenericLocationServer: {
    make: (options) => new GenericLocationServer(options),
    valid: () => ({}),
    options: {
      global: "object",
      local: "object",
      onGlobalChange: "function",
      onLocalChange: "function",
    },
  },
  GenericLocationClient: {
    make: (options) => new GenericLocationClient(options),
    valid: () => ({}),
    options: { onGlobalStatus: "function", onLocalStatus: "function" },
  },
  GenericProperty: {
    make: (options) => new GenericProperty(MotionThreshold, options),
    valid: () => ({}),
    options: { value: "time", read: "function", userAccess: "string", onChange: "function" },
  },
  GenericUserPropertyServer: {
    make: (options) => new GenericUserPropertyServer(options),
    valid: () => ({}),
    options: { properties: "array" },
  },
  GenericAdminPropertyServer: {
    make: (options) => new GenericAdminPropertyServer(new GenericUserPropertyServer(), options),
    valid: () => ({ properties: properties() }),
    options: { properties: "array" },
  },
  GenericManufacturerPropertyServer: {
    make: (options) =>
      new GenericManufacturerPropertyServer(new GenericUserPropertyServer(), options),
    valid: () => ({ properties: properties() }),
    options: { properties: "array" },
  },
  GenericClientPropertyServer: {
    make: (options) => new GenericClientPropertyServer(options),
    valid: () => ({ properties: [MotionThreshold] }),
    options: { properties: "array" },
  },
  GenericPropertyClient: {
    make: (options) => new GenericPropertyClient(options),
    valid: () => ({}),
    options: { onStatus: "function" },
  },
};
