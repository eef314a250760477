import test from "ava";
import { RelayDistances } from "../../../modules/transport/relay-distance.js";

test("the TTL that is left tells the relays, as of what was heard last", (t) => {
  const distances = new RelayDistances();
  t.is(distances.to(1), -1);
  distances.heard(1, 7, 7);
  t.is(distances.to(1), 0);
  distances.heard(1, 3, 7);
  distances.heard(2, 6, 7);
  t.is(distances.to(1), 4);
  t.is(distances.to(2), 1);
  distances.heard(1, 5, 7);
  t.is(distances.to(1), 2);
});

test("what begins with a higher TTL, or with 0, counts as near", (t) => {
  const distances = new RelayDistances();
  distances.heard(1, 100, 7);
  distances.heard(2, 0, 7);
  t.is(distances.to(1), 0);
  t.is(distances.to(2), 0);
});

test("of many the last 32 are remembered", (t) => {
  const distances = new RelayDistances();
  for (let src = 1; src <= 40; src++) distances.heard(src, 5, 7);
  for (let src = 1; src <= 40; src++) t.is(distances.to(src), src <= 8 ? -1 : 2);
});
