// Tests that fail on purpose, for run-suite.test.ts.
import test from "ava";

const state = new Map<string, number>();

function forEver(): number {
  return 1 + forEver();
}

test("passes", async (t) => {
  state.set("a", 1);
  t.is(state.get("a"), 1);
  t.deepEqual(new Map([["a", new Uint8Array(2)]]), new Map([["a", new Uint8Array(2)]]));
  t.notDeepEqual([1], [1, undefined]);
  t.notDeepEqual(new Uint8Array(2), [0, 0]);
  t.like({ a: { b: [1, 2], c: 3 } }, { a: { b: [1, 2] } });
  await t.throwsAsync(Promise.reject(new RangeError("r")), { instanceOf: RangeError });
});

test("is", (t) => {
  t.is([1].length, 2);
});

test("deepEqual", (t) => {
  t.deepEqual(new Uint8Array([1, 2]), new Uint8Array([1, 3]));
});

test("throws nothing", (t) => {
  t.throws(() => undefined);
});

test("throws another", (t) => {
  t.throws(
    () => {
      throw new TypeError("other");
    },
    { instanceOf: RangeError },
  );
});

test("rejects", async (t) => {
  t.pass();
  await Promise.resolve();
  throw new RangeError("later");
});

test("asserts nothing", () => undefined);

test("never ends", async (t) => {
  t.pass();
  await new Promise(() => undefined);
});

test("kills the machine", (t) => {
  t.is(forEver(), 1);
});

test("does not run any more", (t) => {
  t.pass();
});
