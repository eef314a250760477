import test from "ava";
import { NodeRandom } from "../../../hosts/node/random.js";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { toHex } from "../../../modules/base/bytes.js";
import { randomBytes } from "../../../modules/base/random.js";

test("the system's source fills the whole array, differently each time", (t) => {
  const random = new NodeRandom();
  const first = randomBytes(random, 64);
  t.not(toHex(first), toHex(randomBytes(random, 64)));
  t.not(toHex(first.slice(32)), "00".repeat(32));
});

test("one seed gives one stream, however it is taken", (t) => {
  const whole = randomBytes(new SeededRandom(7), 5000);
  const parts = new SeededRandom(7);
  const taken = [1, 1023, 1, 2000, 1975].map((length) => toHex(randomBytes(parts, length)));
  t.is(taken.join(""), toHex(whole));
  t.not(toHex(randomBytes(new SeededRandom(8), 16)), toHex(whole.slice(0, 16)));
  t.not(toHex(randomBytes(new SeededRandom("7"), 16)), toHex(whole.slice(0, 16)));
});

test("the stream does not change between versions: a recorded seed stays good", (t) => {
  t.is(toHex(randomBytes(new SeededRandom(1), 16)), "7d2e34b3c1cbab3f4e25d8dfc5150b3b");
});

test("forks are apart from their source and from each other", (t) => {
  const source = new SeededRandom(1);
  const before = toHex(randomBytes(source.fork("a"), 16));
  source.fill(new Uint8Array(100));
  t.is(toHex(randomBytes(source.fork("a"), 16)), before);
  t.not(toHex(randomBytes(source.fork("b"), 16)), before);
});

test("numbers are evenly and normally distributed", (t) => {
  const random = new SeededRandom("distribution");
  let sum = 0;
  let normal = 0;
  let squares = 0;
  const count = 20_000;
  for (let i = 0; i < count; i++) {
    const value = random.next();
    if (value < 0 || value >= 1) t.fail();
    sum += value;
    const z = random.nextNormal();
    normal += z;
    squares += z * z;
  }
  t.true(Math.abs(sum / count - 0.5) < 0.01);
  t.true(Math.abs(normal / count) < 0.03);
  t.true(Math.abs(squares / count - 1) < 0.05);
});
