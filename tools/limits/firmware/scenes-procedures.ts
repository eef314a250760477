import { frozen } from "../../../modules/base/frozen.js";
import { genericLevelServerId } from "../../../modules/models/generic-level/messages.js";
import { genericOnOffServerId } from "../../../modules/models/generic-onoff/messages.js";
import {
  genericPowerLevelServerId,
  genericPowerLevelSetupServerId,
} from "../../../modules/models/generic-power-level/messages.js";
import {
  LightControlLightnessOn,
  LightControlTimeRunOn,
} from "../../../modules/models/common/device-properties/light-control.js";
import { PresentAmbientLightLevel } from "../../../modules/models/common/device-properties/light.js";
import { PresenceDetected } from "../../../modules/models/common/device-properties/occupancy.js";
import {
  lightLcServerId,
  lightLcSetupServerId,
} from "../../../modules/models/light-lc/messages.js";
import {
  lightLightnessServerId,
  lightLightnessSetupServerId,
} from "../../../modules/models/light-lightness/messages.js";
import { sceneServerId, sceneSetupServerId } from "../../../modules/models/scene/messages.js";
import {
  schedulerServerId,
  schedulerSetupServerId,
} from "../../../modules/models/scheduler/messages.js";
import type { Schedule } from "../../../modules/models/scheduler/schedule.js";
import { timeServerId, timeSetupServerId } from "../../../modules/models/time/messages.js";
import { bindAll, provisionNode } from "./clients-chip.js";
import type { ScenesChip } from "./scenes-chip.js";

export type ScenesProcedure = (chip: ScenesChip) => Promise<unknown>;

/** 2026-01-01T07:29:58Z, in seconds of TAI. */
const morning = 820_567_798 + 37;
const schedule: Schedule = frozen({
  year: "any",
  months: 0xfff,
  day: 0,
  hour: 7,
  minute: 30,
  second: "any",
  daysOfWeek: 0x7f,
  action: "scene",
  transition: 500,
  scene: 1,
});

/** The servers of each element. */
const servers = frozen([
  [
    genericOnOffServerId,
    genericLevelServerId,
    lightLightnessServerId,
    lightLightnessSetupServerId,
    sceneServerId,
    sceneSetupServerId,
    timeServerId,
    timeSetupServerId,
    schedulerServerId,
    schedulerSetupServerId,
  ],
  [genericOnOffServerId, lightLcServerId, lightLcSetupServerId],
  [
    genericOnOffServerId,
    genericLevelServerId,
    genericPowerLevelServerId,
    genericPowerLevelSetupServerId,
  ],
]);

/** The procedures of a provisioner with the node of scenes, time and schedules, in the order of their execution. */
export const scenesProcedures: Readonly<Record<string, ScenesProcedure>> = frozen({
  provision: provisionNode,
  "Configuration: bind, publish": (chip) => bindAll(chip, servers),
  "Generic Power Level": async ({ heater, pause, several, use: { power } }) => {
    await several(() => power.setRange({ minimum: 100, maximum: 60_000 }, heater()));
    await several(() => power.setDefault(500, heater()));
    await several(() => power.set(1000, heater(), { time: 500, delay: 10 }));
    await pause(1000);
    await several(() => power.getLast(heater()));
    return (await power.set(60_001, heater())).present;
  },
  Scene: async ({ asked, heater, pause, several, use: { lightness, power, scene } }) => {
    await lightness.set(700, asked());
    await several(() => scene.store(1, asked()));
    await several(() => lightness.set(900, asked()));
    await power.set(200, heater());
    await several(() => scene.store(2, asked()));
    await several(() => scene.recall(1, asked(), { time: 500, delay: 10 }));
    await several(() => lightness.set(5, asked()));
    await several(() => scene.recall(1, asked(), { time: 500, delay: 10 }));
    await pause(1000);
    await several(() => scene.getRegister(asked()));
    await several(() => scene.recall(2, asked()));
    await scene.delete(2, asked());
    await scene.recall(1, asked());
    return [(await lightness.get(asked())).present, (await power.get(heater())).present];
  },
  "Light LC": async (chip) => {
    const { asked, controller, pause, several } = chip;
    const { lc, lightness, scene, sensor } = chip.use;
    await several(() => lc.setProperty(LightControlLightnessOn, 5000, controller()));
    await several(() => lc.setProperty(LightControlTimeRunOn, 1000, controller()));
    await several(() => lc.setOccupancyMode(true, controller()));
    await several(() => lc.setMode(true, controller()));
    const report = () => sensor.report(PresenceDetected.id, Uint8Array.of(1), controller());
    for (let i = 0; i < chip.burst; i++) report();
    await pause(1000);
    // So dark that the regulator goes on to full light.
    const dark = PresentAmbientLightLevel.encode(1);
    sensor.report(PresentAmbientLightLevel.id, dark, controller());
    await pause(5000);
    await several(() => lc.setOnOff(true, controller(), { time: 100, delay: 10 }));
    await several(() => lc.setOnOff(false, controller()));
    await scene.store(3, asked());
    // It is overridden, and a scene brings it back.
    await lightness.set(700, asked());
    const isOff = await lc.getMode(controller());
    await several(() => scene.recall(3, asked()));
    const isOn = await lc.getMode(controller());
    await lc.setMode(false, controller());
    await scene.delete(3, asked());
    return [isOff, isOn];
  },
  Time: async ({ asked, several, use: { time } }) => {
    const now = { tai: morning, uncertainty: 10, authority: true, taiUtcDelta: 37, zone: 0 };
    await several(() => time.setZone(60, morning + 86_400, asked()));
    await several(() => time.setTaiUtcDelta(38, morning + 86_400, asked()));
    await several(() => time.setRole("authority", asked()));
    await several(() => time.set(now, asked()));
    return (await time.get(asked()))!.zone;
  },
  Scheduler: async ({ asked, heater, pause, several, use: { lightness, power, scheduler } }) => {
    const off = { ...schedule, action: "off" as const, second: 30 };
    await power.set(300, heater());
    await lightness.set(300, asked());
    for (let i = 0; i < 15; i++) await scheduler.setAction(i, { ...off, second: i * 4 }, asked());
    await several(() => scheduler.setAction(15, schedule, asked()));
    await several(() => scheduler.getAction(15, asked()));
    // In that minute, all of them.
    await pause(65_000);
    await several(() => scheduler.get(asked()));
    return [(await lightness.get(asked())).present, (await power.get(heater())).present];
  },
});
