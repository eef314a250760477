import test from "ava";
import { fromHex } from "../../../../modules/base/bytes.js";
import { FoundDevices } from "../../../../modules/foundation/remote-provisioning/found-devices.js";
import type { ScannedDevice } from "../../../../modules/foundation/remote-provisioning/found-devices.js";
import { encodeUnprovisionedBeacon } from "../../../../modules/provisioning/beacon.js";
import { TestClock } from "../../../support/test-clock.js";

const uuidOf = (number: number) => new Uint8Array(16).fill(number);
const owner = { src: 1, netKeyIndex: 0 };

function rig() {
  const clock = new TestClock();
  const reports: { readonly at: number; readonly device: ScannedDevice }[] = [];
  const dones: (() => void)[] = [];
  const found = new FoundDevices({
    clock,
    owner,
    capacity: 3,
    report: (_owner, device, done) => {
      reports.push({ at: clock.now(), device });
      dones.push(done);
    },
  });
  /** It is heard inside other octets, as it is on the air. */
  const hear = (number: number, delay: number, rssi = -60, uriHash?: Uint8Array) => {
    const uuid = uuidOf(number);
    const beacon = encodeUnprovisionedBeacon({
      uuid,
      oobInformation: 0x8001,
      ...(uriHash && { uriHash }),
    });
    const data = Uint8Array.of(9, 9, ...beacon, 9, 9, 9, 9);
    const known = found.has(data, 2);
    found.add(data, 2, 2 + beacon.length, rssi, delay);
    return known;
  };
  return { clock, dones, found, hear, reports };
}

test("a device comes out as its beacon had it", async (t) => {
  const { clock, dones, hear, reports } = rig();
  hear(1, 0, -128);
  hear(2, 0, 20, fromHex("a1b2c3d4"));
  hear(3, 0, 127);
  for (let i = 0; i < 3; i++) {
    await clock.run(10);
    dones[i]!();
  }
  await clock.run(10);
  const common = { oobInformation: 0x8001, uriHash: undefined };
  t.deepEqual(
    reports.map(({ device }) => device),
    [
      { ...common, uuid: uuidOf(1), rssi: -128 },
      { ...common, uuid: uuidOf(2), rssi: 20, uriHash: fromHex("a1b2c3d4") },
      { ...common, uuid: uuidOf(3), rssi: 127 },
    ],
  );
});

test("one after the other, each when it is due and the one before is done", async (t) => {
  const { clock, dones, found, hear, reports } = rig();
  t.true(found.isReported);
  hear(1, 100);
  hear(2, 50);
  hear(3, 400);
  t.is(found.count, 3);
  await clock.run(300);
  t.deepEqual(
    reports.map(({ at, device }) => [device.uuid[0], at]),
    [[1, 100]],
    "the first is not done",
  );
  t.false(found.isReported);
  dones[0]!();
  await clock.run(1000);
  t.deepEqual(
    reports.map(({ at, device }) => [device.uuid[0], at]),
    [
      [1, 100],
      [2, 300],
    ],
  );
  dones[1]!();
  await clock.run(10);
  t.is(reports.length, 3, "what was due long ago is reported at once");
  t.false(found.isReported);
  dones[2]!();
  t.true(found.isReported);
});

test("it knows a device by its whole UUID", (t) => {
  const { found, hear } = rig();
  t.false(hear(1, 0));
  t.true(hear(1, 0));
  const almost = encodeUnprovisionedBeacon({ uuid: uuidOf(1).fill(2, 15), oobInformation: 0 });
  t.false(found.has(almost, 0));
});

test("stopped, it reports no more, also when what was under way is done", async (t) => {
  const { clock, dones, found, hear, reports } = rig();
  hear(1, 10);
  hear(2, 20);
  await clock.run(15);
  found.stop();
  t.true(found.isReported);
  dones[0]!();
  await clock.run(100);
  t.is(reports.length, 1);
});
