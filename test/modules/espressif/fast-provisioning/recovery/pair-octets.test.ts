import test from "ava";
import { fromHex, toHex } from "../../../../../modules/base/bytes.js";
import { PairOctets } from "../../../../../modules/espressif/fast-provisioning/recovery/pair-octets.js";
import { drawPrivateKey } from "../../../../../modules/provisioning/key-pair-source.js";
import { crypto } from "../../../../support/crypto.js";
import { TestRandom } from "../../../../support/test-random.js";
import vectors from "../../../../vectors/espressif/key-pairs.json" with { type: "json" };

for (const { deviceKey, pairs } of vectors.provisioners)
  test(`the private keys of a provisioner with the device key ${deviceKey}`, (t) => {
    const octets = new PairOctets(crypto, { deviceKey: fromHex(deviceKey) });
    for (const { privateKey } of pairs) t.is(toHex(drawPrivateKey(octets)), privateKey);
  });

test("a node without a device key draws random octets, and derives them once it has one", (t) => {
  const [{ deviceKey, pairs }] = vectors.provisioners as [(typeof vectors.provisioners)[0]];
  const owner: { deviceKey: Uint8Array | undefined } = { deviceKey: undefined };
  const octets = new PairOctets(crypto, owner, new TestRandom(1));
  const expected = drawPrivateKey(new TestRandom(1));
  t.deepEqual(drawPrivateKey(octets), expected);
  owner.deviceKey = fromHex(deviceKey);
  t.is(toHex(drawPrivateKey(octets)), pairs[0]!.privateKey);
});

test("wrong lengths, and nothing to derive from", (t) => {
  const octets = new PairOctets(crypto, { deviceKey: new Uint8Array(16) });
  t.throws(() => octets.fill(new Uint8Array(15)), {
    instanceOf: RangeError,
    message: "15 octets are no whole blocks of 16",
  });
  t.throws(() => new PairOctets(crypto, { deviceKey: undefined }).fill(new Uint8Array(32)), {
    message: "there is no device key to derive octets from",
  });
});
