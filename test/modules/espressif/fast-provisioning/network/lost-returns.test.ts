// A Temporary Provisioner that was taken for lost comes back.
import test from "ava";
import { toHex } from "../../../../../modules/base/bytes.js";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { loseProvisioner } from "../../../../support/lost-provisioner.js";
import { spread } from "../../../../support/thoroughness.js";

for (const phone of [false, true])
  test(`it comes back after its nodes were asked${phone ? " by a phone" : ""}: all are known once, and its reports are accepted`, async (t) => {
    for (const place of spread(14, 2)) {
      const { lost, network } = await loseProvisioner({ phone });
      const { clock, devices, mesh, top } = network;
      const complete = mesh.outcome(top.whenComplete(6, 300_000), 400_000);
      await clock.run(adaptivePolicy.recoveryDelay - 100 + 130 * place);
      const known = top.nodes.length;
      lost.policy = adaptivePolicy;
      lost.boot(lost.store.copy());
      t.is(await complete, undefined);
      t.true(await network.until(() => lost.fast.unreported === 0));
      const name = `back at ${place}, with ${known} nodes`;
      t.deepEqual(network.faults(), [], name);
      t.is(top.nodes.length, devices.length, name);
      t.is(new Set(top.nodes.map(({ uuid }) => toHex(uuid))).size, devices.length, name);
      t.is(top.provisioner.node.diagnostics.dropped("fast-provisioning.record"), 0, name);
      network.close();
    }
  });
