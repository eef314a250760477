import test from "ava";
import type { PbfReader, PbfWriter } from "pbf";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { decode, encode } from "../../../modules/protocomm/codec.js";
import { readSessionData, writeSessionData } from "../../../modules/protocomm/proto/session.js";
import {
  readConfigPayload,
  writeConfigPayload,
} from "../../../modules/protocomm/proto/wifi-config.js";
import { readCtrlPayload, writeCtrlPayload } from "../../../modules/protocomm/proto/wifi-ctrl.js";
import { readScanPayload, writeScanPayload } from "../../../modules/protocomm/proto/wifi-scan.js";
import { TestRandom } from "../../support/test-random.js";

const octets = (length: number) => Uint8Array.from({ length }, (_, i) => 200 + i);

/** A message, what reads and writes it, and its octets as protoc would have them. */
type Case = readonly [
  object,
  (pbf: PbfReader) => object,
  (message: never, pbf: PbfWriter) => void,
  string,
];

const session = (message: object, hex: string): Case => [
  message,
  readSessionData,
  writeSessionData,
  hex,
];
const config = (message: object, hex: string): Case => [
  message,
  readConfigPayload,
  writeConfigPayload,
  hex,
];
const scan = (message: object, hex: string): Case => [
  message,
  readScanPayload,
  writeScanPayload,
  hex,
];
const ctrl = (message: object, hex: string): Case => [
  message,
  readCtrlPayload,
  writeCtrlPayload,
  hex,
];

const cases: readonly Case[] = [
  session({ sec0: { msg: 0, sc: {} } }, "5203a20100"),
  session({ sec0: { msg: 1, sr: { status: 7 } } }, "52070801aa01020807"),
  session(
    { sec_ver: 1, sec1: { msg: 0, sc0: { client_pubkey: octets(2) } } },
    "10015a07a201040a02c8c9",
  ),
  session(
    { sec_ver: 1, sec1: { msg: 1, sr0: { device_pubkey: octets(1), device_random: octets(2) } } },
    "10015a0c0801aa01071201c81a02c8c9",
  ),
  session(
    { sec_ver: 1, sec1: { msg: 2, sc1: { client_verify_data: octets(1) } } },
    "10015a080802b201031201c8",
  ),
  session(
    { sec_ver: 1, sec1: { msg: 3, sr1: { device_verify_data: octets(1) } } },
    "10015a080803ba01031a01c8",
  ),
  session(
    { sec_ver: 2, sec2: { msg: 0, sc0: { client_username: octets(1), client_pubkey: octets(2) } } },
    "10026 20aa201070a01c81202c8c9",
  ),
  session(
    { sec_ver: 2, sec2: { msg: 1, sr0: { device_pubkey: octets(1), device_salt: octets(2) } } },
    "1002620c0801aa01071201c81a02c8c9",
  ),
  session(
    { sec_ver: 2, sec2: { msg: 2, sc1: { client_proof: octets(1) } } },
    "100262080802b201030a01c8",
  ),
  session(
    { sec_ver: 2, sec2: { msg: 3, sr1: { device_proof: octets(1), device_nonce: octets(2) } } },
    "1002620c0803ba01071201c81a02c8c9",
  ),
  config({ msg: 0, cmd_get_status: {} }, "5200"),
  config(
    {
      msg: 1,
      resp_get_status: {
        connected: {
          ip4_addr: "1.2.3.4",
          auth_mode: 3,
          ssid: octets(1),
          bssid: octets(6),
          channel: 11,
        },
      },
    },
    "08015a1a5a180a07312e322e332e3410031a01c82206c8c9cacbcccd280b",
  ),
  // AuthError is 0, and there all the same
  config({ msg: 1, resp_get_status: { sta_state: 3, fail_reason: 0 } }, "08015a0410035000"),
  config({ msg: 1, resp_get_status: { sta_state: 3, fail_reason: 1 } }, "08015a0410035001"),
  config(
    { msg: 1, resp_get_status: { sta_state: 1, attempt_failed: { attempts_remaining: 2 } } },
    "08015a06100162020802",
  ),
  config(
    {
      msg: 2,
      cmd_set_config: { ssid: octets(1), passphrase: octets(2), bssid: octets(6), channel: 6 },
    },
    "080262110a01c81202c8c91a06c8c9cacbcccd2006",
  ),
  config({ msg: 3, resp_set_config: { status: 4 } }, "08036a020804"),
  config({ msg: 4, cmd_apply_config: {} }, "08047200"),
  config({ msg: 5, resp_apply_config: { status: 5 } }, "08057a020805"),
  scan(
    {
      msg: 0,
      cmd_scan_start: { blocking: true, passive: true, group_channels: 5, period_ms: 300 },
    },
    "52090801100118 0520ac02",
  ),
  scan({ msg: 1, status: 5, resp_scan_start: {} }, "080110055a00"),
  scan({ msg: 2, cmd_scan_status: {} }, "08026200"),
  scan({ msg: 3, resp_scan_status: { scan_finished: true, result_count: 16 } }, "08036a0408011010"),
  scan({ msg: 4, cmd_scan_result: { start_index: 4, count: 4 } }, "0804720408041004"),
  // a negative number takes 10 octets
  scan(
    {
      msg: 5,
      resp_scan_result: {
        entries: [{ ssid: octets(1), channel: 6, rssi: -50, bssid: octets(6), auth: 3 }],
      },
    },
    "08057a1c0a1a0a01c8100618ceffffffffffffffff012206c8c9cacbcccd2803",
  ),
  ctrl({ msg: 1, cmd_ctrl_reset: {} }, "08015a00"),
  ctrl({ msg: 2, status: 5, resp_ctrl_reset: {} }, "080210056200"),
  ctrl({ msg: 3, cmd_ctrl_reprov: {} }, "08036a00"),
  ctrl({ msg: 4, resp_ctrl_reprov: {} }, "08047200"),
];

test("every message is written as it should be, and read as it was written", (t) => {
  for (const [message, read, write, hex] of cases) {
    const expected = toHex(fromHex(hex));
    t.is(toHex(encode(write, message as never)), expected);
    t.like(decode(read, fromHex(hex)), message);
  }
});

test("unknown fields are passed over", (t) => {
  const [message, read] = cases[15]!;
  for (const field of ["f80101", "fa0103616263", "fd0101020304", "f9010102030405060708"])
    for (const hex of [cases[15]![3] + field, field + cases[15]![3]])
      t.like(decode(read, fromHex(hex)), message, field);
});

test("what is cut short never reads as a whole message of another length", (t) => {
  for (const [, read, , hex] of cases) {
    const whole = fromHex(hex);
    for (let length = 0; length < whole.length; length++) {
      const part = whole.subarray(0, length);
      t.notThrows(() => decode(read, part));
    }
  }
});

test("octets at random never throw", (t) => {
  const random = new TestRandom(7);
  let read = 0;
  for (let i = 0; i < 2000; i++) {
    const [, reader, , hex] = cases[i % cases.length]!;
    const changed = fromHex(hex);
    const noise = random.bytes(random.below(40));
    if (i % 2 === 0 && changed.length > 0)
      changed[random.below(changed.length)] = random.below(256);
    if (decode(reader, i % 2 === 0 ? changed : noise)) read++;
  }
  t.true(read > 100 && read < 2000);
});
