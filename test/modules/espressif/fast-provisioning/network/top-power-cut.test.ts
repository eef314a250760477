// The top provisioner loses its power, at each write of its store and at times between. When it is back its program says the same again.
import test from "ava";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { espressifPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import type { FastProvisioningPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/policy.js";
import { appKeyIndex, FastNetwork } from "../../../../support/fast-network.js";
import { spread } from "../../../../support/thoroughness.js";

/** Milliseconds for which it is off. */
const off = 700;
/** Milliseconds between two cuts by time. */
const interval = 40;

/** What a program does at every start. */
function drive(net: FastNetwork): Promise<Error | undefined> {
  const { top } = net;
  const work = async () => {
    await top.createAppKey(appKeyIndex);
    await top.begin(net.plan());
  };
  return work().then(
    () => undefined,
    (error: unknown) => error as Error,
  );
}

/** Two lights in a line: the top provisioner hears the first alone. Over when all are known and lit. */
async function life(policy: FastProvisioningPolicy, cut: (net: FastNetwork) => Promise<boolean>) {
  // What comes has the whole stack: that of a chip, inside XS.
  await Promise.resolve();
  const net = new FastNetwork({ positions: [1, 2], range: 1, topPolicy: policy });
  await net.clock.run(1000);
  const first = drive(net);
  const store = net.topHost.store;
  const was = await cut(net);
  let outcome: Error | undefined;
  if (was) {
    net.cutTop();
    await net.clock.run(off);
    net.bootTop(store.copy());
    outcome = await net.mesh.outcome(drive(net));
  } else outcome = await net.mesh.outcome(first);
  const done = () => (policy.reportsRecords ? net.faults().length === 0 : lights(net));
  const complete = await net.until(done, 120_000);
  // Relays are on again when there is nothing left to do.
  await net.until(() => net.devices.every(({ fast }) => fast.activity !== "provisioning"), 60_000);
  const lit = await net.switchAll(true);
  const faults = policy.reportsRecords ? net.faults() : [];
  const { changes } = store;
  net.close();
  return { changes, complete, faults, lit, outcome, was };
}

/** Whether all are nodes with the AppKey: a top provisioner without records knows nothing else of them. */
function lights({ devices }: FastNetwork): boolean {
  return devices.every(({ fast }) => fast.node.network?.applicationKeys.list.length === 1);
}

const fine = { complete: true, faults: [], lit: true, outcome: undefined };

for (const policy of [adaptivePolicy, espressifPolicy]) {
  test(`${policy.name}: the top provisioner loses its power at every write, and all is done`, async (t) => {
    const { changes, ...uncut } = await life(policy, () => Promise.resolve(false));
    t.like(uncut, fine);
    t.true(changes >= 18, `${changes} writes`);
    for (const cutAt of spread(changes)) {
      const result = await life(policy, async (net) => {
        const { store } = net.topHost;
        store.cutAt = cutAt;
        return net.until(() => store.changes > cutAt, 20_000);
      });
      t.true(result.was, `cut at ${cutAt}`);
      t.like(result, fine, `cut at ${cutAt}`);
    }
  });

  test(`${policy.name}: the top provisioner loses its power at any time, and all is done`, async (t) => {
    for (const place of spread(75)) {
      const at = place * interval;
      const result = await life(policy, async ({ clock }) => {
        await clock.run(at);
        return true;
      });
      t.like(result, fine, `cut after ${at} ms`);
    }
  });
}
