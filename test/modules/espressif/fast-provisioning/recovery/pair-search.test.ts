import test from "ava";
import { fromHex, toHex } from "../../../../../modules/base/bytes.js";
import { PairSearch } from "../../../../../modules/espressif/fast-provisioning/recovery/pair-search.js";
import type { EcdhKeyPair } from "../../../../../modules/host/crypto.js";
import { crypto } from "../../../../support/crypto.js";
import { key, pairOf, QuickPairs } from "../../../../support/recovery-rig.js";
import { TestClock } from "../../../../support/test-clock.js";
import { TestRandom } from "../../../../support/test-random.js";
import vectors from "../../../../vectors/espressif/key-pairs.json" with { type: "json" };

const provisioner = { address: 9, deviceKey: key(0x31) };
const nowhere = new Uint8Array(4);
const startOf = (deviceKey: Uint8Array, number: number) => pairOf(deviceKey, number).slice(0, 4);

function rig() {
  const clock = new TestClock();
  const pairs = new QuickPairs(clock);
  const search = new PairSearch(pairs.crypto);
  const find = async (start: Uint8Array, whose = provisioner) => {
    const before = pairs.made;
    const found: (EcdhKeyPair | undefined)[] = [];
    void search.find(whose, start).then((pair) => found.push(pair));
    await clock.run(1, () => found.length > 0);
    return { found: found.length, pair: found[0], made: pairs.made - before };
  };
  return { find, pairs, search };
}

test("a pair is found by the start of its public key", async (t) => {
  const [{ deviceKey, pairs }] = vectors.provisioners as [(typeof vectors.provisioners)[0]];
  const search = new PairSearch(crypto);
  const whose = { address: 5, deviceKey: fromHex(deviceKey) };
  const { publicKey } = pairs[1]!;
  const pair = await search.find(whose, fromHex(publicKey).slice(0, 4));
  t.is(toHex(pair!.publicKey), publicKey);
  search.close();
});

test("a pair that was found is made once for all nodes that have it, also if the key was read again", async (t) => {
  const { find, pairs, search } = rig();
  const start = startOf(provisioner.deviceKey, 2);
  const first = await find(start);
  t.deepEqual(first.pair?.publicKey.slice(0, 4), start);
  t.is(first.made, 3);
  const again = await find(start, { ...provisioner, deviceKey: provisioner.deviceKey.slice() });
  t.is(again.pair, first.pair);
  t.is(again.made, 0);
  t.is(pairs.open, 1);
  // The others are known by their starts.
  t.is((await find(startOf(provisioner.deviceKey, 0))).made, 1);
  t.is((await find(start)).made, 1);
  t.is((await find(startOf(provisioner.deviceKey, 3))).made, 1);
  t.is(pairs.open, 1, "what was found before is closed");
  search.close();
  search.close();
  t.is(pairs.open, 0);
});

test("a made-up start costs the first 64 pairs once, and nothing after that", async (t) => {
  const { find, pairs } = rig();
  const vain = await find(nowhere);
  t.is(vain.found, 1);
  t.is(vain.pair, undefined);
  t.is(vain.made, 64);
  t.is(pairs.open, 0);
  const random = new TestRandom(3);
  for (let i = 0; i < 100; i++) {
    const { made, pair } = await find(random.bytes(4));
    t.is(pair, undefined);
    t.is(made, 0);
  }
  const last = await find(startOf(provisioner.deviceKey, 63));
  t.truthy(last.pair);
  t.is(last.made, 1);
  t.is((await find(startOf(provisioner.deviceKey, 64))).pair, undefined);
});

test("another device key at the same address has other pairs", async (t) => {
  const { find } = rig();
  const start = startOf(provisioner.deviceKey, 0);
  t.truthy((await find(start)).pair);
  const other = { ...provisioner, deviceKey: key(0x32) };
  t.is((await find(start, other)).pair, undefined);
  t.truthy((await find(startOf(other.deviceKey, 0), other)).pair);
  t.truthy((await find(start)).pair);
});

test("of the provisioners that were searched the last eight are known", async (t) => {
  const { find } = rig();
  const whose = (i: number) => ({ address: 0x100 + i, deviceKey: key(i) });
  for (let i = 0; i < 8; i++) t.is((await find(nowhere, whose(i))).made, 64);
  for (let i = 0; i < 8; i++) t.is((await find(nowhere, whose(i))).made, 0);
  t.is((await find(nowhere, whose(8))).made, 64);
  for (let i = 1; i < 9; i++) t.is((await find(nowhere, whose(i))).made, 0, `${i}`);
  t.is((await find(nowhere, whose(0))).made, 64);
});
