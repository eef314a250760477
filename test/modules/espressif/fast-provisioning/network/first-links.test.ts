// A provisioner without a child yet chooses in another way, and gets the number of its attempts.
import test from "ava";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { encodeUnprovisionedBeacon } from "../../../../../modules/provisioning/beacon.js";
import { FastNetwork } from "../../../../support/fast-network.js";

/** AD types of PB-ADV, and of beacons. */
const pbAdv = 0x29;
const meshBeacon = 0x2b;
/** Where link control stands in a PB-ADV packet, and Link Open. */
const linkControl = 7;
const linkOpen = 0x03;

test("links before the first that brings a node are counted, whatever comes after", async (t) => {
  const choices: number[] = [];
  const network = new FastNetwork({
    positions: [1, 1, 1, 1],
    policy: {
      ...adaptivePolicy,
      maxLinks: 1,
      makesProvisioner: () => false,
      chooseDevice: (_candidates, { linksOpened }) => {
        choices.push(linksOpened);
        return 0;
      },
    },
  });
  // From the first choice on, which may be made before `begin` returns, no Link Open is received.
  const deaf = { air: network.mesh.air.filter! };
  network.mesh.air.filter = (from, to, data) =>
    deaf.air(from, to, data) &&
    (choices.length === 0 || data[1] !== pbAdv || data[linkControl] !== linkOpen);
  await network.begin();
  t.true(await network.until(() => choices.length === 4, 20_000));
  t.deepEqual(choices, [0, 1, 2, 3]);
  network.mesh.air.filter = deaf.air;
  await network.complete();
  const rest = choices.slice(4);
  const atFirst = rest.findIndex((tried) => tried === Infinity);
  t.deepEqual(
    rest.slice(0, atFirst),
    Array.from({ length: atFirst }, (_, i) => 4 + i),
  );
  t.is(rest.slice(atFirst).length, 2, "one device brought it there, two are left");
  t.true(rest.slice(atFirst).every((tried) => tried === Infinity));
  network.close();
});

test("a beacon that comes while its device is on a link opens no second one, and none costs a record", async (t) => {
  const network = new FastNetwork({ positions: [1, 2], range: 1 });
  const { devices, mesh } = network;
  const primary = await network.begin();
  const child = devices.find((device) => device !== primary)!;
  const provisioner = () => primary.fast.provisioner?.links.opened ?? 0;
  t.true(await network.until(() => provisioner() === 1, 20_000));
  const payload = encodeUnprovisionedBeacon({ uuid: child.uuid, oobInformation: 0 });
  const beacon = Uint8Array.of(payload.length + 1, meshBeacon, ...payload);
  // As long as the link is open there is one on its way.
  const told = ({ step }: { step?: string }) => step === "provisioned";
  while (!(primary.host.events as { step?: string }[]).some(told) && network.clock.now() < 20_000) {
    mesh.air.inject(child.host.radio.index, beacon);
    await network.clock.run(5);
  }
  t.is(provisioner(), 1);
  await network.complete();
  t.is(provisioner(), 1);
  t.true(await network.until(() => primary.fast.unreported === 0, 20_000));
  // One under the name of a node takes the time of a link, and no record.
  const { entries } = primary.fast.nodes;
  t.is(entries.length, 1);
  mesh.air.inject(child.host.radio.index, beacon);
  t.true(await network.until(() => primary.fast.provisioner!.links.failed === 1, 20_000));
  t.deepEqual(primary.fast.nodes.entries, entries);
  t.deepEqual(network.faults(), []);
  network.close();
});
