import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import type { SessionCrypto } from "../../../modules/host/session-crypto.js";
import { sessionProviders } from "../../support/session-crypto.js";
import vectors from "../../vectors/protocomm/crypto.json" with { type: "json" };

function publicKey(crypto: SessionCrypto, privateKey: string): Promise<string> {
  return new Promise((resolve) =>
    crypto.x25519PublicKey(fromHex(privateKey), (key) => resolve(toHex(key))),
  );
}

function shared(crypto: SessionCrypto, privateKey: string, peer: string) {
  return new Promise<string | undefined>((resolve) =>
    crypto.x25519(fromHex(privateKey), fromHex(peer), (key) => resolve(key && toHex(key))),
  );
}

function power(crypto: SessionCrypto, base: string, exponent: string, modulus: string) {
  return new Promise<string>((resolve) =>
    crypto.power(fromHex(base), fromHex(exponent), fromHex(modulus), (key) => resolve(toHex(key))),
  );
}

for (const { name, crypto, fast } of sessionProviders) {
  test(`${name}: SHA-512 and SHA-256`, (t) => {
    for (const { message, digest } of vectors.sha512)
      t.is(toHex(crypto.sha512(fromHex(message))), digest);
    t.is(
      toHex(crypto.sha256(fromHex("616263"))),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  test(`${name}: X25519 (RFC 7748)`, async (t) => {
    const { x25519, x25519Rfc } = vectors;
    t.is(await shared(crypto, x25519Rfc.private, x25519Rfc.public), x25519Rfc.shared);
    t.is(await publicKey(crypto, x25519.privateA), x25519.publicA);
    t.is(await publicKey(crypto, x25519.privateB), x25519.publicB);
    t.is(await shared(crypto, x25519.privateA, x25519.publicB), x25519.shared);
    t.is(await shared(crypto, x25519.privateB, x25519.publicA), x25519.shared);
    t.is(await shared(crypto, x25519.privateA, "00".repeat(32)), undefined);
    t.is(await shared(crypto, x25519.privateA, `01${"00".repeat(31)}`), undefined);
    t.is(await shared(crypto, x25519.privateA, "00".repeat(31)), undefined);
    for (const length of [0, 31, 33])
      t.throws(() => crypto.x25519PublicKey(new Uint8Array(length), () => undefined), {
        instanceOf: RangeError,
      });
  });

  test(`${name}: AES-256-CTR is one stream, however it is cut`, (t) => {
    const { key, counter, message, result } = vectors.ctr;
    const octets = fromHex(message);
    for (const cuts of [[100], [1, 99], [16, 16, 68], [15, 1, 1, 33, 50], [0, 7, 93]]) {
      const stream = crypto.aesCtr(fromHex(key), fromHex(counter));
      let at = 0;
      let text = "";
      for (const length of cuts) text += toHex(stream.apply(octets.slice(at, (at += length))));
      t.is(text, result);
      stream.close();
    }
    t.throws(() => crypto.aesCtr(new Uint8Array(16), new Uint8Array(16)), {
      instanceOf: RangeError,
    });
    t.throws(() => crypto.aesCtr(new Uint8Array(32), new Uint8Array(12)), {
      instanceOf: RangeError,
    });
  });

  test(`${name}: AES-256-GCM`, (t) => {
    for (const { key, nonce, message, sealed } of vectors.gcm) {
      const gcm = crypto.aesGcm(fromHex(key));
      t.is(toHex(gcm.seal(fromHex(nonce), fromHex(message))), sealed);
      const opened = gcm.open(fromHex(nonce), fromHex(sealed));
      t.is(opened && toHex(opened), message);
      for (let i = 0; i < sealed.length / 2; i += 11) {
        const wrong = fromHex(sealed);
        wrong[i]! ^= 1;
        t.is(gcm.open(fromHex(nonce), wrong), undefined);
      }
      t.is(gcm.open(fromHex(nonce), new Uint8Array(15)), undefined);
      t.throws(() => gcm.seal(new Uint8Array(8), new Uint8Array(1)), { instanceOf: RangeError });
      gcm.close();
    }
    t.throws(() => crypto.aesGcm(new Uint8Array(16)), { instanceOf: RangeError });
  });

  test(`${name}: powers and products`, async (t) => {
    // inside XS large numbers take JavaScript minutes
    const powers = fast ? [...vectors.power, ...vectors.largePower] : vectors.power;
    for (const { base, exponent, modulus, result, product } of powers) {
      t.is(await power(crypto, base, exponent, modulus), result);
      if (exponent.length <= modulus.length)
        t.is(toHex(crypto.multiply(fromHex(base), fromHex(exponent), fromHex(modulus))), product);
    }
    t.is(await power(crypto, "03", "", "07"), "01");
    t.is(await power(crypto, "03", "05", "0007"), "0005");
    for (const modulus of ["", "00", "01", "08"])
      t.throws(() => crypto.multiply(new Uint8Array(0), new Uint8Array(0), fromHex(modulus)), {
        instanceOf: RangeError,
      });
    t.throws(() => crypto.multiply(fromHex("0102030405"), fromHex("01"), fromHex("07")), {
      instanceOf: RangeError,
    });
  });
}
