import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import type { Random } from "../../../modules/host/random.js";
import { KeyPairSource } from "../../../modules/provisioning/key-pair-source.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";
import { virtualCrypto } from "../../support/virtual-crypto.js";

function setUp(random: Random = new TestRandom(1)) {
  const clock = new TestClock();
  const source = new KeyPairSource({ crypto: virtualCrypto(clock, 100), random });
  const keys: string[] = [];
  const take = () => source.take((pair) => keys.push(toHex(pair.publicKey)));
  return { clock, source, keys, take };
}

test("key pairs: one is made ahead, handed out once, and each is another", (t) => {
  const { clock, source, keys, take } = setUp();
  source.prepare();
  source.prepare();
  clock.advance(150);
  t.is(clock.pending, 0);
  take();
  t.is(keys.length, 1, "at once");
  take();
  take();
  t.is(keys.length, 1);
  clock.advance(300);
  t.is(new Set(keys).size, 3);
});

test("key pairs: whoever comes while one is being made gets that", (t) => {
  const { clock, source, keys, take } = setUp();
  source.prepare();
  clock.advance(50);
  take();
  take();
  clock.advance(60);
  t.is(keys.length, 1);
  clock.advance(100);
  t.is(keys.length, 2);
});

test("key pairs: nobody is called back after close", (t) => {
  const { clock, source, keys, take } = setUp();
  take();
  source.close();
  source.prepare();
  clock.advance(500);
  t.deepEqual(keys, []);
});

test("key pairs: octets that are no private key are drawn again", (t) => {
  const draws = [0xff, 0x00, 0x12];
  const random: Random = { fill: (bytes) => void bytes.fill(draws.shift()!) };
  const { clock, keys, take } = setUp(random);
  take();
  clock.advance(200);
  t.is(keys.length, 1);
  t.deepEqual(draws, []);
});
