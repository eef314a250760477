import test from "ava";
import { Diagnostics } from "../../../../modules/base/diagnostics.js";
import { AdvertisingBearer } from "../../../../modules/bearer/advertising-bearer.js";
import { ProvisioningDevice } from "../../../../modules/provisioning/device.js";
import { ProvisionerRole } from "../../../../modules/provisioning/provisioner.js";
import { DroppingPeer } from "../../../support/dropping-peer.js";
import { testNetKey } from "../../../support/provisioning.js";
import { TestAir } from "../../../support/test-air.js";
import { TestClock } from "../../../support/test-clock.js";
import { TestRandom } from "../../../support/test-random.js";
import { virtualCrypto } from "../../../support/virtual-crypto.js";

const uuid = new Uint8Array(16).fill(7);

/** What a provisioning may take; one that stalls has not ended by then. */
const limit = 25_000;

/** One provisioning between our stack and one that drops its PDUs, which is the device or the provisioner. */
async function provision(seed: number, loss: number, peer: "device" | "provisioner") {
  const clock = new TestClock();
  const air = new TestAir({ clock, seed, loss, spacing: 20, halfDuplex: true });
  const node = (number: number) => {
    const random = new TestRandom(100 * seed + number);
    const diagnostics = new Diagnostics();
    const crypto = virtualCrypto(clock, 20);
    const bearer = new AdvertisingBearer({ radio: air.radio(), clock, random, diagnostics });
    return { clock, random, diagnostics, crypto, bearer };
  };
  const one = node(0);
  const other = node(1);
  const role = new ProvisionerRole(one);
  let provisioned = false;
  const device = new ProvisioningDevice({
    ...other,
    uuid,
    capabilities: { elements: 1 },
    onProvisioned: () => (provisioned = true),
  });
  const dropping = new DroppingPeer({
    ...(peer === "device" ? other : one),
    role: peer,
    ...(peer === "provisioner" && { linkId: 0x1234 }),
    uuid,
  });
  if (peer === "device") dropping.begin(device.accept(dropping)!);
  else device.start();
  let outcome: unknown;
  role
    .provision({
      uuid,
      assign: () => ({ netKey: testNetKey, netKeyIndex: 0, flags: 0, ivIndex: 0, address: 1 }),
      ...(peer === "device" ? {} : { openLink: (_uuid, callbacks) => dropping.begin(callbacks) }),
    })
    .then(
      (result) => (outcome = result.address),
      (error: unknown) => (outcome = error),
    );
  await clock.run(limit, () => outcome !== undefined && (provisioned || outcome !== 1));
  dropping.end();
  device.close();
  role.close();
  return { done: outcome === 1 && provisioned, time: clock.now(), dropped: dropping.dropped };
}

for (const peer of ["device", "provisioner"] as const)
  for (const loss of [0.02, 0.2])
    test(`PB-ADV: no provisioning of 100 stalls where the ${peer} drops what is answered, ${100 * loss} % lost`, async (t) => {
      t.timeout(170_000);
      const stalled: number[] = [];
      let dropped = 0;
      let slowest = 0;
      for (let seed = 1; seed <= 100; seed++) {
        const result = await provision(seed, loss, peer);
        if (!result.done) stalled.push(seed);
        dropped += result.dropped;
        slowest = Math.max(slowest, Math.round(result.time));
      }
      t.deepEqual(stalled, []);
      // With so much lost both acknowledgements of some PDUs are: then only one more helps.
      if (loss > 0.1) t.true(dropped > 5, `${dropped}`);
      t.log(`${dropped} PDUs were dropped unacknowledged; ${slowest} ms the slowest`);
    });
