import test from "ava";
import { espressifPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import type { FastProvisioningNodeOptions } from "../../../../../modules/espressif/fast-provisioning/provisioner/fast-provisioning-node-options.js";
import { FastProvisioningNode } from "../../../../../modules/espressif/fast-provisioning/provisioner/fast-provisioning-node.js";
import { Stage } from "../../../../../modules/espressif/node-records/node-record-store.js";
import { GenericOnOffServer } from "../../../../../modules/models/generic-onoff/server.js";
import { Asker, askerAddress, nodeAddress } from "../../../../support/fast-server-rig.js";
import { bindAll } from "../../../../support/foundation-rig.js";
import { appKey, deviceKeyOf, Mesh, netKey } from "../../../../support/mesh.js";

const enter = "c0e502 0602 0600 ff7f 81";
const told = "c4e502 0900 0800";
const get = "c6e502";

/** A light at 0005 with Espressif's numbers, and somebody who asks it. */
function rig(options: Partial<FastProvisioningNodeOptions> = {}) {
  const mesh = new Mesh();
  const asker = new Asker();
  bindAll(mesh.node(askerAddress, [{ models: [asker] }]));
  const proxy: boolean[] = [];
  const host = mesh.host();
  const light = new GenericOnOffServer({
    onChange: () => fast.lightSwitched(),
    onRequest: () => fast.lightRequested(),
  });
  const fast = new FastProvisioningNode({
    host,
    policy: espressifPolicy,
    companyId: 0xffff,
    elements: [{ models: [light] }],
    onGattProxy: (enabled) => proxy.push(enabled),
    ...options,
  });
  const deviceKey = deviceKeyOf(nodeAddress);
  fast.node.provision({ netKey, deviceKey, netKeyIndex: 0, ivIndex: 7, address: nodeAddress });
  fast.node.network!.applicationKeys.add(0, 0, appKey);
  fast.server.appKeyAdded(0, 0);
  const ask = async (payload: string, time = 3000) => {
    asker.heard.length = 0;
    asker.say(payload);
    await mesh.clock.run(time);
    return [...asker.heard];
  };
  return { ask, asker, fast, host, light, mesh, proxy };
}

test("SUSPEND keeps what the Primary knows of nodes, EXIT forgets it", async (t) => {
  for (const [action, addresses] of [
    ["02", "c7 070009000800"],
    ["03", "c7"],
  ] as const) {
    const { ask, fast, host } = rig();
    await ask(enter);
    t.is(fast.activity, "provisioning");
    fast.nodes.put({
      address: 7,
      elements: 1,
      rangeMin: 0,
      rangeMax: 0,
      uuid: new Uint8Array(16),
      deviceKey: new Uint8Array(16),
      stage: Stage.configured,
      own: true,
    });
    t.deepEqual(await ask(told), ["c5"]);
    t.deepEqual(await ask(get), ["c7 070009000800"]);
    t.deepEqual(await ask(`c0e502 0002 ${action}`, espressifPolicy.disableTimeout + 1000), [
      "c1 400000",
    ]);
    t.is(fast.activity, "idle");
    t.deepEqual(await ask(get), [addresses]);
    const kept = host.store.keys().filter((key) => /^fast\.[an]\./.test(key));
    t.is(kept.length, action === "02" ? 2 : 0);
  }
});

test("a node that left its network remembers nobody, and goes on in the next one", async (t) => {
  const { ask, fast, host, mesh } = rig();
  await ask(enter);
  await ask(told);
  fast.node.reset();
  t.deepEqual(
    host.store.keys().filter((key) => key.startsWith("fast.")),
    [],
  );
  const deviceKey = deviceKeyOf(nodeAddress);
  fast.node.provision({ netKey, deviceKey, netKeyIndex: 0, ivIndex: 8, address: nodeAddress });
  await mesh.clock.run(1000);
  t.is(fast.server.state, "idle");
  t.is(fast.activity, "idle");
  t.is(fast.nodes.entries.length, 0);
});

test("the GATT Proxy state is off while the node provisions, and on when that ends", async (t) => {
  const { ask, fast, mesh, proxy } = rig();
  await ask(enter);
  t.deepEqual(proxy, [false]);
  fast.lightSwitched();
  await mesh.clock.run(espressifPolicy.disableTimeout - 1);
  t.deepEqual(proxy, [false]);
  await mesh.clock.run(1);
  t.deepEqual(proxy, [false, true]);
});

test("where one node is expected the GATT Proxy state is on after 3 s, else 10 s after the last ACK", async (t) => {
  const one = rig();
  await one.ask("c0e502 0702 0100 0600 ff7f 81", 2900);
  t.deepEqual(one.proxy, [false]);
  await one.mesh.clock.run(1000);
  t.deepEqual(one.proxy, [false, true]);

  const many = rig();
  await many.ask(enter);
  await many.ask(told);
  await many.mesh.clock.run(6000);
  await many.ask(told);
  await many.mesh.clock.run(6000);
  t.deepEqual(many.proxy, [false]);
  await many.mesh.clock.run(2000);
  t.deepEqual(many.proxy, [false, true]);
});

// Generic OnOff Get; Set and Set Unacknowledged with the state, a transaction number.
const messages = [
  ["Get", "8201", false],
  ["Set that changes nothing", "8202 00 01", false],
  ["Set Unacknowledged that changes nothing", "8203 00 01", false],
  ["Set", "8202 01 01", true],
  ["Set Unacknowledged", "8203 01 01", true],
] as const;

for (const [name, payload, changes] of messages)
  for (const endedBy of [undefined, "request", "change"] as const)
    test(`a Generic OnOff ${name}, ended by ${endedBy ?? "default"}: when fast provisioning is over`, async (t) => {
      const { ask, asker, fast, mesh } = rig(endedBy ? { endedBy } : {});
      await ask(enter);
      asker.say(payload);
      const ends = changes || endedBy !== "change";
      await mesh.clock.run(espressifPolicy.disableTimeout - 1);
      t.is(fast.server.state, "active");
      await mesh.clock.run(200);
      t.is(fast.server.state, ends ? "idle" : "active");
    });
