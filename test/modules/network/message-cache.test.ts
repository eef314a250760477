import test from "ava";
import { MessageCache } from "../../../modules/network/message-cache.js";

test("what was seen is known, until newer things take its place", (t) => {
  const cache = new MessageCache(8);
  t.false(cache.seen(1, 1));
  t.true(cache.seen(1, 1));
  t.false(cache.seen(1, 2));
  t.false(cache.seen(2, 1));
  t.true(cache.seen(1, 2));
  for (let i = 100; i < 200; i++) cache.seen(3, i);
  t.false(cache.seen(1, 1));
});

test("words of 32 bits are told apart by every bit", (t) => {
  for (let bit = 0; bit < 32; bit++) {
    const cache = new MessageCache(4);
    t.false(cache.seen(0x12345678, 0x9abcdef0));
    t.false(cache.seen(0x12345678 ^ (1 << bit), 0x9abcdef0));
    t.true(cache.seen(0x12345678, 0x9abcdef0));
    t.false(cache.seen(0x12345678, 0x9abcdef0 ^ (1 << bit)));
  }
});

test("a cache that was cleared knows nothing", (t) => {
  const cache = new MessageCache();
  cache.seen(5, 6);
  cache.clear();
  t.false(cache.seen(5, 6));
});

for (const size of [0, 2, 3, 100, 8192])
  test(`a cache of ${size} entries is refused`, (t) => {
    t.throws(() => new MessageCache(size), { instanceOf: RangeError, message: /power of two/ });
  });
