// A provisioner's list has room for 120 devices; how many there are decides who else provisions.
import test from "ava";
import { encodeUnprovisionedBeacon } from "../../../../../modules/provisioning/beacon.js";
import { FastNetwork } from "../../../../support/fast-network.js";

const meshBeacon = 0x2b;
/** Milliseconds between two beacons of a device. */
const interval = 5000;

/** The beacon of a device that answers nobody: its UUID begins with `start`, and `number` is at its end. */
function beaconOf(number: number, start: number): Uint8Array {
  const uuid = Uint8Array.from({ length: 16 }, (_, i) => (i < 2 ? start : 0));
  uuid[14] = 0x80 | (number >> 8);
  uuid[15] = number & 0xff;
  const payload = encodeUnprovisionedBeacon({ uuid, oobInformation: 0 });
  return Uint8Array.of(payload.length + 1, meshBeacon, ...payload);
}

/** What a Primary Provisioner takes for the number of devices among so many that beacon. */
async function devicesHeardAmong(devices: number, start = 0xdd): Promise<number> {
  const network = new FastNetwork({ positions: [1] });
  const { air } = network.mesh;
  const { clock } = network;
  const primary = await network.begin();
  const { filter } = air;
  air.filter = (from, to, data) => from < 0 || filter!(from, to, data);
  let next = 0;
  const beacon = () => {
    air.inject(-1, beaconOf(next++ % devices, start));
    clock.schedule(beacon, interval / devices);
  };
  clock.schedule(beacon, 0);
  await clock.run(2 * interval);
  const { devicesHeard } = primary.fast.provisioner!;
  network.close();
  return devicesHeard;
}

test("devices that are too many for the list are estimated", async (t) => {
  const few = await devicesHeardAmong(60);
  t.true(few > 50 && few <= 60, `${few} of 60`);
  const many = await devicesHeardAmong(300);
  t.true(many >= 300 && many <= 660, `${many} of 300, each counted at most twice in 10 s`);
});

test("devices of another product are none of them", async (t) => {
  t.is(await devicesHeardAmong(300, 0xaa), 0);
});
