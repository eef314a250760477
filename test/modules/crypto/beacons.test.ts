import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import {
  nodeIdentityHash,
  openPrivateBeacon,
  privateNetworkIdentityHash,
  privateNodeIdentityHash,
  PRIVATE_BEACON_SEALED_LENGTH,
  sealPrivateBeacon,
  secureNetworkBeaconAuthentication,
} from "../../../modules/crypto/beacons.js";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import { providers } from "../../support/crypto.js";
import vectors from "../../vectors/mesh-protocol/beacons.json" with { type: "json" };

for (const { name, crypto } of providers) {
  const keysOf = (netKey: string) => new NetworkKeys({ crypto, key: fromHex(netKey) });

  test(`${name}: Secure Network beacon`, (t) => {
    for (const sample of vectors.secureNetwork) {
      const keys = keysOf(sample.netKey);
      t.is(toHex(keys.networkId), sample.networkId);
      const { flags, ivIndex } = sample;
      const value = secureNetworkBeaconAuthentication(
        keys.beaconKey,
        flags,
        keys.networkId,
        ivIndex,
      );
      t.is(toHex(value), sample.authentication);
      keys.close();
    }
  });

  test(`${name}: Mesh Private beacon`, (t) => {
    for (const sample of vectors.private) {
      const keys = keysOf(sample.netKey);
      const random = fromHex(sample.random);
      const beacon = new Uint8Array(14 + PRIVATE_BEACON_SEALED_LENGTH);
      beacon[0] = 2;
      beacon.set(random, 1);
      sealPrivateBeacon(keys.privateBeaconKey, random, sample.flags, sample.ivIndex, beacon, 14);
      t.is(toHex(beacon), sample.beacon);
      t.deepEqual(openPrivateBeacon(keys.privateBeaconKey, random, beacon, 14), {
        flags: sample.flags,
        ivIndex: sample.ivIndex,
      });
      for (let at = 14; at < beacon.length; at++) {
        beacon[at]! ^= 1;
        t.is(openPrivateBeacon(keys.privateBeaconKey, random, beacon, 14), undefined);
        beacon[at]! ^= 1;
      }
      const short = beacon.slice(0, 26);
      t.is(openPrivateBeacon(keys.privateBeaconKey, random, short, 14), undefined);
      keys.close();
    }
  });

  test(`${name}: identity hashes`, (t) => {
    for (const sample of vectors.nodeIdentity) {
      const keys = keysOf(sample.netKey);
      const random = fromHex(sample.random);
      t.is(toHex(nodeIdentityHash(keys.identityKey, random, sample.address)), sample.hash);
      // The other two by their definition, over the IdentityKey of the sample.
      const aes = crypto.aesKey(fromHex(sample.identityKey));
      const hashed = (input: string) => {
        const block = fromHex(input);
        aes.encryptBlock(block, 0, block, 0);
        return toHex(block.slice(8));
      };
      const address = sample.address.toString(16).padStart(4, "0");
      t.is(
        toHex(privateNodeIdentityHash(keys.identityKey, random, sample.address)),
        hashed(`000000000003${sample.random}${address}`),
      );
      t.is(
        toHex(privateNetworkIdentityHash(keys.identityKey, random, keys.networkId)),
        hashed(toHex(keys.networkId) + sample.random),
      );
      keys.close();
    }
  });

  test(`${name}: a NetKey of another length is refused, and close can be called before use`, (t) => {
    t.throws(() => new NetworkKeys({ crypto, key: new Uint8Array(15) }), {
      instanceOf: RangeError,
      message: /key/,
    });
    keysOf("00".repeat(16)).close();
    t.pass();
  });
}
