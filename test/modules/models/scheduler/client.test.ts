import test from "ava";
import {
  SchedulerActionGet,
  SchedulerActionSet,
} from "../../../../modules/models/scheduler/messages.js";
import { SchedulerClient } from "../../../../modules/models/scheduler/client.js";
import type { IndexedSchedule } from "../../../../modules/models/scheduler/schedule.js";
import { SchedulerServer } from "../../../../modules/models/scheduler/server.js";
import { SchedulerSetupServer } from "../../../../modules/models/scheduler/setup-server.js";
import { TimeServer } from "../../../../modules/models/time/server.js";
import { askServer, ModelPair, OctetsServer, serverGroup } from "../../../support/model-pair.js";
import { everyDay } from "../../../support/scheduler-rig.js";

const group = { dst: serverGroup, appKeyIndex: 0 };
const morning = everyDay({ hour: 7, minute: 30, daysOfWeek: 0x1f, transition: 10_000 });
const evening = everyDay({ hour: 22, action: "scene", scene: 3, minute: "every 20" });

function make() {
  const heard: IndexedSchedule[] = [];
  const client = new SchedulerClient({ onAction: (entry) => heard.push(entry) });
  let scheduler: SchedulerServer;
  const pair = new ModelPair(client, () => {
    const time = new TimeServer();
    scheduler = new SchedulerServer({ time });
    return [time, scheduler, new SchedulerSetupServer(scheduler)];
  });
  return { client, heard, mesh: pair.mesh, pair, scheduler: () => scheduler };
}

test("schedules over the air, and over a power cut", async (t) => {
  const { client, heard, mesh, pair, scheduler } = make();
  t.deepEqual(await mesh.result(client.get(askServer)), []);
  t.deepEqual(await mesh.result(client.setAction(4, morning, askServer)), morning);
  t.is(await mesh.result(client.getAction(5, askServer)), undefined);
  client.setActionUnacknowledged(15, evening, group);
  await mesh.clock.run(1000);
  pair.restart();
  t.deepEqual(await mesh.result(client.get(askServer)), [4, 15]);
  t.deepEqual(await mesh.result(client.getAction(15, askServer)), evening);
  t.is(await mesh.result(client.setAction(15, undefined, askServer)), undefined);
  client.setActionUnacknowledged(4, undefined, group);
  await mesh.clock.run(1000);
  t.is(scheduler().schedules, 0);
  t.is(heard.length, 4);
});

test("a server that answers with the index alone", async (t) => {
  const client = new SchedulerClient();
  const { mesh } = new ModelPair(client, () => [new OctetsServer(SchedulerActionGet, "5f07")]);
  t.is(await mesh.result(client.getAction(7, askServer)), undefined);
});

test("the status of another schedule answers nothing", async (t) => {
  const client = new SchedulerClient();
  const { mesh } = new ModelPair(client, () => [new OctetsServer(SchedulerActionSet, "5f07")]);
  const options = { ...askServer, timeout: 5000 };
  const outcome = await mesh.outcome(client.setAction(8, morning, options));
  t.is((outcome as Error).name, "TimeoutError");
});

test("what no message can carry is refused", async (t) => {
  const { client } = make();
  await t.throwsAsync(client.getAction(16, askServer), { message: /index/ });
  await t.throwsAsync(client.setAction(0, { ...morning, day: 32 }, askServer), { message: /day/ });
  t.throws(() => client.setActionUnacknowledged(16, morning, group), { message: /index/ });
});
