import test from "ava";
import {
  RemoteStatus,
  ScanState,
} from "../../../../modules/foundation/remote-provisioning/codes.js";
import type { ScannedDevice } from "../../../../modules/foundation/remote-provisioning/found-devices.js";
import { RemoteScan } from "../../../../modules/foundation/remote-provisioning/scan.js";
import { beaconPacket, heardBearer } from "../../../support/heard-radio.js";

const owner = { src: 1, netKeyIndex: 0 };
const other = { src: 2, netKeyIndex: 0 };
const otherSubnet = { src: 1, netKeyIndex: 1 };
const idle = { state: ScanState.idle, itemsLimit: 0, timeout: 0 };

function device(number: number): Uint8Array {
  const uuid = new Uint8Array(16).fill(0xaa);
  uuid[14] = number >> 8;
  uuid[15] = number;
  return uuid;
}

function rig(maximumItems = 8) {
  const { bearer, clock, radio, random } = heardBearer();
  const reports: { readonly src: number; readonly found: ScannedDevice; readonly at: number }[] =
    [];
  const scan = new RemoteScan({
    bearer,
    clock,
    random,
    maximumItems,
    report: ({ src }, found, done) => {
      reports.push({ src, found, at: clock.now() });
      done();
    },
  });
  const hear = (number: number, rssi = -60) => radio.receiver?.(beaconPacket(device(number)), rssi);
  const start = (from = owner, itemsLimit = 0, timeout = 10, uuid?: Uint8Array) =>
    scan.start(from, { itemsLimit, timeout, uuid });
  const numbers = () => reports.map(({ found }) => found.uuid[15]!);
  return { clock, hear, numbers, radio, reports, scan, start };
}

test("a device is reported once, after 20-500 ms, with what its beacon says", (t) => {
  const { clock, radio, reports, start } = rig();
  t.is(start(), RemoteStatus.success);
  const hash = Uint8Array.of(1, 2, 3, 4);
  for (let i = 0; i < 5; i++) radio.receiver!(beaconPacket(device(1), 0x8102, hash), -70 + i);
  t.is(reports.length, 0);
  clock.advance(500);
  t.is(reports.length, 1);
  t.deepEqual(reports[0]!.found, {
    rssi: -70,
    uuid: device(1),
    oobInformation: 0x8102,
    uriHash: hash,
  });
  t.true(reports[0]!.at >= 20);
});

test("a limit above what the server can is refused; 0 is what it can", (t) => {
  const { clock, hear, reports, scan, start } = rig(8);
  t.is(start(owner, 9), RemoteStatus.scanningCannotStart);
  t.deepEqual(scan.status, idle);
  t.is(start(owner, 8), RemoteStatus.success);
  t.is(start(owner, 0), RemoteStatus.success);
  for (let i = 0; i < 20; i++) hear(i);
  t.deepEqual(scan.status, idle);
  clock.advance(500);
  t.is(reports.length, 8);
});

test("it ends after as many as were asked for", (t) => {
  const { clock, hear, numbers, scan, start } = rig();
  start(owner, 2);
  t.deepEqual(scan.status, { state: ScanState.multiple, itemsLimit: 2, timeout: 10 });
  hear(1);
  hear(1);
  t.is(scan.status.state, ScanState.multiple);
  hear(2);
  t.deepEqual(scan.status, idle);
  hear(3);
  clock.advance(500);
  t.deepEqual(numbers().sort(), [1, 2]);
});

test("a scan for one device ends with it, and hears no other", (t) => {
  const { clock, hear, numbers, scan, start } = rig();
  start(owner, 0, 10, device(3));
  t.is(scan.status.state, ScanState.single);
  hear(1);
  hear(2);
  t.is(scan.status.state, ScanState.single);
  hear(3);
  t.deepEqual(scan.status, idle);
  clock.advance(500);
  t.deepEqual(numbers(), [3]);
});

test("it ends with its time, and tells what is left", (t) => {
  const { clock, hear, reports, scan, start } = rig();
  start(owner, 0, 3);
  t.is(scan.status.timeout, 3);
  clock.advance(2100);
  t.is(scan.status.timeout, 1);
  hear(1);
  clock.advance(900);
  t.deepEqual(scan.status, idle);
  hear(2);
  clock.advance(1000);
  t.is(reports.length, 1);
});

for (const [name, from] of [
  ["another client", other],
  ["the same client on another subnet", otherSubnet],
] as const)
  test(`a start by ${name} is refused while it runs, and accepted afterwards`, (t) => {
    const { scan, start } = rig();
    start(owner, 4, 5);
    t.is(start(from, 0, 9), RemoteStatus.invalidState);
    t.deepEqual(scan.status, { state: ScanState.multiple, itemsLimit: 4, timeout: 5 });
    scan.stop();
    t.is(start(from, 0, 9), RemoteStatus.success);
  });

test("a start by the same client begins anew: list, limit, time and device", (t) => {
  const { clock, hear, numbers, scan, start } = rig();
  start(owner, 4, 2);
  hear(1);
  clock.advance(1500);
  t.is(start(owner, 3, 20, device(2)), RemoteStatus.success);
  t.deepEqual(scan.status, { state: ScanState.single, itemsLimit: 3, timeout: 20 });
  clock.advance(1000);
  t.is(scan.status.state, ScanState.single);
  hear(1);
  hear(2);
  clock.advance(500);
  t.deepEqual(numbers(), [1, 2]);
  start();
  hear(1);
  start();
  hear(1);
  clock.advance(500);
  t.deepEqual(numbers(), [1, 2, 1]);
});

test("stopped, it reports nothing more", (t) => {
  const { clock, hear, reports, scan, start } = rig();
  start();
  hear(1);
  scan.stop();
  hear(2);
  clock.advance(1000);
  t.is(reports.length, 0);
  t.is(clock.pending, 0);
});

test("it ends with the subnet of its client, and with no other", (t) => {
  const { scan, start } = rig();
  start();
  scan.subnetDeleted(1);
  t.is(scan.status.state, ScanState.multiple);
  scan.subnetDeleted(0);
  t.deepEqual(scan.status, idle);
});

test("beacons of other lengths and types are not heeded", (t) => {
  const { clock, radio, reports, start } = rig();
  start();
  const whole = beaconPacket(device(1));
  for (let length = 3; length < whole.length; length++) {
    const cut = whole.slice(0, length);
    cut[0] = length - 1;
    radio.receiver!(cut, -60);
  }
  const secure = whole.slice();
  secure[2] = 1;
  radio.receiver!(secure, -60);
  clock.advance(500);
  t.is(reports.length, 0);
});

test("thousands of made-up devices: as many reports as the server can, and nothing that grows", (t) => {
  const { clock, hear, reports, scan, start } = rig(16);
  start(owner, 0, 60);
  for (let i = 0; i < 5000; i++) hear(i);
  t.true(clock.pending <= 17);
  clock.advance(500);
  t.is(reports.length, 16);
  t.deepEqual(scan.status, idle);
  t.is(clock.pending, 0);
  start(owner, 0, 60, device(9999));
  for (let i = 0; i < 5000; i++) hear(i);
  t.is(clock.pending, 1);
});
