import test from "ava";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { fromHex } from "../../../modules/base/bytes.js";
import {
  decodeAdvertisingData,
  decodeAdvertisingParameters,
  decodeScanParameters,
} from "../../../tools/hci/parameters.js";

for (const [name, hex, expected] of [
  [
    "20 ms, not connectable, from a random address",
    "20002000030100000000000000" + "0700",
    { interval: 20, kind: 3, address: "random" },
  ],
  [
    "100 to 150 ms, connectable, from the public address",
    "a000f000000000000000000000" + "0700",
    { interval: 100, kind: 0, address: "public" },
  ],
  [
    "scannable, on one channel",
    "20002000020100000000000000" + "0100",
    { interval: 20, kind: 2, address: "random" },
  ],
  [
    "directed",
    "20002000010100000000000000" + "0700",
    { interval: 20, kind: undefined, address: "random" },
  ],
  ["an interval of 19.375 ms", "1f002000030100000000000000" + "0700", undefined],
  ["an interval of more than 10.24 s", "200001400301000000000000000700", undefined],
  ["the most below the least", "300020000301000000000000000700", undefined],
  ["no such type", "200020000501000000000000000700", undefined],
  ["no channel", "200020000301000000000000000800", undefined],
] as const)
  test(`advertising parameters: ${name}`, (t) => {
    t.deepEqual(decodeAdvertisingParameters(fromHex(hex)), expected);
  });

for (const [name, hex, expected] of [
  [
    "passive",
    "00300030000000",
    { active: false, interval: 30, window: 30, filtered: false, address: "public" },
  ],
  [
    "active, half",
    "01600030000100",
    { active: true, interval: 60, window: 30, filtered: false, address: "random" },
  ],
  [
    "accept list",
    "00300030000001",
    { active: false, interval: 30, window: 30, filtered: true, address: "public" },
  ],
  ["a window above its interval", "00300031000000", undefined],
  ["no window", "00300000000000", undefined],
  ["no such type", "02300030000000", undefined],
] as const)
  test(`scan parameters: ${name}`, (t) => {
    t.deepEqual(decodeScanParameters(fromHex(hex)), expected);
  });

test("advertising data of any length, and no more than there are", (t) => {
  const octets = new Uint8Array(32).fill(5);
  for (let length = 0; length <= 255; length++) {
    octets[0] = length;
    const data = decodeAdvertisingData(octets);
    t.is(data?.length, length <= 31 ? length : undefined);
  }
});

test("random parameters never throw", (t) => {
  const random = new SeededRandom("parameters");
  const octets = new Uint8Array(15);
  for (let i = 0; i < 2000; i++) {
    random.fill(octets);
    const advertising = decodeAdvertisingParameters(octets);
    t.true(advertising === undefined || advertising.interval >= 20);
    const scan = decodeScanParameters(octets.subarray(0, 7));
    t.true(scan === undefined || scan.window <= scan.interval);
  }
});
