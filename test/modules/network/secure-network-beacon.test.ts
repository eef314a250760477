import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import {
  encodeSecureNetworkBeacon,
  namesNetwork,
  openSecureNetworkBeacon,
} from "../../../modules/network/secure-network-beacon.js";
import { providers } from "../../support/crypto.js";

// Mesh Protocol 1.1 §8.4.3
const netKey = fromHex("7dd7364cd842ad18c17c2b820c84c3d6");
const beacon = "01003ecaff672f673370123456788ea261582f364f6f";

for (const { name, crypto } of providers) {
  test(`the specification's Secure Network beacon, ${name}`, (t) => {
    const keys = new NetworkKeys({ crypto, key: netKey });
    const meaning = { keyRefresh: false, ivUpdate: false, ivIndex: 0x12345678 };
    t.is(toHex(encodeSecureNetworkBeacon(keys, meaning)), beacon);
    t.true(namesNetwork(keys, fromHex(beacon)));
    t.deepEqual(openSecureNetworkBeacon(keys, fromHex(beacon)), meaning);
    keys.close();
  });

  test(`flags go there and back, and no changed octet passes, ${name}`, (t) => {
    const keys = new NetworkKeys({ crypto, key: netKey });
    for (const keyRefresh of [false, true])
      for (const ivUpdate of [false, true]) {
        const meaning = { keyRefresh, ivUpdate, ivIndex: 0xffffffff };
        const encoded = encodeSecureNetworkBeacon(keys, meaning);
        t.deepEqual(openSecureNetworkBeacon(keys, encoded), meaning);
        for (let at = 1; at < encoded.length; at++) {
          const changed = encoded.slice();
          changed[at]! ^= 0x10;
          const known = namesNetwork(keys, changed);
          t.true(!known || openSecureNetworkBeacon(keys, changed) === undefined);
        }
      }
    keys.close();
  });
}
