import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import {
  encodeMeshPrivateBeacon,
  openMeshPrivateBeacon,
} from "../../../modules/network/private-beacon.js";
import { crypto } from "../../support/crypto.js";
import vectors from "../../vectors/mesh-protocol/beacons.json" with { type: "json" };

test("the beacons of the specification's sample data, there and back", (t) => {
  for (const { netKey, random, flags, ivIndex, beacon } of vectors.private) {
    const keys = new NetworkKeys({ crypto, key: fromHex(netKey) });
    const meaning = { keyRefresh: (flags & 1) !== 0, ivUpdate: (flags & 2) !== 0, ivIndex };
    t.is(toHex(encodeMeshPrivateBeacon(keys, fromHex(random), meaning)), beacon);
    t.deepEqual(openMeshPrivateBeacon(keys, fromHex(beacon)), meaning);
  }
});

test("any octet changed, or another key, and it is nobody's", (t) => {
  const { netKey, beacon } = vectors.private[0]!;
  const keys = new NetworkKeys({ crypto, key: fromHex(netKey) });
  for (let at = 1; at < 27; at++) {
    const changed = fromHex(beacon);
    changed[at]! ^= 4;
    t.is(openMeshPrivateBeacon(keys, changed), undefined);
  }
  const other = new NetworkKeys({ crypto, key: new Uint8Array(16) });
  t.is(openMeshPrivateBeacon(other, fromHex(beacon)), undefined);
});
