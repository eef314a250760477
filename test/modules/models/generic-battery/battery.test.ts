import test from "ava";
import { toHex } from "../../../../modules/base/bytes.js";
import { TimeoutError } from "../../../../modules/base/errors.js";
import type { BatteryState } from "../../../../modules/models/generic-battery/battery.js";
import { GenericBatteryClient } from "../../../../modules/models/generic-battery/client.js";
import { GenericBatteryGet } from "../../../../modules/models/generic-battery/messages.js";
import {
  GenericBatteryServer,
  type GenericBatteryServerOptions,
} from "../../../../modules/models/generic-battery/server.js";
import { askServer, ModelPair, OctetsServer, serverGroup } from "../../../support/model-pair.js";
import { ModelRig } from "../../../support/model-rig.js";
import { plainValues } from "../../../support/message-vectors.js";

function pair(options: GenericBatteryServerOptions = {}) {
  const heard: [src: number, battery: unknown][] = [];
  const client = new GenericBatteryClient({
    onStatus: (battery, { src }) => heard.push([src, plainValues(battery)]),
  });
  let server!: GenericBatteryServer;
  const rig = new ModelPair(client, () => [(server = new GenericBatteryServer(options))]);
  const ask = () => rig.mesh.result(client.get(askServer)).then(plainValues);
  return { ask, client, heard, rig, server: () => server };
}

test("asked over the air: nothing is known, then what was set", async (t) => {
  const { ask, rig, server } = pair();
  t.deepEqual(await ask(), {});
  server().update({ level: 80, charging: "charging", timeToCharge: 45 });
  t.deepEqual(await ask(), { level: 80, charging: "charging", timeToCharge: 45 });
  server().update({ level: 81, indicator: "good" });
  t.deepEqual(await ask(), { level: 81, indicator: "good" });
  t.deepEqual(server().battery, { level: 81, indicator: "good" });
  rig.restart();
  t.deepEqual(await ask(), {});
  t.is(rig.writes, 0);
});

test("a change is published once, an equal state is not", async (t) => {
  const { heard, rig, server } = pair();
  server().update({ level: 5 });
  rig.publish(server());
  await rig.mesh.clock.run(1000);
  server().update({ level: 5 });
  await rig.mesh.clock.run(1000);
  t.deepEqual(heard, []);
  server().update({ level: 4, indicator: "critically low" });
  await rig.mesh.clock.run(1000);
  t.deepEqual(heard, [[0x0100, { level: 4, indicator: "critically low" }]]);
});

test("a state that is read: for each answer and each period", async (t) => {
  let level = 50;
  const { ask, heard, rig, server } = pair({ read: () => ({ level: level-- }) });
  t.deepEqual(await ask(), { level: 50 });
  t.deepEqual(await ask(), { level: 49 });
  heard.length = 0;
  // 0x4A: every 10 s.
  rig.publish(server(), { period: 0x4a });
  await rig.mesh.clock.run(25_000);
  t.deepEqual(
    heard.map(([, battery]) => battery),
    [{ level: 48 }, { level: 47 }, { level: 46 }],
  );
});

test("what is read and no message can carry is counted, and the state before is sent", (t) => {
  let battery: BatteryState = { level: 7 };
  const server = new GenericBatteryServer({ read: () => battery });
  const rig = new ModelRig([[server]], [server]);
  const ask = () => plainValues(rig.tell(GenericBatteryGet, {}));
  t.deepEqual(ask(), { battery: { level: 7 } });
  battery = { level: 101 };
  t.deepEqual(ask(), { battery: { level: 7 } });
  t.is(toHex(server.publicationPayload()), "822407ffffffffffffff");
  t.is(rig.services.diagnostics.dropped("model.value"), 2);
  battery = { level: 8 };
  t.deepEqual(ask(), { battery: { level: 8 } });
});

test("an error that is none of a value passes", (t) => {
  const server = new GenericBatteryServer({
    read: () => {
      throw new Error("the gauge is gone");
    },
  });
  t.throws(() => server.publicationPayload(), { message: "the gauge is gone" });
});

test("update refuses what no message can carry, and changes nothing", (t) => {
  const server = new GenericBatteryServer();
  server.update({ level: 9 });
  t.throws(() => server.update({ level: 101 }), { message: /^level: 101 is not/ });
  t.deepEqual(server.battery, { level: 9 });
});

test("a Get that is too long is dropped and counted", async (t) => {
  const { heard, rig } = pair();
  await rig.say("822300");
  t.is(rig.dropped("access.length"), 1);
  t.deepEqual(heard, []);
  await rig.say("8223");
  t.is(heard.length, 1);
});

test("a group is asked, and each server answers", async (t) => {
  const { client, heard, rig, server } = pair();
  const other = new GenericBatteryServer();
  rig.join(0x0200, [other]);
  server().update({ level: 1 });
  other.update({ level: 2 });
  client.ask({ dst: serverGroup, appKeyIndex: 0 });
  await rig.mesh.clock.run(2000);
  t.deepEqual(
    [...heard].sort(([a], [b]) => a - b),
    [
      [0x0100, { level: 1 }],
      [0x0200, { level: 2 }],
    ],
  );
});

test("a status with a reserved code answers no request", async (t) => {
  const client = new GenericBatteryClient();
  const server = new OctetsServer(GenericBatteryGet, "82245000000000000011");
  const { mesh } = new ModelPair(client, () => [server]);
  const outcome = await mesh.outcome(client.get({ ...askServer, timeout: 5000 }));
  t.true(outcome instanceof TimeoutError);
  t.true(server.asked > 0);
});
