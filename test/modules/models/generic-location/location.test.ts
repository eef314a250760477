import test from "ava";
import { TimeoutError } from "../../../../modules/base/errors.js";
import { FieldError } from "../../../../modules/access/field.js";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import { GenericLocationClient } from "../../../../modules/models/generic-location/client.js";
import {
  GenericLocationGlobalSet,
  GenericLocationGlobalStatus,
  GenericLocationLocalSet,
  GenericLocationLocalStatus,
} from "../../../../modules/models/generic-location/messages.js";
import {
  GenericLocationServer,
  type GenericLocationServerOptions,
} from "../../../../modules/models/generic-location/server.js";
import { GenericLocationSetupServer } from "../../../../modules/models/generic-location/setup-server.js";
import { askServer, ModelPair, OctetsServer, serverGroup } from "../../../support/model-pair.js";
import { ModelRig } from "../../../support/model-rig.js";
import { plainValues } from "../../../support/message-vectors.js";

const nowhere = { mobile: false, updateTime: 4096, precision: 4096 };
const desk = {
  ...{ north: 12.5, east: -3.1, altitude: 0.7, floor: 3 },
  ...{ mobile: false, updateTime: 1, precision: 0.5 },
};

function pair(options: GenericLocationServerOptions = {}) {
  const heard: unknown[] = [];
  const changes: unknown[] = [];
  const client = new GenericLocationClient({
    onGlobalStatus: (location) => heard.push(["global", plainValues(location)]),
    onLocalStatus: (location) => heard.push(["local", plainValues(location)]),
  });
  let server!: GenericLocationServer;
  const rig = new ModelPair(client, () => {
    server = new GenericLocationServer({
      ...options,
      onGlobalChange: (location) => changes.push(["global", plainValues(location)]),
      onLocalChange: (location) => changes.push(["local", plainValues(location)]),
    });
    return [server, new GenericLocationSetupServer(server)];
  });
  const result = async <T>(promise: Promise<T>) => plainValues(await rig.mesh.result(promise));
  return { changes, client, heard, result, rig, server: () => server };
}

/** A latitude or longitude that can be sent: as it comes back. */
function sent(location: { readonly latitude?: number; readonly longitude?: number }) {
  const payload = GenericLocationGlobalStatus.encode({ location });
  return plainValues(GenericLocationGlobalStatus.decode(payload, payload.length)!.location);
}

test("not configured at first; then set, got and stored, each of the two by itself", async (t) => {
  const { changes, client, result, rig, server } = pair();
  const berlin = { latitude: 52.5163, longitude: 13.3777 };
  t.deepEqual(await result(client.getGlobal(askServer)), {});
  t.deepEqual(await result(client.getLocal(askServer)), nowhere);
  t.deepEqual(await result(client.setGlobal(berlin, askServer)), sent(berlin));
  t.deepEqual(await result(client.setLocal(desk, askServer)), desk);
  t.deepEqual(changes, [
    ["global", sent(berlin)],
    ["local", desk],
  ]);
  t.is(rig.writes, 2);
  changes.length = 0;
  rig.restart();
  await rig.mesh.clock.run(100);
  t.deepEqual(changes, [
    ["global", sent(berlin)],
    ["local", desk],
  ]);
  t.is(rig.writes, 2);
  t.deepEqual(await result(client.getGlobal(askServer)), sent(berlin));
  t.deepEqual(await result(client.getLocal(askServer)), desk);
  t.deepEqual(server().local, desk);
});

test("the same location again is neither stored nor told of nor published, but answered", async (t) => {
  const { changes, client, heard, result, rig, server } = pair();
  await result(client.setLocal(desk, askServer));
  rig.publish(server());
  changes.length = 0;
  heard.length = 0;
  t.deepEqual(await result(client.setLocal(desk, askServer)), desk);
  await rig.mesh.clock.run(1000);
  t.is(rig.writes, 1);
  t.deepEqual(changes, []);
  t.deepEqual(heard, [["local", desk]]);
});

test("a location of the device itself is published, not stored; that of a client comes back", async (t) => {
  const { changes, client, heard, result, rig, server } = pair({ local: { floor: 1 } });
  t.deepEqual(await result(client.getLocal(askServer)), { ...nowhere, floor: 1 });
  await result(client.setLocal({ floor: 2 }, askServer));
  rig.publish(server());
  heard.length = 0;
  changes.length = 0;
  server().updateLocal({ floor: 3 });
  await rig.mesh.clock.run(1000);
  server().updateGlobal({ latitude: 0, longitude: 0 });
  await rig.mesh.clock.run(1000);
  t.deepEqual(heard, [
    ["local", { ...nowhere, floor: 3 }],
    ["global", { latitude: 0, longitude: 0 }],
  ]);
  t.deepEqual(changes, []);
  t.is(rig.writes, 1);
  rig.restart();
  t.deepEqual(await result(client.getLocal(askServer)), { ...nowhere, floor: 2 });
  t.deepEqual(await result(client.getGlobal(askServer)), {});
});

test("Node Reset restores the locations of a new device", async (t) => {
  const { changes, client, result, rig, server } = pair({ local: { floor: 1 } });
  await result(client.setLocal({ floor: 2 }, askServer));
  await result(client.setGlobal({ altitude: 5 }, askServer));
  changes.length = 0;
  rig.node.reset();
  await rig.mesh.clock.run(100);
  t.deepEqual(changes, [
    ["global", {}],
    ["local", { ...nowhere, floor: 1 }],
  ]);
  t.deepEqual(plainValues(server().global), {});
});

test("a group is set without answers", async (t) => {
  const { client, heard, rig, server } = pair();
  const other = new GenericLocationServer();
  rig.join(0x0200, [other, new GenericLocationSetupServer(other)]);
  client.setLocalUnacknowledged({ floor: 7 }, { dst: serverGroup, appKeyIndex: 0 });
  client.setGlobalUnacknowledged({ altitude: 11 }, { dst: serverGroup, appKeyIndex: 0 });
  await rig.mesh.clock.run(2000);
  for (const each of [server(), other]) {
    t.is(each.local.floor, 7);
    t.is(each.global.altitude, 11);
  }
  t.deepEqual(heard, []);
});

test("a periodic publication has the two in turn", async (t) => {
  const { heard, rig, server } = pair();
  // 0x45: every 5 s.
  rig.publish(server(), { period: 0x45 });
  await rig.mesh.clock.run(18_000);
  t.deepEqual(
    heard.map((status) => (status as readonly string[])[0]),
    ["global", "local", "global", "local"],
  );
});

for (const hex of ["41000000000000000000", "4200", "8228", "82290000000000000000000000"])
  test(`${hex}: of another length, dropped and counted`, async (t) => {
    const { changes, rig } = pair();
    await rig.say(hex);
    t.is(rig.dropped("access.length"), 1);
    t.deepEqual(changes, []);
    t.is(rig.writes, 0);
  });

test("a status that was published before is no answer until the message was sent again", async (t) => {
  const client = new GenericLocationClient();
  const status = GenericLocationLocalStatus.encode({ location: { floor: 1 } });
  const server = new OctetsServer(GenericLocationLocalSet, toHex(status));
  const { mesh } = new ModelPair(client, () => [server]);
  const answer = await mesh.result(client.setLocal({ floor: 2 }, askServer));
  t.is(answer.floor, 1);
  t.is(server.asked, 2);
});

test("an answer that is cut off is none", async (t) => {
  const client = new GenericLocationClient();
  const server = new OctetsServer(GenericLocationGlobalSet, "40000000000000000000");
  const { mesh } = new ModelPair(client, () => [server]);
  const asked = client.setGlobal({}, { ...askServer, timeout: 3000 });
  t.true((await mesh.outcome(asked)) instanceof TimeoutError);
});

test("what no message can carry is refused with its name, and nothing is sent", async (t) => {
  const { client, rig, server } = pair();
  const before = rig.messages;
  const refused = await rig.mesh.outcome(client.setGlobal({ latitude: 91 }, askServer));
  t.true(refused instanceof FieldError);
  t.regex((refused as Error).message, /^latitude: 91°/);
  const group = { dst: serverGroup, appKeyIndex: 0 };
  t.throws(() => client.setLocalUnacknowledged({ precision: 5000 }, group), {
    message: /^precision: 5000 m/,
  });
  t.throws(() => server().updateGlobal({ longitude: 181 }), { message: /^longitude: 181°/ });
  t.throws(() => new GenericLocationServer({ local: { floor: 0.5 } }), { message: /^floor: 0\.5/ });
  t.is(rig.messages, before);
});

test("a record of another firmware is left out where it makes no sense", (t) => {
  const server = new GenericLocationServer();
  const rig = new ModelRig([[server]]);
  for (const hex of ["", "00", "8227", "ff".repeat(22)]) {
    server.stop();
    rig.services.stored.set(server, fromHex(hex));
    server.start(rig.services);
    t.deepEqual(plainValues(server.global), {});
    t.deepEqual(plainValues(server.local), nowhere);
  }
});

test("the setup server extends its server, and corresponds to it", (t) => {
  const server = new GenericLocationServer();
  const setup = new GenericLocationSetupServer(server);
  t.deepEqual(setup.bases, [server]);
  t.deepEqual(setup.counterparts, [server]);
});
