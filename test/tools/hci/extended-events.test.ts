import test from "ava";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { toHex } from "../../../modules/base/bytes.js";
import {
  decodeExtendedReport,
  encodeExtendedReport,
  encodeScanTimeout,
  encodeSetTerminated,
  type ExtendedReport,
} from "../../../tools/hci/extended-events.js";

const legacy = { sid: undefined, isScanResponse: false, random: true, rssi: -60 };
const reports: readonly ExtendedReport[] = [
  { ...legacy, kind: 3, address: 0xc60504030201, data: Uint8Array.of(2, 0x2b, 0) },
  { ...legacy, kind: 0, random: false, address: 1, data: new Uint8Array(0), rssi: 20 },
  { ...legacy, kind: 1, address: 2, data: new Uint8Array(31), rssi: -127 },
  { ...legacy, kind: 0, isScanResponse: true, address: 2, data: new Uint8Array(31) },
  { ...legacy, kind: 2, isScanResponse: true, address: 2, data: new Uint8Array(31) },
  { ...legacy, kind: 3, sid: 0, address: 0xffffffffffff, data: new Uint8Array(31) },
  { ...legacy, kind: 3, sid: 15, address: 0xffffffffffff, data: Uint8Array.of(1) },
];

test("extended advertising reports round-trip", (t) => {
  for (const report of reports)
    t.deepEqual(decodeExtendedReport(encodeExtendedReport(report)), report);
});

test("truncated, damaged and random reports are none", (t) => {
  const whole = encodeExtendedReport(reports[0]!);
  for (let end = 0; end < whole.length; end++)
    t.is(decodeExtendedReport(whole.subarray(0, end)), undefined);
  for (const at of [0, 1, 2, 3, 4, 28]) {
    const damaged = whole.slice();
    damaged[at]! ^= 0x40;
    t.is(decodeExtendedReport(damaged), undefined, `octet ${at}`);
  }
  const random = new SeededRandom("events");
  const octets = new Uint8Array(80);
  for (let i = 0; i < 1000; i++) {
    random.fill(octets);
    octets.set([4, 0x3e, (i % octets.length) - 3, 0x0d, 1]);
    octets[28] = (i % octets.length) - 29;
    const report = decodeExtendedReport(octets.subarray(0, i % octets.length));
    t.is(report !== undefined, i % octets.length >= 29);
  }
});

test("LE Advertising Set Terminated and LE Scan Timeout, octet for octet", (t) => {
  t.is(toHex(encodeSetTerminated(4, 0x43, 7)), "043e06" + "12" + "43" + "04" + "0000" + "07");
  t.is(toHex(encodeScanTimeout()), "043e01" + "11");
});
