import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import type { Crypto, EcdhKeyPair } from "../../../modules/host/crypto.js";
import { providers } from "../../support/crypto.js";
import vectors from "../../vectors/crypto/primitives.json" with { type: "json" };
import provisioning from "../../vectors/mesh-protocol/provisioning.json" with { type: "json" };

/** Octets that look random and are the same each time. */
function octets(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
}

function keyPair(crypto: Crypto, privateKey: string): Promise<EcdhKeyPair> {
  return new Promise((resolve) => crypto.ecdhKeyPair(fromHex(privateKey), resolve));
}

function sharedSecret(pair: EcdhKeyPair, peer: Uint8Array): Promise<string | undefined> {
  return new Promise((resolve) =>
    pair.sharedSecret(peer, (secret) => resolve(secret && toHex(secret))),
  );
}

for (const { name, crypto } of providers) {
  test(`${name}: AES block`, (t) => {
    const key = crypto.aesKey(fromHex(vectors.aes.key));
    const block = fromHex(vectors.aes.plaintext);
    const output = new Uint8Array(20);
    key.encryptBlock(block, 0, output, 3);
    t.is(toHex(output), `000000${vectors.aes.ciphertext}00`);
    key.encryptBlock(block, 0, block, 0);
    t.is(toHex(block), vectors.aes.ciphertext);
    key.close();
  });

  test(`${name}: a key has 16 octets and is copied`, (t) => {
    for (const length of [0, 15, 17, 32])
      t.throws(() => crypto.aesKey(new Uint8Array(length)), { instanceOf: RangeError });
    const bytes = fromHex(vectors.aes.key);
    const key = crypto.aesKey(bytes);
    bytes.fill(0);
    const block = fromHex(vectors.aes.plaintext);
    key.encryptBlock(block, 0, block, 0);
    t.is(toHex(block), vectors.aes.ciphertext);
    t.is(toHex(key.cmac(new Uint8Array(0))).length, 32);
    t.is(toHex(bytes), "00".repeat(16));
  });

  test(`${name}: AES-CMAC`, (t) => {
    const key = crypto.aesKey(fromHex(vectors.cmac.key));
    const message = fromHex(vectors.cmac.message);
    // Twice: what a key keeps between messages must not show.
    for (let round = 0; round < 2; round++)
      for (const { length, mac } of vectors.cmac.macs)
        t.is(toHex(key.cmac(message.slice(0, length))), mac);
    const first = key.cmac(message);
    key.cmac(new Uint8Array(3));
    t.is(toHex(first), vectors.cmac.macs[3]!.mac);
  });

  test(`${name}: AES-CCM`, (t) => {
    const { ccm } = vectors;
    const key = crypto.aesKey(fromHex(ccm.key));
    const nonce = fromHex(ccm.nonce);
    const extra = fromHex(ccm.additionalData);
    const plaintext = fromHex(ccm.plaintext);
    const output = new Uint8Array(31);
    key.seal(nonce, plaintext, 0, 23, 8, output, 0, extra);
    t.is(toHex(output), ccm.ciphertext + ccm.tag);
    const opened = new Uint8Array(23);
    t.true(key.open(nonce, output, 0, 31, 8, opened, 0, extra));
    t.is(toHex(opened), ccm.plaintext);
    t.false(key.open(nonce, output, 0, 31, 8, opened, 0));
  });

  test(`${name}: AES-CCM in place, at any length, and every changed octet is noticed`, (t) => {
    const key = crypto.aesKey(octets(16, 1));
    const nonce = octets(13, 2);
    for (const length of [0, 1, 9, 15, 16, 17, 31, 32, 33, 380]) {
      for (const tagLength of [4, 8] as const) {
        const plain = octets(length, 3 + length);
        const start = 7;
        const end = start + length + tagLength;
        const packet = new Uint8Array(end + 2);
        packet.set(plain, start);
        key.seal(nonce, packet, start, start + length, tagLength, packet, start);
        t.is(toHex(packet.slice(0, start)), "00".repeat(start));
        t.is(toHex(packet.slice(end)), "0000");
        const sealed = packet.slice();
        for (const at of [start, end - tagLength, end - 1]) {
          packet.set(sealed);
          packet[at]! ^= 0x10;
          t.false(key.open(nonce, packet, start, end, tagLength, packet, start));
        }
        packet.set(sealed);
        t.true(key.open(nonce, packet, start, end, tagLength, packet, start));
        t.is(toHex(packet.slice(start, start + length)), toHex(plain));
      }
    }
    t.false(key.open(nonce, new Uint8Array(3), 0, 3, 4, new Uint8Array(4), 0));
  });

  test(`${name}: opening into the place of the tag`, (t) => {
    const key = crypto.aesKey(octets(16, 1));
    const nonce = octets(13, 2);
    const plain = octets(20, 3);
    const packet = new Uint8Array(48);
    key.seal(nonce, plain, 0, 20, 4, packet, 0);
    t.true(key.open(nonce, packet, 0, 24, 4, packet, 0));
    t.is(toHex(packet.slice(0, 20)), toHex(plain));
  });

  test(`${name}: SHA-256 and HMAC-SHA-256`, (t) => {
    t.is(toHex(crypto.sha256(fromHex(vectors.sha256.message))), vectors.sha256.digest);
    const { key, message, mac } = vectors.hmacSha256;
    t.is(toHex(crypto.hmacSha256(fromHex(key), fromHex(message))), mac);
  });

  test(`${name}: P-256 key pair and shared secret, both ways`, async (t) => {
    const sample = provisioning.hmac;
    const ours = await keyPair(crypto, sample.provisionerPrivateKey);
    const theirs = await keyPair(crypto, sample.devicePrivateKey);
    t.is(toHex(ours.publicKey), sample.provisionerPublicKey);
    t.is(toHex(theirs.publicKey), sample.devicePublicKey);
    t.is(await sharedSecret(ours, theirs.publicKey), sample.ecdhSecret);
    t.is(await sharedSecret(theirs, ours.publicKey), sample.ecdhSecret);
    ours.close();
    theirs.close();
  });

  test(`${name}: results of P-256 never come inside the call`, async (t) => {
    let called = false;
    const pair = await new Promise<EcdhKeyPair>((resolve) => {
      crypto.ecdhKeyPair(fromHex(provisioning.cmac.devicePrivateKey), (made) => {
        called = true;
        resolve(made);
      });
      t.false(called);
    });
    called = false;
    await new Promise<void>((resolve) => {
      pair.sharedSecret(pair.publicKey, () => {
        called = true;
        resolve();
      });
      t.false(called);
    });
    pair.close();
  });

  test(`${name}: a peer's point that is none is refused`, async (t) => {
    const pair = await keyPair(crypto, provisioning.cmac.devicePrivateKey);
    const wrongY = fromHex(provisioning.cmac.provisionerPublicKey);
    wrongY[63]! ^= 1;
    const tooLarge = new Uint8Array(64).fill(0xff);
    for (const peer of [wrongY, tooLarge, new Uint8Array(64), new Uint8Array(63), wrongY.slice(1)])
      t.is(await sharedSecret(pair, peer), undefined);
    pair.close();
  });

  test(`${name}: a private key is 1..n-1`, async (t) => {
    const order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    const past = `${order.slice(0, -1)}2`;
    const wrong = ["00".repeat(32), order, past, "ff".repeat(32), "01", "01".repeat(33)];
    for (const privateKey of wrong)
      t.throws(() => crypto.ecdhKeyPair(fromHex(privateKey), () => t.fail()), {
        instanceOf: RangeError,
      });
    const first = await keyPair(crypto, `${"00".repeat(31)}01`);
    const last = await keyPair(crypto, `${order.slice(0, -1)}0`);
    const generatorX = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
    t.is(toHex(first.publicKey.slice(0, 32)), generatorX);
    t.is(toHex(last.publicKey.slice(0, 32)), generatorX);
  });
}

test("the providers agree on random messages", (t) => {
  const [first, ...others] = providers;
  const run = (crypto: Crypto) => {
    const results: string[] = [];
    for (let round = 0; round < 40; round++) {
      const key = crypto.aesKey(octets(16, round));
      const message = octets(round * 3, round + 100);
      const extra = round % 3 === 0 ? undefined : octets(round, round + 200);
      const tagLength = round % 2 === 0 ? 4 : 8;
      const sealed = new Uint8Array(message.length + tagLength);
      const nonce = octets(13, round + 300);
      key.seal(nonce, message, 0, message.length, tagLength, sealed, 0, extra);
      results.push(toHex(sealed), toHex(key.cmac(message)));
      results.push(toHex(crypto.sha256(message)), toHex(crypto.hmacSha256(message, sealed)));
      key.close();
    }
    return results;
  };
  const expected = run(first!.crypto);
  for (const { crypto } of others) t.deepEqual(run(crypto), expected);
  t.is(expected.length, 160);
});
