// Nodes and phones that know nothing of records, as Espressif's: addresses are all that they tell.
import test from "ava";
import { toHex } from "../../../../../modules/base/bytes.js";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { espressifPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import { defaultSarTransmitter } from "../../../../../modules/transport/sar-configuration.js";
import { type FastDevice, FastNetwork } from "../../../../support/fast-network.js";

/** Addresses in their order. */
function sorted(addresses: Iterable<number | undefined>): number[] {
  return ([...addresses] as number[]).sort((a, b) => a - b);
}

const addressesOf = (devices: readonly FastDevice[]) =>
  sorted(devices.map(({ address }) => address));

/** All are nodes, each has the AppKey and the group, and no address is there twice. */
function isDone({ devices }: FastNetwork): boolean {
  return devices.every(({ address, fast, light }) => {
    const configured = fast.node.network?.applicationKeys.list.length === 1;
    return address !== undefined && configured && light.subscriptionList.entries.length === 1;
  });
}

test("a phone without records: addresses after a minute, then the lights, then the end", async (t) => {
  for (const policy of [adaptivePolicy, espressifPolicy]) {
    const positions = new Array<number>(9).fill(0);
    const network = new FastNetwork({ policy, topPolicy: espressifPolicy, positions });
    const { clock, devices, mesh, top } = network;
    const primary = await network.begin();
    await clock.run(60_000);
    t.true(isDone(network), policy.name);
    const known = await mesh.result(top.getAddresses());
    t.deepEqual(sorted(new Set([...known, primary.address!])), addressesOf(devices), policy.name);
    t.deepEqual(
      top.nodes.map(({ address }) => address),
      [primary.address!],
    );
    t.true(await network.switchAll(true));
    await clock.run(10_500);
    for (const { fast } of devices) t.is(fast.server.state, "idle");
    network.close();
  }
});

/** Who is Primary Provisioner, and who takes in what that does not hear. */
const mixtures = [
  ["Espressif's Primary, ours behind it", espressifPolicy, adaptivePolicy],
  ["our Primary, Espressif's behind it", adaptivePolicy, espressifPolicy],
] as const;

for (const [name, first, others] of mixtures)
  test(`${name}: all are taken in, and their addresses known`, async (t) => {
    const network = new FastNetwork({
      policy: first,
      topPolicy: adaptivePolicy,
      positions: [1],
      range: 1,
    });
    for (const position of [2, 2, 2.5]) network.add(position, others);
    const { clock, devices, mesh, top } = network;
    const primary = await network.begin();
    t.is(primary.index, 0);
    t.true(await network.until(() => isDone(network), 60_000));
    await clock.run(20_000);
    const known = await mesh.result(top.getAddresses());
    t.deepEqual(sorted(new Set([...known, primary.address!])), addressesOf(devices));
    t.is(new Set(addressesOf(devices)).size, devices.length);
    // The first switch ends it at the Primary Provisioner, whose relay may be off until then.
    await network.switchAll(true);
    await clock.run(10_500);
    t.true(await network.switchAll(true));
    network.close();
  });

test("where the phone takes no records the Primary Provisioner keeps those of all", async (t) => {
  const network = new FastNetwork({ topPolicy: espressifPolicy, positions: [1, 2, 3], range: 1 });
  const { devices, top } = network;
  await network.begin();
  t.true(await network.until(() => isDone(network), 60_000));
  await network.clock.run(5000);
  t.is(top.nodes.length, 1);
  const [primary, ...others] = devices as [FastDevice, ...FastDevice[]];
  const { nodes } = primary.fast;
  t.is(nodes.entries.length, 2);
  for (const { address, deviceKey, uuid } of others) {
    t.deepEqual(nodes.get(address!)!.uuid, uuid);
    t.is(toHex(nodes.get(address!)!.deviceKey), deviceKey!);
  }
  // No node takes its records: the period of fast transmissions ends nevertheless.
  await network.clock.run(20_000);
  t.true(primary.fast.unreported > 0);
  for (const { fast } of devices)
    t.deepEqual(fast.node.network!.sarTransmitter, defaultSarTransmitter);
  network.close();
});

// The GATT Proxy state, which is off while others are provisioned.

const proxyStates = ({ proxy }: FastDevice) => proxy.map(([, enabled]) => enabled);

test("the GATT proxy of Espressif's Primary is back ten seconds after the last addresses came", async (t) => {
  // More than it takes in itself.
  const positions = new Array<number>(9).fill(0);
  const network = new FastNetwork({ policy: espressifPolicy, positions });
  const primary = await network.begin();
  await network.clock.run(100);
  t.deepEqual(proxyStates(primary), [false]);
  let length = 0;
  let last = 0;
  await network.until(() => {
    const now = primary.store.records.get("fast.a.000")?.length ?? 0;
    if (now !== length) last = network.clock.now();
    length = now;
    return primary.proxy.length > 1;
  });
  t.deepEqual(proxyStates(primary), [false, true]);
  t.true(isDone(network));
  t.true(length > 0);
  t.is(Math.round(primary.proxy[1]![0] - last), 10_000);
  network.close();
});

test("with few nodes it is back ten seconds after the Primary provisioned the last of them", async (t) => {
  const network = new FastNetwork({ policy: espressifPolicy, positions: [0, 0] });
  const primary = await network.begin();
  await network.until(() => primary.proxy.length > 1, 120_000);
  t.deepEqual(proxyStates(primary), [false, true]);
  const [child] = primary.fast.provisioner!.history;
  t.is(Math.round(primary.proxy[1]![0] - child!.provisioned), 10_000);
  network.close();
});

test("with one node expected it is back after three seconds", async (t) => {
  const network = new FastNetwork({ policy: espressifPolicy, positions: [0] });
  const primary = await network.begin();
  await network.until(() => primary.proxy.length > 1, 120_000);
  const [off, on] = primary.proxy;
  t.is(Math.round(on![0] - off![0]), 3000);
  network.close();
});

test("where there is nothing left to do it is on, and off again for a device that comes", async (t) => {
  const network = new FastNetwork({ positions: [0] });
  const primary = await network.begin({ count: 2 });
  await network.clock.run(3000);
  t.deepEqual(proxyStates(primary), [false, true]);
  network.add(0);
  await network.complete();
  t.deepEqual(proxyStates(primary), [false, true, false]);
  await network.clock.run(3000);
  t.deepEqual(proxyStates(primary), [false, true, false, true]);
  network.close();
});

test("no timer is set for a time that never comes: real clocks call back at once", async (t) => {
  const network = new FastNetwork({ policy: espressifPolicy, positions: [0, 0] });
  const { clock } = network;
  const schedule = clock.schedule.bind(clock);
  const wrong: number[] = [];
  clock.schedule = (callback, delay) => {
    if (!(delay < Infinity)) wrong.push(delay);
    return schedule(callback, delay);
  };
  await network.begin();
  await clock.run(60_000);
  t.true(isDone(network));
  t.deepEqual(wrong, []);
  network.close();
});
