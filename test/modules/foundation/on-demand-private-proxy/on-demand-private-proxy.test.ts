import test from "ava";
import { OnDemandPrivateProxyClient } from "../../../../modules/foundation/on-demand-private-proxy/client.js";
import { OnDemandPrivateProxyServer } from "../../../../modules/foundation/on-demand-private-proxy/server.js";
import { PrivateBeaconServer } from "../../../../modules/foundation/private-beacon/server.js";
import { foundationRig, target } from "../../../support/foundation-rig.js";
import { addProxyStates } from "../../../support/proxy-states.js";

function make() {
  const client = new OnDemandPrivateProxyClient();
  const rig = foundationRig([client], () => [
    { models: [new PrivateBeaconServer(), new OnDemandPrivateProxyServer()] },
  ]);
  return { ...rig, client };
}

test("without a private proxy the state is 0, whatever is set, and nothing is stored", async (t) => {
  const { client, mesh, node } = make();
  t.is(await mesh.result(client.getDuration(target)), 0);
  t.is(await mesh.result(client.setDuration(target, 255)), 0);
  t.is(await mesh.result(client.getDuration(target)), 0);
  t.false(node.store.keys().some((key) => key.startsWith("d")));
});

test("the seconds go to the proxy, and are kept", async (t) => {
  const { client, mesh, node } = make();
  const proxy = addProxyStates(node);
  for (const seconds of [0, 1, 255]) {
    t.is(await mesh.result(client.setDuration(target, seconds)), seconds);
    t.is(proxy.onDemand, seconds);
  }
  t.is(await mesh.result(client.getDuration(target)), 255);
  t.true(node.store.keys().includes("d00000c"));
  await t.throwsAsync(client.setDuration(target, 256), { name: "FieldError" });
});

test("what was stored goes to the proxy at the start", (t) => {
  const { node } = make();
  const proxy = addProxyStates(node);
  const server = node.node.elements[0]!.find(0x000c) as OnDemandPrivateProxyServer;
  (server as unknown as { onLoad(data: Uint8Array): void }).onLoad(Uint8Array.of(30));
  t.is(proxy.onDemand, 30);
});

test("a message of a wrong length is counted, no more", async (t) => {
  const { tell } = make();
  const payload = Uint8Array.of(0x80, 0x6a);
  t.deepEqual(await tell(payload, { device: true }), { "access.length": 1 });
  t.deepEqual(await tell(payload, { appKeyIndex: 0 }), { "access.not-bound": 1 });
});
