import test from "ava";
import { PdusHeard } from "../../../../modules/espressif/fast-provisioning/pdus-heard.js";

test("when the one came that is so many back", (t) => {
  const pdus = new PdusHeard(3);
  const oldest = [10, 11, 11, 40, 41, 50, 90].map((now) => {
    pdus.heard(now);
    return pdus.oldest;
  });
  t.deepEqual(oldest, [-Infinity, -Infinity, 10, 11, 11, 40, 41]);
});

test("none was heard, and one alone", (t) => {
  const pdus = new PdusHeard(1);
  t.is(pdus.oldest, -Infinity);
  pdus.heard(0);
  t.is(pdus.oldest, 0);
});
