import type { Model } from "../../../modules/access/model.js";
import {
  SensorGain,
  TotalDeviceRuntime,
} from "../../../modules/models/common/device-properties/energy.js";
import { MotionThreshold } from "../../../modules/models/common/device-properties/occupancy.js";
import { GenericBatteryClient } from "../../../modules/models/generic-battery/client.js";
import { GenericBatteryServer } from "../../../modules/models/generic-battery/server.js";
import { GenericLocationClient } from "../../../modules/models/generic-location/client.js";
import { GenericLocationServer } from "../../../modules/models/generic-location/server.js";
import { GenericLocationSetupServer } from "../../../modules/models/generic-location/setup-server.js";
import { GenericAdminPropertyServer } from "../../../modules/models/generic-property/admin-server.js";
import { GenericPropertyClient } from "../../../modules/models/generic-property/client.js";
import { GenericClientPropertyServer } from "../../../modules/models/generic-property/client-server.js";
import { GenericManufacturerPropertyServer } from "../../../modules/models/generic-property/manufacturer-server.js";
import { GenericProperty } from "../../../modules/models/generic-property/property.js";
import { GenericUserPropertyServer } from "../../../modules/models/generic-property/user-server.js";

const none = () => undefined;

/** The servers of Generic Battery, Location and Properties, with what a device may have. */
export function genericServers(): readonly Model[] {
  const location = new GenericLocationServer({ onGlobalChange: none, onLocalChange: none });
  const threshold = new GenericProperty(MotionThreshold, {
    value: 50,
    userAccess: "read-write",
    onChange: none,
  });
  const users = new GenericUserPropertyServer({ properties: [threshold] });
  const gain = new GenericProperty(SensorGain, { value: 1, userAccess: "write", onChange: none });
  const runtime = new GenericProperty(TotalDeviceRuntime, { read: () => 1 });
  return [
    new GenericBatteryServer({ read: () => ({ level: 50 }) }),
    location,
    new GenericLocationSetupServer(location),
    users,
    new GenericAdminPropertyServer(users, { properties: [gain] }),
    new GenericManufacturerPropertyServer(users, { properties: [runtime] }),
    new GenericClientPropertyServer({ properties: [MotionThreshold] }),
  ];
}

/** Their clients. */
export function genericClients(): readonly Model[] {
  return [
    new GenericBatteryClient({ onStatus: none }),
    new GenericLocationClient({ onGlobalStatus: none, onLocalStatus: none }),
    new GenericPropertyClient({ onStatus: (status) => status.get(MotionThreshold) }),
  ];
}
