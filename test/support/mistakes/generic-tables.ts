// The options of Generic Battery, Location and Property models.
import { MotionThreshold } from "../../../modules/models/common/device-properties/occupancy.js";
import { GenericBatteryClient } from "../../../modules/models/generic-battery/client.js";
import { GenericBatteryServer } from "../../../modules/models/generic-battery/server.js";
import { GenericLocationClient } from "../../../modules/models/generic-location/client.js";
import { GenericLocationServer } from "../../../modules/models/generic-location/server.js";
import { GenericAdminPropertyServer } from "../../../modules/models/generic-property/admin-server.js";
import { GenericPropertyClient } from "../../../modules/models/generic-property/client.js";
import { GenericClientPropertyServer } from "../../../modules/models/generic-property/client-server.js";
import { GenericManufacturerPropertyServer } from "../../../modules/models/generic-property/manufacturer-server.js";
import { GenericProperty } from "../../../modules/models/generic-property/property.js";
import { GenericUserPropertyServer } from "../../../modules/models/generic-property/user-server.js";
import type { OptionTable } from "./option-table.js";

const properties = () => [new GenericProperty(MotionThreshold, { value: 10 })];

export const genericTables: Readonly<Record<string, OptionTable>> = {
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
