// Fast provisioning begun by a phone: over PB-GATT, then through the proxy of the first node.
import test from "ava";
import { MeshError, TimeoutError } from "../../../../../modules/base/errors.js";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { espressifPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import {
  appKeyIndex,
  FastNetwork,
  type FastNetworkOptions,
} from "../../../../support/fast-network.js";
import { spread } from "../../../../support/thoroughness.js";

/** A line: the phone is connected to the first device, and radios hear their neighbours. */
const line = { positions: [0, 1, 1, 2], range: 1, phone: true };
const group = 30_000;

test("a phone provisions the first device over PB-GATT, stays connected, and switches the group through it", async (t) => {
  const network = new FastNetwork(line);
  const { connections, devices, mesh, top, topHost } = network;
  const primary = await network.provision();
  t.is(primary.index, 0);
  t.true(top.connected);
  t.deepEqual(network.faults(), []);
  await mesh.result(top.whenForwarding(group));
  t.true(await network.switchAll(true));
  t.deepEqual(connections, [
    {
      state: "connected",
      node: primary.address!,
      proxy: 2 ** 48 + 0x100 + devices[0]!.host.radio.index,
    },
  ]);
  const sent = mesh.air.log.filter(({ from }) => from === topHost.radio.index);
  t.deepEqual(sent, [], "it sends nothing by advertising");
  // The Primary collects: nobody looks for the phone on the air.
  t.is(
    primary.fast.nodes.entries.every(({ stage }) => stage !== 0),
    true,
  );
  network.close();
  t.false(top.connected);
});

test("a phone with Espressif's numbers asks for the addresses while the GATT Proxy state is off", async (t) => {
  const network = new FastNetwork({ ...line, positions: [0, 1, 1], policy: espressifPolicy });
  const { devices, mesh, top } = network;
  const primary = await network.begin();
  const others = devices.filter((device) => device !== primary);
  const nodes = () => others.every(({ address }) => address !== undefined);
  t.true(await network.until(nodes, 60_000));
  const states = primary.fast.node.network!.proxyStates!;
  t.false(states.gattProxy);
  // Those that the Primary provisioned itself.
  const known = await mesh.result(top.getAddresses());
  t.true(known.size > 0);
  t.false(states.gattProxy);
  const begun = network.clock.now();
  await mesh.result(top.whenForwarding(60_000));
  t.true(states.gattProxy);
  t.true(network.clock.now() - begun > 5000);
  t.true(await network.switchAll(true));
  network.close();
});

/** Runs to the end, where something happens at a step; what was wrong. */
async function life(
  options: Partial<FastNetworkOptions>,
  disturb: (network: FastNetwork) => void | Promise<void>,
) {
  // What comes has the whole stack: that of a chip, inside XS.
  await Promise.resolve();
  const network = new FastNetwork({ ...line, positions: [0, 1], ...options });
  const { mesh } = network;
  await network.clock.run(1000);
  await mesh.result(network.top.createAppKey(appKeyIndex));
  const begun = network.top.begin(network.plan());
  begun.catch(() => undefined);
  await disturb(network);
  const outcome = await mesh.outcome(begun);
  if (outcome instanceof Error) return { network, faults: [outcome.message], lit: false };
  await network.until(() => network.faults().length === 0);
  const forwarding = await mesh.outcome(network.top.whenForwarding(60_000));
  const lit = !(forwarding instanceof Error) && (await network.switchAll(true));
  return { network, faults: network.faults(), lit };
}

/** Ends each connection at its PDU of this number, of all connections. */
function endAt({ mesh }: FastNetwork, number: number, side: 0 | 1) {
  let carried = 0;
  mesh.gatt!.onCarried = (_direction, _value, connection) => {
    if (carried++ === number) connection.close(side);
  };
  return () => carried;
}

for (const proxyClients of ["kept", "disconnected"] as const) {
  test(`the connection ends at every PDU, of a phone that is ${proxyClients}: the network is complete all the same`, async (t) => {
    let count = () => 0;
    const whole = await life({ proxyClients }, (network) => void (count = endAt(network, -1, 0)));
    t.deepEqual(whole.faults, []);
    t.true(whole.lit);
    whole.network.close();
    const pdus = count();
    t.true(pdus > 40, `${pdus} PDUs`);
    for (const number of spread(pdus)) {
      const { faults, lit, network } = await life(
        { proxyClients },
        (begun) => void endAt(begun, number, number % 2 === 0 ? 0 : 1),
      );
      t.deepEqual(faults, [], `ended at ${number} of ${pdus}`);
      t.true(lit, `ended at ${number} of ${pdus}`);
      const states = network.connections.map(({ state }) => state);
      // The phone gets each loss, and each reconnection.
      for (const [i, state] of states.entries()) t.is(state, i % 2 === 0 ? "connected" : "lost");
      t.is(states.at(-1), "connected");
      network.close();
    }
  });

  test(`the Primary Provisioner loses its power, of a phone that is ${proxyClients}: it goes on`, async (t) => {
    for (const place of spread(40)) {
      const { faults, lit, network } = await life({ proxyClients }, async (begun) => {
        await begun.clock.run(100 * place);
        const [primary] = begun.devices;
        primary!.cut();
        for (const connection of begun.mesh.gatt!.connections) connection.close(1);
        await begun.clock.run(700);
        primary!.boot(primary!.store.copy());
      });
      t.deepEqual(faults, [], `cut after ${100 * place} ms`);
      t.true(lit, `cut after ${100 * place} ms`);
      network.close();
    }
  });
}

test("the phone goes away and comes back with its store: the lights have provisioned each other meanwhile", async (t) => {
  for (const after of [300, 800, 1200, 2000, 5000]) {
    const network = new FastNetwork(line);
    const { clock, devices, mesh } = network;
    await clock.run(1000);
    await mesh.result(network.top.createAppKey(appKeyIndex));
    network.top.begin(network.plan()).catch(() => undefined);
    await clock.run(after);
    network.cutTop();
    for (const connection of mesh.gatt!.connections) connection.close(0);
    await clock.run(20_000);
    const entered = devices[0]!.fast.server.state === "active";
    if (entered) t.true(devices.every(({ address }) => address !== undefined));
    network.bootTop(network.topHost.store.copy());
    await mesh.result(network.top.createAppKey(appKeyIndex));
    await mesh.result(network.top.begin(network.plan()));
    await network.complete();
    t.deepEqual(network.faults(), [], `away after ${after} ms`);
    await mesh.result(network.top.whenForwarding(group));
    t.true(await network.switchAll(true), `away after ${after} ms`);
    network.close();
  }
});

test("a further round is begun through the proxy, and with another node", async (t) => {
  const network = new FastNetwork({ ...line, gatt: true });
  const { devices, mesh, top } = network;
  await network.provision();
  await mesh.result(top.whenForwarding(group));
  network.add(2);
  const other = devices.find(({ position }) => position === 1)!;
  await mesh.result(top.enter(network.plan(), other.address));
  await network.complete(5);
  t.deepEqual(network.faults(), []);
  network.close();
});

test("what is missing is said: a GATT client, a device with PB-GATT, a round, a GATT Proxy state that is on", async (t) => {
  const network = new FastNetwork({ positions: [0], phone: true, gatt: false });
  const { mesh, top } = network;
  const outcome = async (promise: Promise<unknown>) => {
    const error = await mesh.outcome(promise);
    t.true(error instanceof Error);
    return error as Error;
  };
  t.true((await outcome(top.whenForwarding(1000))) instanceof MeshError);
  await mesh.result(top.createAppKey(appKeyIndex));
  const none = await outcome(top.begin(network.plan()));
  t.regex(none.message, /advertised PB-GATT within 60 s/);
  t.true(none instanceof TimeoutError);
  delete network.topHost.radio.gattClient;
  network.bootTop(network.topHost.store);
  delete network.topHost.radio.gattClient;
  const without = await outcome(network.top.begin(network.plan()));
  t.regex(without.message, /no GATT client/);
  network.close();

  const busy = new FastNetwork({ ...line, policy: { ...adaptivePolicy, idleTimeout: Infinity } });
  await busy.provision();
  const off = await busy.mesh.outcome(busy.top.whenForwarding(3000));
  t.true(off instanceof TimeoutError);
  t.regex((off as Error).message, /GATT Proxy state of 5 was not on within 3000 ms/);
  busy.top.close();
  t.is(((await busy.mesh.outcome(busy.top.whenForwarding(3000))) as Error).name, "AbortError");
  busy.close();
});
