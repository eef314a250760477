// Every Generic Battery, Location and Property message between two nodes, as tshark decodes it.
import test from "ava";
import {
  SensorGain,
  TotalDeviceRuntime,
} from "../../modules/models/common/device-properties/energy.js";
import { PresentAmbientLightLevel } from "../../modules/models/common/device-properties/light.js";
import { MotionThreshold } from "../../modules/models/common/device-properties/occupancy.js";
import { GenericBatteryClient } from "../../modules/models/generic-battery/client.js";
import * as batteryMessages from "../../modules/models/generic-battery/messages.js";
import { GenericBatteryServer } from "../../modules/models/generic-battery/server.js";
import { GenericLocationClient } from "../../modules/models/generic-location/client.js";
import * as locationMessages from "../../modules/models/generic-location/messages.js";
import { GenericLocationServer } from "../../modules/models/generic-location/server.js";
import { GenericLocationSetupServer } from "../../modules/models/generic-location/setup-server.js";
import { GenericAdminPropertyServer } from "../../modules/models/generic-property/admin-server.js";
import { GenericPropertyClient } from "../../modules/models/generic-property/client.js";
import { GenericClientPropertyServer } from "../../modules/models/generic-property/client-server.js";
import { GenericManufacturerPropertyServer } from "../../modules/models/generic-property/manufacturer-server.js";
import * as propertyMessages from "../../modules/models/generic-property/messages.js";
import { GenericProperty } from "../../modules/models/generic-property/property.js";
import { GenericUserPropertyServer } from "../../modules/models/generic-property/user-server.js";
import { meshPackets } from "../support/mesh-capture.js";
import { askServer, ModelPair, serverGroup } from "../support/model-pair.js";
import { type Family, testFamilies } from "../support/tshark-families.js";

const group = { dst: serverGroup, appKeyIndex: 0 };

async function batteryPackets(): Promise<readonly Uint8Array[]> {
  const client = new GenericBatteryClient();
  const server = new GenericBatteryServer();
  const { mesh } = new ModelPair(client, () => [server]);
  server.update({ level: 80, timeToCharge: 45, charging: "charging", presence: "fixed" });
  await mesh.result(client.get(askServer));
  return meshPackets(mesh);
}

async function locationPackets(): Promise<readonly Uint8Array[]> {
  const client = new GenericLocationClient();
  const server = new GenericLocationServer();
  const { mesh } = new ModelPair(client, () => [server, new GenericLocationSetupServer(server)]);
  await mesh.result(client.getGlobal(askServer));
  await mesh.result(client.getLocal(askServer));
  await mesh.result(client.setGlobal({ latitude: -45, longitude: 90, altitude: -7 }, askServer));
  await mesh.result(client.setLocal({ north: 1.5, east: -2, floor: 3, mobile: true }, askServer));
  client.setGlobalUnacknowledged({ altitude: 5 }, group);
  client.setLocalUnacknowledged({ floor: 9 }, group);
  await mesh.clock.run(1000);
  return meshPackets(mesh);
}

/** Not among them: statuses without access and value, where tshark expects both. */
async function propertyPackets(): Promise<readonly Uint8Array[]> {
  const client = new GenericPropertyClient();
  const users = new GenericUserPropertyServer();
  const threshold = new GenericProperty(MotionThreshold, { value: 50, userAccess: "read-write" });
  const gain = new GenericProperty(SensorGain, { value: 1 });
  const runtime = new GenericProperty(TotalDeviceRuntime, { value: 1000 });
  const { mesh } = new ModelPair(client, () => [
    users,
    new GenericAdminPropertyServer(users, { properties: [threshold, gain] }),
    new GenericManufacturerPropertyServer(users, { properties: [runtime] }),
    new GenericClientPropertyServer({ properties: [PresentAmbientLightLevel] }),
  ]);
  await mesh.result(client.getUserProperties(askServer));
  await mesh.result(client.getAdminProperties(askServer));
  await mesh.result(client.getManufacturerProperties(askServer));
  await mesh.result(client.getClientProperties(1, askServer));
  await mesh.result(client.getUserProperty(MotionThreshold, askServer));
  await mesh.result(client.setUserProperty(MotionThreshold, 20, askServer));
  await mesh.result(client.getAdminProperty(MotionThreshold, askServer));
  const closed = { access: "read", value: 2.5 } as const;
  await mesh.result(client.setAdminProperty(SensorGain, closed, askServer));
  await mesh.result(client.getManufacturerProperty(TotalDeviceRuntime, askServer));
  await mesh.result(client.setManufacturerProperty(TotalDeviceRuntime, "none", askServer));
  client.setUserPropertyUnacknowledged(MotionThreshold, 30, group);
  client.setAdminPropertyUnacknowledged(SensorGain, closed, group);
  client.setManufacturerPropertyUnacknowledged(TotalDeviceRuntime, "read", group);
  await mesh.clock.run(1000);
  return meshPackets(mesh);
}

const families: readonly Family[] = [
  {
    name: "battery",
    packets: batteryPackets,
    declared: batteryMessages,
    count: 2,
    values: {
      "generic_battery_status.battery_level": "80",
      "generic_battery_status.time_to_charge": "45",
      "generic_battery_status.flags.presence": "2",
      "generic_battery_status.flags.charging": "2",
      "generic_battery_status.flags.serviceability": "3",
    },
  },
  {
    name: "location",
    packets: locationPackets,
    declared: locationMessages,
    count: 8,
    values: {
      "generic_location_global_set.global_latitude": "-1073741824",
      "generic_location_global_set.global_longitude": "1073741823",
      "generic_location_global_set.global_altitude": "-7",
      "generic_location_local_set.local_north": "15",
      "generic_location_local_set.local_east": "-20",
      "generic_location_local_set.floor_number": "23",
      "generic_location_local_set.uncertainty.stationary": "1",
      "generic_location_local_set.uncertainty.rfu": "0",
      "generic_location_local_set.uncertainty.update_time": "15",
    },
  },
  {
    name: "property",
    packets: propertyPackets,
    declared: propertyMessages,
    count: 20,
    values: {
      "generic_user_property_status.user_property_id": "67",
      "generic_user_property_status.user_access": "3",
      "generic_user_property_status.user_property_value": "64",
      "generic_admin_property_set.admin_property_value": "00002040",
      "generic_manufacturer_property_set.manufacturer_user_access": "0",
    },
  },
];

testFamilies(test, families);
