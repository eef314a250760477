// A device disappears while it is provisioned: the others must not suffer from it.
import test from "ava";
import { toHex } from "../../../../../modules/base/bytes.js";
import type { TraceEvent } from "../../../../../modules/host/trace.js";
import { type FastDevice, FastNetwork } from "../../../../support/fast-network.js";

const knows = ({ top }: FastNetwork, { uuid }: FastDevice) =>
  top.nodes.find((node) => toHex(node.uuid) === toHex(uuid));

/** Takes a network in of which the last device goes when it traces this. */
async function lose(gone: (event: TraceEvent) => boolean) {
  const network = new FastNetwork({ positions: [1, 2, 2, 2, 2], range: 1 });
  const lost = network.devices[4]!;
  await network.begin();
  const happened = await network.until(() => lost.host.events.some(gone), 20_000);
  const { deviceKey } = lost;
  lost.cut();
  const others = network.devices.slice(0, 4);
  const done = await network.until(() => network.faults(others).length === 0, 60_000);
  return { deviceKey, done, happened, lost, network, others };
}

for (const [name, pdu] of [
  ["its provisioning began", 0],
  ["it had the provisioner's public key", 3],
  ["it had the random value", 6],
] as const)
  test(`a device goes when ${name}: the others are done, and it is nobody's`, async (t) => {
    const { done, happened, lost, network, others } = await lose(
      (event) => event.type === "provisioning.receive" && event.pdu === pdu,
    );
    t.true(happened);
    t.true(done, network.faults(others).join(", "));
    await network.clock.run(60_000);
    t.is(knows(network, lost), undefined);
    t.is(network.top.nodes.length, 4);
    t.true(await network.switchAll(true, others));
    network.close();
  });

test("a node goes before it is configured: it is reported, as it may come back", async (t) => {
  const { deviceKey, done, happened, lost, network, others } = await lose(
    ({ type }) => type === "node.provisioned",
  );
  t.true(happened);
  t.true(done, network.faults(others).join(", "));
  t.true(await network.until(() => knows(network, lost) !== undefined, 60_000));
  t.is(toHex(knows(network, lost)!.deviceKey), deviceKey!);
  const busy = () => others.some(({ fast }) => fast.activity === "provisioning");
  t.true(await network.until(() => !busy(), 60_000));
  t.true(await network.switchAll(true, others));
  // And it does come back.
  lost.boot(lost.store.copy());
  t.true(
    await network.until(() => lost.fast.node.network!.applicationKeys.list.length > 0, 60_000),
  );
  await network.clock.run(2000);
  t.true(await network.switchAll(false));
  network.close();
});
