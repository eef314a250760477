import test from "ava";
import { asciiBytes, concatBytes, fromHex, toHex } from "../../../modules/base/bytes.js";
import { ApplicationKey, DeviceKey } from "../../../modules/crypto/application-key.js";
import { salts } from "../../../modules/crypto/salts.js";
import { Credentials } from "../../../modules/crypto/credentials.js";
import {
  beaconKey,
  directedInput,
  floodingInput,
  friendshipInput,
  identityKey,
  k1,
  k2,
  k3,
  k4,
  k5,
  privateBeaconKey,
  s1,
  s2,
  virtualAddress,
} from "../../../modules/crypto/toolbox.js";
import { providers } from "../../support/crypto.js";
import keys from "../../vectors/mesh-protocol/keys.json" with { type: "json" };
import provisioning from "../../vectors/mesh-protocol/provisioning.json" with { type: "json" };

for (const { name, crypto } of providers) {
  test(`${name}: the salts are s1 of their names`, (t) => {
    for (const [text, salt] of Object.entries(salts))
      t.deepEqual(salt, s1(crypto, asciiBytes(text)));
  });

  test(`${name}: s1, k1`, (t) => {
    for (const { m, salt } of keys.s1) t.is(toHex(s1(crypto, fromHex(m))), salt);
    for (const { n, saltOf, salt, pOf, p, key } of keys.k1) {
      t.is(toHex(s1(crypto, fromHex(saltOf))), salt);
      t.is(toHex(s1(crypto, fromHex(pOf))), p);
      t.is(toHex(k1(crypto, fromHex(n), fromHex(salt), fromHex(p))), key);
    }
  });

  test(`${name}: k2`, (t) => {
    for (const { netKey, p, nid, encryptionKey, privacyKey } of keys.k2) {
      const material = k2(crypto, fromHex(netKey), fromHex(p));
      t.is(material.nid, nid);
      t.is(toHex(material.encryptionKey), encryptionKey);
      t.is(toHex(material.privacyKey), privacyKey);
    }
  });

  test(`${name}: k3, k4`, (t) => {
    for (const { netKey, networkId } of keys.k3)
      t.is(toHex(k3(crypto, fromHex(netKey))), networkId);
    for (const { appKey, aid } of keys.k4) t.is(k4(crypto, fromHex(appKey)), aid);
  });

  test(`${name}: identity, beacon and private beacon keys`, (t) => {
    for (const { netKey, key } of keys.identityKey)
      t.is(toHex(identityKey(crypto, fromHex(netKey))), key);
    for (const { netKey, key } of keys.beaconKey)
      t.is(toHex(beaconKey(crypto, fromHex(netKey))), key);
    for (const { netKey, key } of keys.privateBeaconKey)
      t.is(toHex(privateBeaconKey(crypto, fromHex(netKey))), key);
  });

  test(`${name}: virtual address`, (t) => {
    for (const { label, address } of keys.virtualAddress)
      t.is(virtualAddress(crypto, fromHex(label)), address);
  });

  test(`${name}: s1, k1 in the sample of provisioning with CMAC`, (t) => {
    const sample = provisioning.cmac;
    const salt = s1(crypto, fromHex(sample.confirmationInputs));
    t.is(toHex(salt), sample.confirmationSalt);
    const secret = fromHex(sample.ecdhSecret);
    t.is(toHex(k1(crypto, secret, salt, asciiBytes("prck"))), sample.confirmationKey);
    const randoms = concatBytes(fromHex(sample.provisionerRandom), fromHex(sample.deviceRandom));
    const provisioningSalt = s1(crypto, concatBytes(salt, randoms));
    t.is(toHex(provisioningSalt), sample.provisioningSalt);
    t.is(toHex(k1(crypto, secret, provisioningSalt, asciiBytes("prdk"))), sample.deviceKey);
  });

  test(`${name}: s2, k5 in the sample of provisioning with HMAC`, (t) => {
    const sample = provisioning.hmac;
    const salt = s2(crypto, fromHex(sample.confirmationInputs));
    t.is(toHex(salt), sample.confirmationSalt);
    const n = concatBytes(fromHex(sample.ecdhSecret), fromHex(sample.authValue));
    const key = k5(crypto, n, salt, asciiBytes("prck256"));
    t.is(toHex(key), sample.confirmationKey);
    t.is(toHex(crypto.hmacSha256(key, fromHex(sample.deviceRandom))), sample.deviceConfirmation);
    const sessionKey = crypto.aesKey(fromHex(sample.sessionKey));
    const data = new Uint8Array(33);
    const plain = fromHex(sample.provisioningData);
    sessionKey.seal(fromHex(sample.sessionNonce), plain, 0, 25, 8, data, 0);
    t.is(toHex(data), sample.encryptedData + sample.mic);
  });
}

test("k2 inputs", (t) => {
  t.is(toHex(floodingInput()), "00");
  t.is(toHex(directedInput()), "02");
  for (const { lpnAddress, friendAddress, lpnCounter, friendCounter, p } of keys.friendship)
    t.is(toHex(friendshipInput(lpnAddress, friendAddress, lpnCounter, friendCounter)), p);
});

test("a key or salt of another length is refused", (t) => {
  const { crypto } = providers[0]!;
  const refused = (action: () => unknown) => t.throws(action, { instanceOf: RangeError });
  const p = Uint8Array.of(1);
  refused(() => k1(crypto, new Uint8Array(16), new Uint8Array(15), p));
  refused(() => new Credentials({ crypto, key: new Uint8Array(17) }, floodingInput()));
  refused(() => new ApplicationKey({ crypto, key: new Uint8Array(15) }));
  refused(() => new DeviceKey({ crypto, key: new Uint8Array(0) }));
});
