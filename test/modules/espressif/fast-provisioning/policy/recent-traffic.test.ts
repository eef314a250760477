import test from "ava";
import {
  pduTimes,
  RecentLinks,
  RecentPdus,
} from "../../../../../modules/espressif/fast-provisioning/policy/recent-traffic.js";
import { adStructure } from "../../../../../tools/fuzz/octets.js";
import { heardBearer } from "../../../../support/heard-radio.js";
import { TestClock } from "../../../../support/test-clock.js";

test("each link counts once, from when it was heard last", (t) => {
  const links = new RecentLinks();
  t.is(links.countSince(-1000), 0);
  links.heard(1, 0);
  links.heard(2, 10);
  links.heard(1, 20);
  links.heard(1, 30);
  t.is(links.countSince(0), 2);
  t.is(links.countSince(10), 2);
  t.is(links.countSince(11), 1);
  t.is(links.countSince(30), 1);
  t.is(links.countSince(31), 0);
});

test("a link that was closed does not count, unless it is heard again", (t) => {
  const links = new RecentLinks();
  links.heard(1, 0);
  links.heard(2, 0);
  links.closed(2);
  links.closed(3);
  t.is(links.countSince(0), 1);
  links.heard(2, 5);
  t.is(links.countSince(0), 2);
  links.closed(1);
  t.is(links.countSince(0), 1);
});

test("the link 00000000 is one like others", (t) => {
  const links = new RecentLinks();
  links.heard(0, 5);
  t.is(links.countSince(5), 1);
  links.heard(0xffffffff, 6);
  links.heard(0, 7);
  t.is(links.countSince(0), 2);
  links.closed(0);
  links.closed(0xffffffff);
  t.is(links.countSince(0), 0);
});

test("64 are remembered: the one not heard for longest makes room", (t) => {
  const links = new RecentLinks();
  for (let id = 0; id < 64; id++) links.heard(id, id);
  links.heard(0, 100);
  links.heard(64, 101);
  t.is(links.countSince(0), 64);
  // Link 1 was the oldest, then link 2.
  t.is(links.countSince(2), 64);
  t.is(links.countSince(3), 63);
  links.closed(1);
  t.is(links.countSince(0), 64);
  links.closed(0);
  t.is(links.countSince(0), 63);
});

test("a new link takes the place of one that was closed", (t) => {
  const links = new RecentLinks();
  for (let id = 0; id < 64; id++) links.heard(id, 1 + id);
  links.closed(40);
  links.heard(100, 200);
  t.is(links.countSince(0), 64);
  links.closed(100);
  t.is(links.countSince(0), 63);
});

test("how long ago the one came that is so many back", (t) => {
  const clock = new TestClock();
  const pdus = new RecentPdus(clock, 3);
  const ages = [10, 11, 11, 40, 41, 50, 90].map((time) => {
    clock.advance(time - clock.now());
    pdus.heard();
    return pdus.age;
  });
  t.deepEqual(ages, [Infinity, Infinity, 1, 29, 30, 10, 49]);
  clock.advance(5);
  t.is(pdus.age, 54);
});

test("none was heard, one alone, and none after the end, which is told once", (t) => {
  const clock = new TestClock();
  let ends = 0;
  const pdus = new RecentPdus(clock, 1, () => ends++);
  t.is(pdus.age, Infinity);
  pdus.heard();
  t.is(pdus.age, 0);
  pdus.close();
  pdus.close();
  t.is(pdus.age, Infinity);
  t.is(ends, 1);
});

test("a number of PDUs that cannot be kept is refused", (t) => {
  const clock = new TestClock();
  for (const count of [0, -1, 1.5, NaN, 1025])
    t.throws(() => new RecentPdus(clock, count), { instanceOf: RangeError, message: /1 to 1024/ });
  t.is(new RecentPdus(clock, 1024).age, Infinity);
});

test("the radio keeps the times where it can, else the bearer receives every PDU", (t) => {
  const clock = new TestClock();
  const { bearer, radio } = heardBearer();
  const received = pduTimes(bearer, clock, 1);
  const hear = () => radio.receiver!(adStructure(0x2a, new Uint8Array(14)), -50);
  hear();
  t.is(received.age, 0);
  received.close();
  const kept = new RecentPdus(clock, 1);
  const keeping = {
    pduTimes: (count: number) => (count === 7 ? kept : undefined),
    onNetworkPdu: () => t.fail("nobody need receive for it"),
  };
  t.is(pduTimes(keeping as never, clock, 7), kept);
  // One that keeps others already.
  const other = pduTimes({ ...keeping, onNetworkPdu: bearer.onNetworkPdu.bind(bearer) }, clock, 1);
  hear();
  t.is(other.age, 0);
  t.is(kept.age, Infinity);
});
