import test from "ava";
import { DeviceKey } from "../../../../modules/crypto/application-key.js";
import { TimeClient } from "../../../../modules/models/time/client.js";
import type { MeshTime } from "../../../../modules/models/time/mesh-time.js";
import { TimeServer } from "../../../../modules/models/time/server.js";
import { TimeSetupServer } from "../../../../modules/models/time/setup-server.js";
import { askServer, ModelPair, serverGroup } from "../../../support/model-pair.js";
import { publicationTo } from "../../../support/publication.js";
import { seconds } from "../../../support/sensor-rig.js";

const tai = 827_971_237;
const time: MeshTime = { tai, uncertainty: 20, authority: true, taiUtcDelta: 37, zone: 60 };

function make() {
  const statuses: (MeshTime | undefined)[] = [];
  const client = new TimeClient({ onStatus: (status) => statuses.push(status) });
  let server: TimeServer;
  const pair = new ModelPair(client, () => {
    server = new TimeServer({ drift: 0 });
    return [server, new TimeSetupServer(server)];
  });
  return { client, mesh: pair.mesh, pair, server: () => server, statuses };
}

test("the time, its role, zone and difference to UTC over the air, and over a power cut", async (t) => {
  const { client, mesh, pair, statuses } = make();
  t.is(await mesh.result(client.get(askServer)), undefined);
  const set = await mesh.result(client.set(time, askServer));
  t.true(set!.tai >= tai && set!.tai < tai + 1);
  t.is(await mesh.result(client.getRole(askServer)), "none");
  t.is(await mesh.result(client.setRole("authority", askServer)), "authority");
  const zone = { current: 60, next: 120, changeAt: tai + 3600 };
  t.deepEqual(await mesh.result(client.setZone(120, tai + 3600, askServer)), zone);
  t.deepEqual(await mesh.result(client.getZone(askServer)), zone);
  const delta = { current: 37, next: 38, changeAt: tai + 7200 };
  t.deepEqual(await mesh.result(client.setTaiUtcDelta(38, tai + 7200, askServer)), delta);
  t.deepEqual(await mesh.result(client.getTaiUtcDelta(askServer)), delta);
  await mesh.clock.run(3_600_000);
  t.like(await mesh.result(client.get(askServer)), { zone: 120, taiUtcDelta: 37, authority: true });
  pair.restart();
  t.is(await mesh.result(client.get(askServer)), undefined);
  t.is(await mesh.result(client.getRole(askServer)), "authority");
  t.is((await mesh.result(client.getZone(askServer))).current, 120);
  t.is(await mesh.result(client.set(undefined, askServer)), undefined);
  t.is(statuses.length, 5);
});

test("set with the device key", async (t) => {
  const { client, mesh, server } = make();
  const key = mesh.deviceKey(0x0100);
  t.true(key instanceof DeviceKey);
  const set = await mesh.result(client.set(time, { dst: askServer.dst, device: true }));
  t.true(set!.tai >= tai);
  t.is(server().time!.zone, 60);
});

test("published with TTL 0: neighbours hear it, and it is not relayed", async (t) => {
  const { mesh, pair, server, statuses } = make();
  const far = new TimeServer({ role: "relay" });
  pair.join(0x0200, [far]);
  pair.publish(server(), { period: seconds(10), ttl: 5 });
  server().setRole("authority");
  await mesh.clock.run(20_000);
  t.is(statuses.length, 0);
  server().set(time);
  const before = pair.messages;
  await mesh.clock.run(25_000);
  t.true(statuses.length >= 2 && statuses.length <= 4, `${statuses.length}`);
  for (const status of statuses) t.true(status!.tai > tai - 1 && status!.tai < tai + 26);
  // Each publication is one PDU: no node sends it on.
  t.true(pair.messages > before);
  t.true(Math.abs(far.time!.tai - server().time!.tai) < 0.05);
  t.is(far.time!.uncertainty >= 50, true);
});

test("a chain: relays pass the time on, each less certain", async (t) => {
  const { mesh, pair, server } = make();
  const relay = new TimeServer({ role: "relay", drift: 0 });
  const joined = pair.join(0x0200, [relay]);
  relay.configuration = { bindings: [0], publication: publicationTo(serverGroup) };
  joined.node.network!.saveModel(relay);
  pair.publish(server());
  server().setRole("authority");
  server().set(time);
  await mesh.clock.run(2000);
  t.true(Math.abs(relay.time!.tai - server().time!.tai) < 0.05);
  t.is(relay.time!.uncertainty, 50);
  t.true(relay.time!.authority);
});

test("what no message can carry is refused", async (t) => {
  const { client } = make();
  await t.throwsAsync(client.set({ ...time, zone: 7 }, askServer), { message: /zone/ });
  await t.throwsAsync(client.setZone(61, 0, askServer), { message: /next/ });
  await t.throwsAsync(client.setTaiUtcDelta(0, -1, askServer), { message: /changeAt/ });
});
