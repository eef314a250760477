import test from "ava";
import {
  observe,
  retransmissionDelay,
  type ResponseTimes,
} from "../../../../modules/provisioning/pb-adv/response-time.js";
import { standardTiming } from "../../../../modules/provisioning/pb-adv/timing.js";
import { TestRandom } from "../../../support/test-random.js";

const after = (...times: number[]): ResponseTimes | undefined =>
  times.reduce<ResponseTimes | undefined>(observe, undefined);
const wait = (times: ResponseTimes | undefined, tries = 0) =>
  retransmissionDelay(standardTiming, times, tries, new TestRandom(1));

test("retransmission: a peer of which nothing is known has 20 to 50 ms, and its host and ours what they take", (t) => {
  t.is(wait(undefined), 150);
  // The delay, sending and hearing at either end, a second acknowledgement.
  t.true(wait(undefined) >= 50 + 28 + 10 + 10 + 30);
});

test("retransmission: a peer that was heard has the rest of its 30 ms, and what it took at most", (t) => {
  t.is(wait(after(24)), 24 + 30 + 5);
  t.is(wait(after(50, 24)), 24 + 30 + 5);
  t.is(wait(after(24, 50, 80)), 80 + 5);
  t.is(wait(after(2)), 45, "never less");
  t.is(wait(after(480)), 150, "never more: the waits grow");
});

test("retransmission: the waits grow beyond the beat of those that answer twice a second", (t) => {
  for (const times of [undefined, after(24)]) {
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((tries) => wait(times, tries));
    for (const [i, time] of waits.slice(1).entries()) t.true(time > waits[i]! || time === 1200);
    t.true(waits.filter((time) => time > 500).length >= 3);
  }
});
