import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import {
  decodeHeartbeat,
  encodeHeartbeat,
  isCountLog,
  isPeriodLog,
  periodLog,
  periodOf,
  publicationCount,
  publicationCountLog,
  subscriptionCount,
  subscriptionCountLog,
} from "../../../modules/transport/heartbeat.js";
import { TestRandom } from "../../support/test-random.js";

test("a Heartbeat message is its opcode, InitTTL and Features, and another length is none", (t) => {
  t.is(toHex(encodeHeartbeat({ initTtl: 5, features: 0x0003 })), "0a050003");
  const random = new TestRandom(4);
  for (let i = 0; i < 100; i++) {
    const heartbeat = { initTtl: random.next() % 128, features: random.next() % 65536 };
    t.deepEqual(decodeHeartbeat(encodeHeartbeat(heartbeat).subarray(1)), heartbeat);
  }
  // The top bit of InitTTL is reserved.
  t.deepEqual(decodeHeartbeat(Uint8Array.of(0x85, 0, 1)), { initTtl: 5, features: 1 });
  for (const length of [0, 1, 2, 4, 11]) t.is(decodeHeartbeat(new Uint8Array(length)), undefined);
});

/** Logarithm, and what it stands for as a count of publications and as seconds. §4.2.17 */
const logs: readonly (readonly [log: number, count: number, seconds: number])[] = [
  [0, 0, 0],
  [1, 1, 1],
  [2, 2, 2],
  [3, 4, 4],
  [0x10, 0x8000, 0x8000],
  [0x11, 0xfffe, 0x10000],
];

for (const [log, count, seconds] of logs)
  test(`logarithm ${log.toString(16)}: ${count} messages, ${seconds} seconds`, (t) => {
    t.is(publicationCount(log), count);
    t.is(publicationCountLog(count), log);
    t.is(periodOf(log), seconds);
    t.is(periodLog(seconds), log);
    t.true(isCountLog(log) && isPeriodLog(log));
  });

test("what is between two logarithms: a count to publish goes up, what was counted or is left goes down", (t) => {
  t.deepEqual([3, 5, 0x8001, 0xfffd].map(publicationCountLog), [3, 4, 0x11, 0x11]);
  t.deepEqual([1, 2, 3, 4, 0x8000, 0xfffe].map(subscriptionCountLog), [1, 2, 2, 3, 0x10, 0x10]);
  t.deepEqual([0.5, 3, 5, 0xffff, 0x20000].map(periodLog), [0, 2, 3, 0x10, 0x11]);
});

test("0xFFFF messages are FF: without end, or as many or more", (t) => {
  t.is(publicationCount(0xff), 0xffff);
  t.is(publicationCountLog(0xffff), 0xff);
  t.is(subscriptionCountLog(0xffff), 0xff);
  t.is(subscriptionCount(0xff), 0xffff);
  t.is(subscriptionCount(0x10), 0x8000);
  t.true(isCountLog(0xff));
  for (const log of [0x12, 0xfe]) t.false(isCountLog(log));
  for (const log of [0x12, 0xff]) t.false(isPeriodLog(log));
});
