import { frozen } from "../base/frozen.js";
import { oneOf } from "./kinds.js";
import { type OptionTable, partly } from "./option-table.js";
import { byProperty, listOf } from "./sensor-kinds.js";

/** Values of a location have checks of their own, which name the ranges. */
const globalLocation = partly({ latitude: undefined, longitude: undefined, altitude: undefined });
const localLocation = partly({
  north: undefined,
  east: undefined,
  altitude: undefined,
  floor: undefined,
  mobile: undefined,
  updateTime: undefined,
  precision: undefined,
});

/** Known by a property: a firmware of a simulator need not have any. */
const properties = listOf("GenericProperty", "firstAccess");

/** The options of Generic Battery, Location and Property models. */
export const genericKinds: Readonly<Record<string, OptionTable>> = frozen({
  GenericBatteryServer: [{ read: "function" }, []],
  GenericBatteryClient: [{ onStatus: "function" }, []],
  GenericLocationServer: [
    {
      global: globalLocation,
      local: localLocation,
      onGlobalChange: "function",
      onLocalChange: "function",
    },
    [],
  ],
  GenericLocationClient: [{ onGlobalStatus: "function", onLocalStatus: "function" }, []],
  GenericProperty: [
    {
      value: byProperty,
      read: "function",
      userAccess: oneOf("none", "read", "write", "read-write"),
      onChange: "function",
    },
    [],
  ],
  GenericUserPropertyServer: [{ properties }, []],
  GenericAdminPropertyServer: [{ properties }, ["properties"]],
  GenericManufacturerPropertyServer: [{ properties }, ["properties"]],
  GenericClientPropertyServer: [
    { properties: listOf("device property", "encode") },
    ["properties"],
  ],
  GenericPropertyClient: [{ onStatus: "function" }, []],
});
