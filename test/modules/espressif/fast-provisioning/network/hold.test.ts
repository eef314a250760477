// Reports wait while network PDUs of others are heard.
import test from "ava";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { FastNetwork } from "../../../../support/fast-network.js";

test("where the air is never free records come all the same, later", async (t) => {
  // Every PDU that was ever heard counts.
  const reportDeferral = { pdus: 1, window: Infinity, min: 40, max: 200 };
  const network = new FastNetwork({
    positions: [0, 0, 0],
    policy: { ...adaptivePolicy, reportDeferral },
  });
  const { clock, devices, top } = network;
  await network.begin();
  const nodes = () => devices.filter(({ address }) => address !== undefined).length;
  t.true(await network.until(() => nodes() === 3, 10_000));
  await clock.run(20_000);
  t.is(top.nodes.length, 1, "the Primary Provisioner alone");
  // The question whether the collector hears the node waited, and now the report does.
  await clock.run(45_000);
  t.is(top.nodes.length, 3);
  t.deepEqual(network.faults(), []);
  network.close();
});
