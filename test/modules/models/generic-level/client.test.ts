import test from "ava";
import { toHex } from "../../../../modules/base/bytes.js";
import {
  GenericLevelClient,
  type LevelPublication,
  type LevelStatus,
} from "../../../../modules/models/generic-level/client.js";
import { GenericLevelServer } from "../../../../modules/models/generic-level/server.js";
import { appKey, Mesh } from "../../../support/mesh.js";
import { publicationTo } from "../../../support/publication.js";
import { FakeServices } from "../../../support/fake-services.js";
import { Element } from "../../../../modules/access/element.js";

const lightAddress = 0x0100;
const ask = { dst: lightAddress, appKeyIndex: 0 };

function make() {
  const mesh = new Mesh();
  const statuses: LevelStatus[] = [];
  const client = new GenericLevelClient({ onStatus: (status) => statuses.push(status) });
  const server = new GenericLevelServer();
  const nodes = [
    mesh.node(0x0001, [{ models: [client] }]),
    mesh.node(lightAddress, [{ models: [server] }]),
  ];
  for (const { node } of nodes) {
    node.network!.applicationKeys.add(0, 0, appKey);
    for (const model of [client, server])
      model.configuration = { bindings: [0], publication: undefined };
  }
  return { client, mesh, server, statuses };
}

test("asked, set, changed by a difference and moved over the air, with an answer each", async (t) => {
  const { client, mesh, server, statuses } = make();
  const at = (present: number) => ({ present, change: undefined });
  t.deepEqual(await mesh.result(client.get(ask)), at(0));
  t.deepEqual(await mesh.result(client.set(-32_768, ask)), at(-32_768));
  t.deepEqual(await mesh.result(client.delta(40_000, ask)), at(7232));
  t.deepEqual(await mesh.result(client.delta(-232, ask)), at(7000));
  const moving = await mesh.result(client.move(100, ask, { time: 1000, delay: 0 }));
  t.is(moving.change?.target, 32_767);
  t.is(moving.change?.remaining, 260_000);
  await mesh.clock.run(5000);
  const stopped = await mesh.result(client.move(0, ask));
  t.is(stopped.change, undefined);
  t.true(stopped.present >= 7450 && stopped.present <= 7550, `${stopped.present}`);
  t.is(server.level, stopped.present);
  t.is(statuses.length, 6);
});

test("without an answer", async (t) => {
  const { client, mesh, server, statuses } = make();
  client.setUnacknowledged(500, ask);
  await mesh.clock.run(500);
  client.deltaUnacknowledged(-20, ask);
  await mesh.clock.run(500);
  t.is(server.level, 480);
  client.moveUnacknowledged(-10, ask, { time: 1000, delay: 0 });
  await mesh.clock.run(1500);
  t.true(server.level < 480 && server.level > 450, `${server.level}`);
  t.is(statuses.length, 0);
});

const publications: readonly (readonly [LevelPublication, octets: string])[] = [
  [{ level: -2 }, "8207feff"],
  [{ level: 1, acknowledged: true }, "82060100"],
  [{ delta: -65_536 }, "820a0000ffff"],
  [{ delta: 1, acknowledged: true }, "820901000000"],
  [{ move: -32_768 }, "820c0080"],
  [{ move: 1, acknowledged: true }, "820b0100"],
];

for (const [publication, octets] of publications)
  test(`published: ${JSON.stringify(publication)}`, (t) => {
    const client = new GenericLevelClient();
    new Element({ index: 0, models: [client] });
    t.is(client.publish(publication), "not-provisioned");
    const services = new FakeServices();
    client.start(services);
    t.is(client.publish(publication), "no-publication");
    client.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    t.is(client.publish({ ...publication, transition: { time: 300, delay: 10 } }), "published");
    const [sent] = services.published;
    const length = octets.length / 2;
    t.is(toHex(sent!.subarray(0, length)), octets);
    t.is(toHex(sent!.subarray(length + 1)), "0302");
    const again = services.again!({ retransmission: 1, count: 1 });
    t.is(toHex(again.subarray(length)), `${toHex(sent!.subarray(length, length + 1))}0300`);
  });

test("what no message can carry is refused", (t) => {
  const client = new GenericLevelClient();
  new Element({ index: 0, models: [client] });
  client.start(new FakeServices());
  const wrong: readonly (() => void)[] = [
    () => client.setUnacknowledged(32_768, ask),
    () => client.deltaUnacknowledged(2 ** 31, ask),
    () => client.moveUnacknowledged(-32_769, ask),
    () => client.setUnacknowledged(0, ask, { time: 37_200_001, delay: 0 }),
    () => client.setUnacknowledged(0, ask, { time: 0, delay: 1276 }),
  ];
  for (const send of wrong) t.throws(send, { message: /level|delta|transition|delay/ });
});
