import test from "ava";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { toHex } from "../../../modules/base/bytes.js";
import {
  commandComplete,
  decodeAdvertisingReport,
  encodeAdvertisingReport,
  type AdvertisingReport,
} from "../../../tools/hci/events.js";

test("Command Complete, octet for octet", (t) => {
  t.is(toHex(commandComplete(0x0c03, 0)), "040e0401030c00");
  t.is(toHex(commandComplete(0x2018, 0, Uint8Array.of(1, 2))), "040e060118200001" + "02");
});

const reports: readonly AdvertisingReport[] = [
  { kind: 3, random: true, address: 0xc60504030201, data: Uint8Array.of(2, 0x2b, 0), rssi: -60 },
  { kind: 0, random: false, address: 1, data: new Uint8Array(0), rssi: 20 },
  { kind: 4, random: true, address: 0xffffffffffff, data: new Uint8Array(31), rssi: -127 },
];

test("advertising reports round-trip", (t) => {
  t.is(
    toHex(encodeAdvertisingReport(reports[0]!)),
    "043e0f0201" + "0301" + "0102030405c6" + "03022b00" + "c4",
  );
  for (const report of reports)
    t.deepEqual(decodeAdvertisingReport(encodeAdvertisingReport(report)), report);
});

test("truncated, damaged and random reports are none", (t) => {
  const whole = encodeAdvertisingReport(reports[0]!);
  for (let end = 0; end < whole.length; end++)
    t.is(decodeAdvertisingReport(whole.subarray(0, end)), undefined);
  for (const at of [0, 1, 2, 3, 4, 13]) {
    const damaged = whole.slice();
    damaged[at]! ^= 0x40;
    t.is(decodeAdvertisingReport(damaged), undefined, `octet ${at}`);
  }
  const random = new SeededRandom("events");
  const octets = new Uint8Array(46);
  for (let i = 0; i < 1000; i++) {
    random.fill(octets);
    const report = decodeAdvertisingReport(octets.subarray(0, i % octets.length));
    t.true(report === undefined || report.data.length <= 31);
  }
});
