import { frozen } from "../../../modules/base/frozen.js";
import {
  SensorGain,
  TotalDeviceRuntime,
} from "../../../modules/models/common/device-properties/energy.js";
import { MotionThreshold } from "../../../modules/models/common/device-properties/occupancy.js";
import { genericBatteryServerId } from "../../../modules/models/generic-battery/messages.js";
import { genericLevelServerId } from "../../../modules/models/generic-level/messages.js";
import {
  genericLocationServerId,
  genericLocationSetupServerId,
} from "../../../modules/models/generic-location/messages.js";
import { genericOnOffServerId } from "../../../modules/models/generic-onoff/messages.js";
import {
  genericAdminPropertyServerId,
  genericClientPropertyServerId,
  genericManufacturerPropertyServerId,
  genericUserPropertyServerId,
} from "../../../modules/models/generic-property/messages.js";
import {
  lightHslHueServerId,
  lightHslSaturationServerId,
  lightHslServerId,
  lightHslSetupServerId,
} from "../../../modules/models/light-hsl/messages.js";
import { lightLightnessServerId } from "../../../modules/models/light-lightness/messages.js";
import {
  lightXylServerId,
  lightXylSetupServerId,
} from "../../../modules/models/light-xyl/messages.js";
import { bindAll, provisionNode } from "./clients-chip.js";
import type { ColorsChip } from "./colors-chip.js";

export type ColorsProcedure = (chip: ColorsChip) => Promise<unknown>;

const transition = frozen({ time: 500, delay: 10 });

/** The servers of each element. */
const servers = frozen([
  [
    genericOnOffServerId,
    genericLevelServerId,
    lightLightnessServerId,
    lightHslServerId,
    lightHslSetupServerId,
    lightXylServerId,
    lightXylSetupServerId,
  ],
  [genericLevelServerId, lightHslHueServerId],
  [genericLevelServerId, lightHslSaturationServerId],
  [
    genericBatteryServerId,
    genericLocationServerId,
    genericLocationSetupServerId,
    genericUserPropertyServerId,
    genericAdminPropertyServerId,
    genericManufacturerPropertyServerId,
    genericClientPropertyServerId,
  ],
]);

/** The procedures of a provisioner with the node of colours, batteries, locations and properties, in the order of their execution. */
export const colorsProcedures: Readonly<Record<string, ColorsProcedure>> = frozen({
  provision: provisionNode,
  "Configuration: bind, publish": (chip) => bindAll(chip, servers),
  "Light HSL": async ({ asked, hue, pause, saturation, several, use: { hsl, level } }) => {
    const light = { lightness: 1000, hue: 90, saturation: 0.5 };
    const range = { hueMinimum: 270, hueMaximum: 180, saturationMinimum: 0, saturationMaximum: 1 };
    await several(() => hsl.setRange(range, asked()));
    await several(() => hsl.setDefault(light, asked()));
    await several(() => hsl.set(light, asked(), transition));
    await several(() => hsl.getTarget(asked()));
    await pause(1000);
    await several(() => hsl.setHue(45, hue(), transition));
    await several(() => hsl.setSaturation(0.25, saturation(), transition));
    await several(() => level.move(100, hue(), transition));
    await several(() => level.set(0, saturation()));
    await pause(1000);
    await several(() => hsl.get(asked()));
    await hsl.setHue(90, hue());
    return (await hsl.set({ ...light, lightness: 60_000 }, asked())).present;
  },
  "Light xyL": async ({ asked, pause, several, use: { xyl } }) => {
    const light = { lightness: 2000, x: 0.2, y: 0.4 };
    const range = { xMinimum: 0.1, xMaximum: 0.5, yMinimum: 0, yMaximum: 1 };
    await several(() => xyl.setRange(range, asked()));
    await several(() => xyl.setDefault(light, asked()));
    await several(() => xyl.set(light, asked(), transition));
    await several(() => xyl.getTarget(asked()));
    await pause(1000);
    await several(() => xyl.get(asked()));
    return (await xyl.set({ lightness: 50_000, x: 1, y: 1 }, asked())).present.y;
  },
  "Generic Battery": async ({ device, several, use: { battery } }) => {
    await several(() => battery.get(device()));
    return (await battery.get(device())).level;
  },
  "Generic Location": async ({ device, several, use: { location } }) => {
    const global = { latitude: 45, longitude: -90, altitude: 100 };
    const local = { north: 10, east: -5, altitude: 2, floor: 3 };
    await several(() => location.setGlobal(global, device()));
    await several(() => location.setLocal(local, device()));
    await several(() => location.getGlobal(device()));
    return [
      (await location.getGlobal(device())).altitude,
      (await location.getLocal(device())).floor,
    ];
  },
  "Generic Properties": async ({ device, several, use: { property } }) => {
    await several(() => property.getUserProperties(device()));
    await several(() => property.setUserProperty(MotionThreshold, 25, device()));
    const gain = { access: "read", value: 2 } as const;
    await several(() => property.setAdminProperty(SensorGain, gain, device()));
    await several(() => property.setManufacturerProperty(TotalDeviceRuntime, "none", device()));
    await several(() => property.getAdminProperties(device()));
    await several(() => property.getManufacturerProperties(device()));
    await several(() => property.getClientProperties(1, device()));
    await several(() => property.getUserProperty(SensorGain, device()));
    const ids = await property.getUserProperties(device());
    return [ids.length, (await property.getUserProperty(MotionThreshold, device())).value];
  },
});
