// What a node may have at most can be listed in the answers that are there for it.
import test from "ava";
import { mostSubscriptions, SubscriptionList } from "../../../modules/access/subscription-list.js";
import type { ConfigurationError } from "../../../modules/foundation/configuration/request.js";
import { Status } from "../../../modules/foundation/status.js";
import { ctlLight } from "../../../tools/bench/firmware/ctl-light.js";
import { defaultLimits } from "../../../modules/node/limits.js";
import { ProbeServer } from "../../support/probe-models.js";
import { configuringMesh } from "../../support/mesh.js";
import { TestStore } from "../../support/records.js";

const address = 0x0100;
const onOff = { elementAddress: address, modelId: 0x1000 };
const limits = { subnets: 252, appKeys: 250, subscriptions: 14 };

const keyOf = (index: number) => new Uint8Array(16).fill(index).fill(index >> 8, 8);
const count = (length: number, from = 0) => Array.from({ length }, (_, i) => from + i);

function make(store = new TestStore()) {
  const { client, mesh } = configuringMesh();
  const { elements, onOff: server } = ctlLight();
  const station = mesh.node(address, elements, { limits, store });
  return { client, mesh, server, station, store };
}

test("252 NetKeys and 250 AppKeys are listed", async (t) => {
  const { client, mesh, station } = make();
  const { applicationKeys, subnets } = station.node.network!;
  for (const index of count(251, 1)) t.is(subnets.add(index, keyOf(index)), "ok");
  t.is(subnets.add(300, keyOf(300)), "full");
  for (const index of count(250)) t.is(applicationKeys.add(0, index, keyOf(index)), "ok");
  t.is(applicationKeys.add(0, 300, keyOf(300)), "full");
  t.deepEqual(await mesh.result(client.getNetKeys(address)), count(252));
  t.deepEqual(await mesh.result(client.getAppKeys(address, 0)), count(250));
});

test("models that share a list subscribe to as many addresses as can be listed, and have them after a restart", async (t) => {
  const { client, mesh, server, station, store } = make();
  const list = server.subscriptionList;
  t.is(list.sharers, 13);
  const addresses = count(list.sharers * limits.subscriptions, 0xc000);
  for (const to of addresses) await mesh.result(client.subscribe(address, onOff, to));
  const outcome = await mesh.outcome(client.subscribe(address, onOff, 0xd000));
  t.is((outcome as ConfigurationError).status, Status.insufficientResources);
  t.deepEqual(await mesh.result(client.getSubscriptions(address, onOff)), addresses);
  station.node.close();
  const again = make(store.copy());
  t.deepEqual(
    again.server.subscriptionList.entries.map((entry) => entry.address),
    addresses,
  );
});

test("models that share a list are not given more room than can be listed", (t) => {
  const { mesh } = configuringMesh();
  t.throws(() => mesh.node(address, ctlLight().elements, { limits: { subscriptions: 32 } }), {
    instanceOf: RangeError,
    message: /subscriptions: 32 for each of the 13 models of element 0 .* 416: .* 185; give 14 at/,
  });
  // The default, which nobody asked for, ends there.
  const list = new SubscriptionList(new ProbeServer());
  list.sharers = 24;
  t.is(list.room(defaultLimits.subscriptions), mostSubscriptions);
});
