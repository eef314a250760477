// The harness itself: a suite with faults must show each of them.
import test from "ava";
import { fileURLToPath } from "node:url";
import { runSuite } from "./run-suite.js";

test("every fault is told by name, message and place", async (t) => {
  const results = await runSuite(fileURLToPath(new URL("faulty.suite.ts", import.meta.url)));
  const errors = new Map(results.map(({ title, error }) => [title, error]));
  t.is(errors.get("passes"), undefined);
  t.regex(errors.get("is")!, /AssertionError: 1 is not 2\n[^]*faulty\.suite\.ts:\d+/);
  t.regex(errors.get("deepEqual")!, /\[1, 2\] does not equal \[1, 3\]/);
  t.regex(errors.get("throws nothing")!, /nothing was thrown/);
  t.regex(errors.get("throws another")!, /TypeError: other is no RangeError/);
  t.regex(errors.get("rejects")!, /RangeError: later\n[^]*faulty\.suite\.ts:\d+/);
  t.regex(errors.get("asserts nothing")!, /no assertion was made/);
  t.regex(errors.get("never ends")!, /waits for ever/);
  t.regex(errors.get("kills the machine")!, /^stack: stack overflow[^]*faulty\.suite\.ts:\d+/);
  t.is(results.length, 9);
});
