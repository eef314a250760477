// Every Scheduler message between two nodes, as tshark decodes it.
import test from "ava";
import { SchedulerClient } from "../../modules/models/scheduler/client.js";
import * as schedulerMessages from "../../modules/models/scheduler/messages.js";
import { SchedulerServer } from "../../modules/models/scheduler/server.js";
import { SchedulerSetupServer } from "../../modules/models/scheduler/setup-server.js";
import { TimeServer } from "../../modules/models/time/server.js";
import { meshPackets } from "../support/mesh-capture.js";
import { askServer, ModelPair, serverGroup } from "../support/model-pair.js";
import { everyDay } from "../support/scheduler-rig.js";
import { type Family, testFamilies } from "../support/tshark-families.js";

const group = { dst: serverGroup, appKeyIndex: 0 };
const schedule = everyDay({
  year: 27,
  months: 0x123,
  day: 30,
  hour: 7,
  minute: "every 15",
  second: 59,
  daysOfWeek: 0x55,
  action: "scene",
  transition: 50_000,
  scene: 0x1234,
});

async function schedulerPackets(): Promise<readonly Uint8Array[]> {
  const client = new SchedulerClient();
  const time = new TimeServer();
  const scheduler = new SchedulerServer({ time });
  const servers = [time, scheduler, new SchedulerSetupServer(scheduler)];
  const { mesh } = new ModelPair(client, () => servers);
  await mesh.result(client.setAction(5, schedule, askServer));
  client.setActionUnacknowledged(6, schedule, group);
  await mesh.clock.run(1000);
  await mesh.result(client.getAction(6, askServer));
  await mesh.result(client.get(askServer));
  return meshPackets(mesh);
}

const register = "scheduler_action_set.schedule_register";
const families: readonly Family[] = [
  {
    name: "scheduler",
    packets: schedulerPackets,
    declared: schedulerMessages,
    count: 6,
    values: {
      "scheduler_action_set.index": "5",
      [`${register}.year`]: "27",
      [`${register}.month`]: String(0x123),
      [`${register}.day`]: "30",
      [`${register}.hour`]: "7",
      [`${register}.minute`]: "61",
      [`${register}.second`]: "59",
      [`${register}.day_of_week`]: String(0x55),
      [`${register}.action`]: "2",
      [`${register}.transition_time.steps`]: "50",
      [`${register}.scene_number`]: String(0x1234),
      "scheduler_action_status.index": "6",
      "scheduler_action_get.index": "6",
      "scheduler_status.schedules": String(0x60),
    },
  },
];

testFamilies(test, families);
