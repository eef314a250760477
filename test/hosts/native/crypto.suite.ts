// What the C functions do beyond what every provider must (test/modules/crypto); runs inside XS.
import test from "ava";
import { NativeCrypto } from "../../../hosts/native/crypto.js";
import { NativeRandom } from "../../../hosts/native/random.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import type { AesKey, EcdhKeyPair } from "../../../modules/host/crypto.js";
import vectors from "../../vectors/crypto/primitives.json" with { type: "json" };
import provisioning from "../../vectors/mesh-protocol/provisioning.json" with { type: "json" };
import { testHost } from "../../xs/host.js";

const crypto = new NativeCrypto({ clock: testHost().clock });

/** Mesh Protocol, sample data of a network PDU: encryption key, nonce, DST and TransportPDU, the same encrypted. */
const network = {
  key: "0953fa93e7caac9638f58820220a398e",
  nonce: "00800000011201000012345678",
  plain: "fffd034b50057e400000010000",
  sealed: "b5e5bfdacbaf6cb7fb6bff871f035444ce83a670df",
};

function sealed(key: AesKey): string {
  const output = new Uint8Array(21);
  key.seal(fromHex(network.nonce), fromHex(network.plain), 0, 13, 8, output, 0);
  return toHex(output);
}

test("AES-CMAC of RFC 4493", (t) => {
  const key = crypto.aesKey(fromHex(vectors.cmac.key));
  for (const { length, mac } of vectors.cmac.macs)
    t.is(toHex(key.cmac(fromHex(vectors.cmac.message).subarray(0, length))), mac);
});

test("AES-CCM of the specification's network PDU, and a tag that is wrong", (t) => {
  const key = crypto.aesKey(fromHex(network.key));
  t.is(sealed(key), network.sealed);
  const packet = fromHex(network.sealed);
  t.true(key.open(fromHex(network.nonce), packet, 0, 21, 8, packet, 0));
  t.is(toHex(packet.subarray(0, 13)), network.plain);
  const wrong = fromHex(network.sealed);
  wrong[20]! ^= 1;
  t.false(key.open(fromHex(network.nonce), wrong, 0, 21, 8, wrong, 0));
});

test("more keys than PSA has room for, all in use in turn", (t) => {
  const keys = Array.from({ length: 60 }, (_, i) => crypto.aesKey(new Uint8Array(16).fill(i)));
  const texts = keys.map((key) => [sealed(key), toHex(key.cmac(new Uint8Array(5)))]);
  t.is(new Set(texts.map(([text]) => text)).size, 60);
  for (let i = 59; i >= 0; i--) {
    const key = keys[i]!;
    t.deepEqual([sealed(key), toHex(key.cmac(new Uint8Array(5)))], texts[i]);
    const block = new Uint8Array(16);
    key.encryptBlock(block, 0, block, 0);
    if (i % 2 === 0) key.close();
  }
  for (let i = 1; i < 60; i += 2) t.is(sealed(keys[i]!), texts[i]![0]!);
});

test("wrong arguments throw RangeError", (t) => {
  const key = crypto.aesKey(fromHex(network.key));
  const nonce = fromHex(network.nonce);
  const wrong = { instanceOf: RangeError };
  const bytes = new Uint8Array(20);
  for (const [input, output] of [
    [-1, 0],
    [5, 0],
    [0, 5],
    [0, -1],
    [2 ** 31 - 1, 0],
    [0, 2 ** 31 - 1],
  ])
    t.throws(() => key.encryptBlock(bytes, input!, new Uint8Array(20), output!), wrong);
  const output = new Uint8Array(20);
  t.throws(() => key.seal(nonce.subarray(1), bytes, 0, 8, 4, output, 0), wrong);
  t.throws(() => key.seal(nonce, bytes, 0, 21, 4, output, 0), wrong);
  t.throws(() => key.seal(nonce, bytes, 9, 8, 4, output, 0), wrong);
  t.throws(() => key.seal(nonce, bytes, -1, 8, 4, output, 0), wrong);
  t.throws(() => key.seal(nonce, bytes, 0, 17, 4, output, 0), wrong);
  t.throws(() => key.seal(nonce, bytes, 0, 8, 4, output, 9), wrong);
  t.throws(() => key.seal(nonce, bytes, 0, 8, 4, output, -1), wrong);
  t.throws(() => key.seal(nonce, bytes, 0, 8, 6 as 4, output, 0), wrong);
  t.throws(() => key.open(nonce, bytes, 0, 20, 4, output, 5), wrong);
  t.throws(() => key.cmac("text" as unknown as Uint8Array), { instanceOf: TypeError });
});

test("a closed key is told", (t) => {
  const key = crypto.aesKey(new Uint8Array(16));
  key.close();
  t.throws(() => key.cmac(new Uint8Array(1)), { message: "the key is closed" });
  key.close();
});

test("keys are given back by the collector", (t) => {
  for (let i = 0; i < 20_000; i++) crypto.aesKey(new Uint8Array(16)).cmac(new Uint8Array(0));
  t.pass();
});

test("points of the specification's provisioning, and points that are none", async (t) => {
  const sample = provisioning.cmac;
  const pair = await new Promise<EcdhKeyPair>((resolve) =>
    crypto.ecdhKeyPair(fromHex(sample.devicePrivateKey), resolve),
  );
  t.is(toHex(pair.publicKey), sample.devicePublicKey);
  const shared = (peer: Uint8Array): Promise<string | undefined> =>
    new Promise((resolve) => pair.sharedSecret(peer, (secret) => resolve(secret && toHex(secret))));
  t.is(await shared(fromHex(sample.provisionerPublicKey)), sample.ecdhSecret);
  const twisted = fromHex(sample.provisionerPublicKey);
  twisted[40]! ^= 0x80;
  t.is(await shared(twisted), undefined);
  t.is(await shared(new Uint8Array(64)), undefined);
  t.is(await shared(new Uint8Array(65)), undefined);
});

test("HMAC with keys of any length (RFC 4231)", (t) => {
  const text = (value: string): Uint8Array =>
    Uint8Array.from(Array.from(value, (character) => character.charCodeAt(0)));
  t.is(
    toHex(crypto.hmacSha256(text("Jefe"), text("what do ya want for nothing?"))),
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
  t.is(
    toHex(
      crypto.hmacSha256(
        new Uint8Array(131).fill(0xaa),
        text("Test Using Larger Than Block-Size Key - Hash Key First"),
      ),
    ),
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
  );
  t.is(
    toHex(crypto.hmacSha256(new Uint8Array(0), new Uint8Array(0))),
    "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
  );
});

test("random numbers are below their limit, and reach all numbers there", (t) => {
  const random = new NativeRandom();
  const seen = new Set<number>();
  for (let i = 0; i < 400; i++) seen.add(random.below(3));
  t.deepEqual(
    [...seen].sort((a, b) => a - b),
    [0, 1, 2],
  );
  t.is(random.below(1), 0);
  t.true(random.below(65_536) < 65_536);
  for (const count of [0, -1, 65_537])
    t.throws(() => random.below(count), {
      instanceOf: RangeError,
      message: /count -?\d+: 1\.\.65536/,
    });
});

test("random octets fill the whole array", (t) => {
  const random = new NativeRandom();
  const bytes = new Uint8Array(1000);
  random.fill(bytes);
  t.true(new Set(bytes).size > 200);
  const part = new Uint8Array(64);
  random.fill(part.subarray(16, 48));
  t.is(toHex(part.subarray(0, 16)), "00".repeat(16));
  t.is(toHex(part.subarray(48)), "00".repeat(16));
});
