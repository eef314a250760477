// A light and a socket with scenes and a scheduler, at midnight of a day.
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { LightnessModels } from "../../modules/models/lightness-models.js";
import { SceneServer } from "../../modules/models/scene/server.js";
import { SchedulerServer } from "../../modules/models/scheduler/server.js";
import { SchedulerSetupServer } from "../../modules/models/scheduler/setup-server.js";
import type { Schedule } from "../../modules/models/scheduler/schedule.js";
import { TimeServer } from "../../modules/models/time/server.js";
import { ModelRig } from "./model-rig.js";

const daySeconds = 86_400;

/** A schedule of every day at 00:00:00, with these changes. */
export function everyDay(changes: Partial<Schedule>): Schedule {
  return {
    year: "any",
    months: 0xfff,
    day: 0,
    hour: 0,
    minute: 0,
    second: 0,
    daysOfWeek: 0x7f,
    action: "on",
    transition: 0,
    scene: 0,
    ...changes,
  };
}

/** Seconds of "07:30:00". */
function secondsOf(text: string): number {
  const [hour, minute, second] = text.split(":").map(Number);
  return (hour! * 60 + minute!) * 60 + second!;
}

/** "07:30:00" of a local time. */
export function timeText(local: number): string {
  const second = Math.floor(local) % daySeconds;
  const parts = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** `start`: UTC at its begin, in seconds since 2000; default 2026-01-01T00:00:00. */
export function schedulerRig(start = 820_540_800) {
  const light = new LightnessModels();
  const time = new TimeServer({ drift: 0 });
  const scenes = new SceneServer();
  const done: string[] = [];
  const days: number[] = [];
  const scheduler = new SchedulerServer({
    time,
    onAction: (_, index) => {
      const { local } = time;
      days.push(Math.floor(local! / daySeconds));
      done.push(`${timeText(local!)} ${index}`);
    },
  });
  const setup = new SchedulerSetupServer(scheduler);
  const socket = new GenericOnOffServer();
  const rig = new ModelRig([[...light.models, scenes, time, scheduler, setup], [socket]]);
  time.set({ tai: start + 37, uncertainty: 0, authority: true, taiUtcDelta: 37, zone: 0 });
  rig.clock.advance(0);
  /** Lets time pass until it is that time of the day. */
  const pass = (text: string) => {
    const left = (secondsOf(text) - (time.local! % daySeconds) + daySeconds) % daySeconds;
    rig.clock.advance(Math.round(left * 1000));
  };
  return {
    /** What was done since: time and index. */
    actions: () => done.splice(0),
    /** On which days since 2000-01-01 that was. */
    days: () => days.splice(0),
    light,
    pass,
    rig,
    scenes,
    scheduler,
    set: (index: number, schedule: Schedule | undefined) => {
      scheduler.receiveSet({ index, schedule });
      rig.clock.advance(0);
    },
    setup,
    socket,
    time,
  };
}
