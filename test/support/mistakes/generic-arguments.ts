// Constructors of Generic Location and Property models with arguments in an order.
import type { DeviceProperty } from "../../../modules/models/common/device-properties/device-property.js";
import { MotionThreshold } from "../../../modules/models/common/device-properties/occupancy.js";
import { GenericLocationServer } from "../../../modules/models/generic-location/server.js";
import { GenericLocationSetupServer } from "../../../modules/models/generic-location/setup-server.js";
import { GenericAdminPropertyServer } from "../../../modules/models/generic-property/admin-server.js";
import { GenericManufacturerPropertyServer } from "../../../modules/models/generic-property/manufacturer-server.js";
import { GenericProperty } from "../../../modules/models/generic-property/property.js";
import { GenericUserPropertyServer } from "../../../modules/models/generic-property/user-server.js";

/** Those that have options as well are in generic-tables.ts; here are their other arguments. */
export const genericArguments = {
  GenericLocationSetupServer: {
    call: (server: GenericLocationServer) => new GenericLocationSetupServer(server),
    valid: () => [new GenericLocationServer()],
    args: [["server", "special"]],
  },
  GenericProperty: {
    call: (property: DeviceProperty<number | undefined>) => new GenericProperty(property),
    valid: () => [MotionThreshold],
    args: [["property", "special"]],
  },
  GenericAdminPropertyServer: {
    call: (users: GenericUserPropertyServer) =>
      new GenericAdminPropertyServer(users, { properties: [] }),
    valid: () => [new GenericUserPropertyServer()],
    args: [["users", "special"]],
  },
  GenericManufacturerPropertyServer: {
    call: (users: GenericUserPropertyServer) =>
      new GenericManufacturerPropertyServer(users, { properties: [] }),
    valid: () => [new GenericUserPropertyServer()],
    args: [["users", "special"]],
  },
} as const;
