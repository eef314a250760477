import test from "ava";
import { s1 } from "../../../../modules/crypto/toolbox.js";
import { RemoteStatus } from "../../../../modules/foundation/remote-provisioning/codes.js";
import {
  type ExtendedReport,
  ExtendedScans,
} from "../../../../modules/foundation/remote-provisioning/extended-scan.js";
import { PacketKind } from "../../../../modules/host/radio.js";
import { crypto } from "../../../support/crypto.js";
import { adStructure } from "../../../../tools/fuzz/octets.js";
import { beaconPacket, heardBearer } from "../../../support/heard-radio.js";

const owner = { src: 1, netKeyIndex: 0 };
const device = (octet: number) => new Uint8Array(16).fill(octet);
const own = {
  uuid: device(0xee),
  oobInformation: 0x0102,
  adStructures: Uint8Array.of(3, 0x09, 0x41, 0x42, 2, 0x0a, 0xf4),
};
const uriType = 0x24;
const nameType = 0x09;
const uri = Uint8Array.from([0x17, 0x2f, 0x2f, 0x61]);
const uriHash = s1(crypto, uri).slice(0, 4);
const name = adStructure(nameType, Uint8Array.of(0x4c, 0x31));
const shortName = adStructure(0x08, Uint8Array.of(0x4c));
const power = adStructure(0x0a, Uint8Array.of(4));
const uriPacket = adStructure(uriType, uri);
const empty = new Uint8Array(0);

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function rig(capacity = 2) {
  const { bearer, clock, radio } = heardBearer();
  const reports: (ExtendedReport & { readonly src: number })[] = [];
  const scans = new ExtendedScans({
    clock,
    crypto,
    bearer,
    capacity,
    own,
    report: ({ src }, report) => reports.push({ src, ...report }),
  });
  const start = (types: readonly number[], uuid?: Uint8Array, timeout = 5, from = owner) =>
    scans.start(from, Uint8Array.from(types), uuid && { uuid, timeout });
  const hear = (data: Uint8Array, kind = PacketKind.nonConnectable as number, address = 7) =>
    radio.receiver!(data, -50, kind, address);
  return { clock, hear, radio, reports, scans, start };
}

for (const [what, types] of [
  ["a type twice", [0x09, 0x0a, 0x09]],
  ["an incomplete list of 16-bit UUIDs", [0x02]],
  ["an incomplete list of 32-bit UUIDs", [0x04]],
  ["an incomplete list of 128-bit UUIDs", [0x09, 0x06]],
  ["the shortened name", [0x08]],
] as const)
  test(`a request is ignored that asks for ${what}`, (t) => {
    const { clock, reports, start } = rig();
    start(types);
    start(types, device(1));
    t.is(clock.pending, 0);
    t.is(reports.length, 0);
  });

test("about itself the server reports at once", (t) => {
  const { reports, start } = rig();
  start([nameType, 0x24]);
  t.deepEqual(reports, [
    {
      src: 1,
      status: RemoteStatus.success,
      uuid: own.uuid,
      oobInformation: 0x0102,
      adStructures: own.adStructures.subarray(0, 4),
    },
  ]);
});

test("it ends as soon as everything is found, and scans actively while it runs", (t) => {
  const { clock, hear, radio, reports, start } = rig();
  t.false(radio.active);
  start([nameType, 0x0a], device(1));
  t.true(radio.active);
  hear(joined(beaconPacket(device(1), 0x20), name));
  t.is(reports.length, 0);
  hear(power, PacketKind.connectable);
  t.deepEqual(reports[0]!.adStructures, joined(name, power));
  t.is(reports[0]!.oobInformation, 0x20);
  t.false(radio.active);
  t.is(clock.pending, 0);
});

test("a scan response ends it where no URI is asked for, whatever it brought", (t) => {
  const { hear, reports, start } = rig();
  start([nameType, 0x16], device(1));
  hear(beaconPacket(device(1)));
  hear(power, PacketKind.scanResponse, 8);
  t.is(reports.length, 0);
  hear(joined(power, name), PacketKind.scanResponse);
  t.deepEqual(reports[0]!.adStructures, name);
});

test("a shortened name answers for the complete one until that comes", (t) => {
  const { clock, hear, reports, start } = rig();
  start([nameType, 0x16], device(1));
  hear(beaconPacket(device(1)));
  hear(shortName, PacketKind.connectable);
  hear(name, PacketKind.connectable);
  hear(shortName, PacketKind.connectable);
  clock.advance(5000);
  t.deepEqual(reports[0]!.adStructures, name);
  start([nameType], device(1));
  hear(joined(beaconPacket(device(1)), shortName));
  t.deepEqual(reports[1]!.adStructures, shortName);
});

test("a URI is the device's where its hash says so, whoever sent it", (t) => {
  const { hear, reports, start } = rig();
  start([uriType], device(1));
  hear(uriPacket);
  hear(beaconPacket(device(1), 2, uriHash));
  hear(adStructure(uriType, Uint8Array.of(1, 2, 3)));
  t.is(reports.length, 0);
  hear(uriPacket, PacketKind.nonConnectable, 99);
  hear(beaconPacket(device(1), 2, uriHash));
  t.deepEqual(reports[0]!.adStructures, uriPacket);
});

test("only a URI asked for, and the beacon has no hash: there is none", (t) => {
  const { hear, reports, start } = rig();
  start([uriType], device(1));
  hear(beaconPacket(device(1), 2));
  t.is(reports.length, 1);
  t.deepEqual(reports[0]!.adStructures, empty);
  t.is(reports[0]!.oobInformation, 2);
});

test("a URI and more: the scan response alone is not enough", (t) => {
  const { hear, reports, start } = rig();
  start([uriType, nameType, 0x16], device(1));
  hear(beaconPacket(device(1), 2, uriHash));
  hear(name, PacketKind.scanResponse);
  t.is(reports.length, 0);
  hear(uriPacket);
  hear(name, PacketKind.scanResponse);
  t.deepEqual(reports[0]!.adStructures, joined(name, uriPacket));
});

test("with its time it reports what there is; of a device that was never heard, the UUID alone", (t) => {
  const { clock, hear, reports, start } = rig();
  start([nameType, 0x16], device(1), 3);
  start([nameType], device(2), 4);
  hear(joined(beaconPacket(device(1), 1), name));
  clock.advance(2999);
  t.is(reports.length, 0);
  clock.advance(1001);
  t.like(reports[0]!, { uuid: device(1), oobInformation: 1, adStructures: name });
  t.deepEqual(reports[1]!, {
    src: 1,
    status: RemoteStatus.success,
    uuid: device(2),
    oobInformation: undefined,
    adStructures: empty,
  });
});

test("more at a time than the server has room for are refused; a repeated request is one", (t) => {
  const { clock, reports, start } = rig(2);
  start([nameType], device(1));
  start([nameType], device(1));
  start([nameType], device(1), 5, { src: 2, netKeyIndex: 0 });
  start([nameType], device(3));
  t.deepEqual(reports, [
    {
      src: 1,
      status: RemoteStatus.limitedResources,
      uuid: device(3),
      oobInformation: undefined,
      adStructures: empty,
    },
  ]);
  clock.advance(5000);
  t.deepEqual(
    reports.map(({ src, uuid }) => [src, uuid[0]]),
    [
      [1, 3],
      [1, 1],
      [2, 1],
    ],
  );
  start([nameType], device(3));
  clock.advance(5000);
  t.is(reports[3]!.status, RemoteStatus.success);
});

test("those of a subnet end with it; closed, all end", (t) => {
  const { clock, radio, reports, scans, start } = rig(4);
  start([nameType], device(1));
  start([nameType], device(2), 5, { src: 1, netKeyIndex: 1 });
  scans.subnetDeleted(1);
  clock.advance(5000);
  t.deepEqual(
    reports.map(({ uuid }) => uuid[0]),
    [1],
  );
  start([nameType], device(1));
  scans.close();
  t.false(radio.active);
  t.is(clock.pending, 0);
});

test("structures that a report has no room for are left out", (t) => {
  const { clock, hear, reports, start } = rig();
  const types = Array.from({ length: 16 }, (_, i) => 0x30 + i);
  start(types, device(1));
  hear(beaconPacket(device(1)));
  for (const type of types) hear(adStructure(type, new Uint8Array(29).fill(type)));
  clock.advance(5000);
  t.is(reports[0]!.adStructures.length, 11 * 31);
});

test("packets that are cut short do no harm", (t) => {
  const { clock, hear, reports, start } = rig();
  start([nameType, 0x0a], device(1));
  hear(beaconPacket(device(1)));
  for (let length = 1; length < name.length; length++) hear(name.slice(0, length));
  hear(Uint8Array.of(0, 0, 0));
  hear(Uint8Array.of(200, nameType, 1));
  clock.advance(5000);
  t.deepEqual(reports[0]!.adStructures, empty);
});
