import test from "ava";
import {
  RecentLinks,
  RecentPdus,
} from "../../../../../modules/espressif/fast-provisioning/policy/recent-traffic.js";

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

test("when the one came that is so many back", (t) => {
  const pdus = new RecentPdus(3);
  const oldest = [10, 11, 11, 40, 41, 50, 90].map((now) => {
    pdus.heard(now);
    return pdus.oldest;
  });
  t.deepEqual(oldest, [-Infinity, -Infinity, 10, 11, 11, 40, 41]);
});

test("none was heard, and one alone", (t) => {
  const pdus = new RecentPdus(1);
  t.is(pdus.oldest, -Infinity);
  pdus.heard(0);
  t.is(pdus.oldest, 0);
});
