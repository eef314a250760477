import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import type { Crypto, EcdhKeyPair } from "../../../modules/host/crypto.js";
import type { Random } from "../../../modules/host/random.js";
import { KeyPairSource } from "../../../modules/provisioning/key-pair-source.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";
import { virtualCrypto } from "../../support/virtual-crypto.js";

function setUp(random: Random = new TestRandom(1), uses?: number) {
  const clock = new TestClock();
  const source = new KeyPairSource({
    crypto: virtualCrypto(clock, 100),
    random,
    ...(uses !== undefined && { uses }),
  });
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

test("key pairs: one serves as many sessions as was said, then the next one does", (t) => {
  const { clock, source, keys, take } = setUp(new TestRandom(1), 3);
  source.prepare();
  clock.advance(150);
  for (let i = 0; i < 3; i++) take();
  t.is(keys.length, 3);
  t.is(new Set(keys).size, 1);
  source.prepare();
  clock.advance(150);
  take();
  t.is(new Set(keys).size, 2);
});

test("key pairs: those who wait for one that is made share it, as far as it goes", (t) => {
  const { clock, source, keys, take } = setUp(new TestRandom(1), 2);
  source.prepare();
  for (let i = 0; i < 3; i++) take();
  clock.advance(400);
  t.is(keys.length, 3);
  t.is(new Set(keys).size, 2);
});

/** Crypto whose key pairs are counted: made, and not closed yet. */
function countingCrypto(clock: TestClock) {
  const open = { count: 0 };
  const made = virtualCrypto(clock, 100);
  const crypto: Crypto = {
    aesKey: (key) => made.aesKey(key),
    sha256: (message) => made.sha256(message),
    hmacSha256: (key, message) => made.hmacSha256(key, message),
    ecdhKeyPair: (privateKey, done) =>
      made.ecdhKeyPair(privateKey, (pair) => {
        open.count++;
        done({
          publicKey: pair.publicKey,
          sharedSecret: (peer, secret) => pair.sharedSecret(peer, secret),
          close: () => {
            open.count--;
            pair.close();
          },
        });
      }),
  };
  return { crypto, open };
}

test("key pairs: each is closed once, when the last session that has it is over and nobody gets it any more", (t) => {
  for (const uses of [1, 2, 5])
    for (const prepared of [true, false]) {
      const clock = new TestClock();
      const { crypto, open } = countingCrypto(clock);
      const source = new KeyPairSource({ crypto, random: new TestRandom(1), uses });
      if (prepared) source.prepare();
      const pairs: EcdhKeyPair[] = [];
      for (let i = 0; i < 7; i++) source.take((pair) => pairs.push(pair));
      clock.advance(5000);
      t.is(pairs.length, 7);
      source.close();
      t.true(open.count >= 1);
      for (const pair of pairs) {
        t.true(open.count >= 1);
        pair.close();
        pair.close();
      }
      t.is(open.count, 0, `${uses} uses, ${prepared ? "prepared" : "not prepared"}`);
    }
});

test("key pairs: a pair that is made when the source closes is closed too", (t) => {
  const clock = new TestClock();
  const { crypto, open } = countingCrypto(clock);
  const source = new KeyPairSource({ crypto, random: new TestRandom(1), uses: 4 });
  source.prepare();
  source.take(() => t.fail("nobody is called back"));
  source.close();
  clock.advance(500);
  t.is(open.count, 0);
});

test("key pairs: a session that gave its part back hears no secret, the others do", (t) => {
  const { clock, source } = setUp(new TestRandom(1), 2);
  source.prepare();
  clock.advance(150);
  const pairs: EcdhKeyPair[] = [];
  for (let i = 0; i < 2; i++) source.take((pair) => pairs.push(pair));
  const secrets: string[] = [];
  for (const [i, pair] of pairs.entries())
    pair.sharedSecret(pair.publicKey, (secret) => secrets.push(`${i} ${secret?.length}`));
  pairs[0]!.close();
  clock.advance(500);
  t.deepEqual(secrets, ["1 32"]);
});
