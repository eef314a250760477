import test from "ava";
import { OnDemandPrivateProxyServer } from "../../../../modules/foundation/on-demand-private-proxy/server.js";
import { PrivateBeaconServer } from "../../../../modules/foundation/private-beacon/server.js";
import { SolicitationPduRplClient } from "../../../../modules/foundation/solicitation-pdu-rpl/client.js";
import { SolicitationPduRplItemsClear } from "../../../../modules/foundation/solicitation-pdu-rpl/messages.js";
import { SolicitationPduRplServer } from "../../../../modules/foundation/solicitation-pdu-rpl/server.js";
import { ask, bindAll, foundationRig } from "../../../support/foundation-rig.js";
import { solicitationAdvertisement, SolicitationRig } from "../../../support/solicitation-rig.js";

const sources = [0x0200, 0x0201, 0x0202, 0x0203];

/** A proxy whose list has `sources`, and a client. */
async function make() {
  const rig = new SolicitationRig();
  const client = new SolicitationPduRplClient();
  const manager = rig.mesh.node(0x0001, [{ models: [client] }]);
  for (const each of [manager, rig.proxy]) bindAll(each);
  /** Which sources have an entry: the replayed PDU is dropped. */
  const known = async () => {
    const found: number[] = [];
    for (const src of sources) {
      const result = await rig.solicit(solicitationAdvertisement(rig.keys, { src, seq: 4 }));
      if (result === "solicitation.replay") found.push(src);
      rig.connected();
    }
    return found;
  };
  await known();
  return { client, known, rig };
}

const ranges: readonly (readonly [address: number, count: number, left: readonly number[]])[] = [
  [0x0201, 1, [0x0200, 0x0202, 0x0203]],
  [0x0201, 2, [0x0200, 0x0203]],
  [0x0100, 255, sources],
  [0x0204, 2, sources],
  [0x0150, 200, []],
];

for (const [address, count, left] of ranges)
  test(`clearing ${count} from ${address.toString(16)} on leaves ${left.map((each) => each.toString(16)).join(" ") || "nothing"}`, async (t) => {
    const { client, known, rig } = await make();
    const range = { address, count };
    t.deepEqual(await rig.mesh.result(client.clearItems(range, ask)), range);
    t.deepEqual(await known(), left);
  });

test("the unacknowledged message clears, and is not answered", async (t) => {
  const { client, known, rig } = await make();
  const before = rig.proxy.node.diagnostics.messagesSent;
  client.clearItemsUnacknowledged({ address: 0x0200, count: 3 }, ask);
  await rig.mesh.clock.run(1000);
  t.is(rig.proxy.node.diagnostics.messagesSent, before);
  t.deepEqual(await known(), [0x0203]);
});

test("the model takes an AppKey that it is bound to, and not the device key", async (t) => {
  const client = new SolicitationPduRplClient();
  const { tell } = foundationRig([client], () => [
    {
      models: [
        new PrivateBeaconServer(),
        new OnDemandPrivateProxyServer(),
        new SolicitationPduRplServer(),
      ],
    },
  ]);
  const payload = SolicitationPduRplItemsClear.encode({ range: { address: 1, count: 1 } });
  t.deepEqual(await tell(payload, { device: true }), { "access.not-bound": 1 });
  t.deepEqual(await tell(payload, { appKeyIndex: 0 }), {});
  t.deepEqual(await tell(payload.subarray(0, 3), { appKeyIndex: 0 }), { "access.length": 1 });
});

test("a node without a GATT proxy confirms: its list is empty", async (t) => {
  const client = new SolicitationPduRplClient();
  const { mesh } = foundationRig([client], () => [
    {
      models: [
        new PrivateBeaconServer(),
        new OnDemandPrivateProxyServer(),
        new SolicitationPduRplServer(),
      ],
    },
  ]);
  const range = { address: 7, count: 9 };
  t.deepEqual(await mesh.result(client.clearItems(range, ask)), range);
});

test("a range that cannot be sent rejects", async (t) => {
  const { client, rig } = await make();
  const range = { address: 0x7fff, count: 2 };
  await t.throwsAsync(rig.mesh.result(client.clearItems(range, ask)), { name: "FieldError" });
});
