import test from "ava";
import { NodeCrypto } from "../../../hosts/node/crypto.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { fromHex } from "../../../modules/base/bytes.js";
import type { EcdhKeyPair } from "../../../modules/host/crypto.js";
import vectors from "../../vectors/mesh-protocol/provisioning.json" with { type: "json" };

test("P-256 multiplications are charged to the clock, one after the other", (t) => {
  const clock = new VirtualClock();
  const crypto = new NodeCrypto({ clock, ecdhMilliseconds: 200 });
  const times: number[] = [];
  crypto.ecdhKeyPair(fromHex(vectors.cmac.devicePrivateKey), (pair) => {
    times.push(clock.now());
    pair.sharedSecret(pair.publicKey, () => times.push(clock.now()));
    pair.sharedSecret(pair.publicKey, () => times.push(clock.now()));
  });
  clock.advanceTo(10_000);
  t.deepEqual(times, [200, 400, 600]);
});

test("a closed key pair drops the results it owes", (t) => {
  const clock = new VirtualClock();
  const crypto = new NodeCrypto({ clock });
  let pair: EcdhKeyPair | undefined;
  crypto.ecdhKeyPair(fromHex(vectors.cmac.devicePrivateKey), (made) => (pair = made));
  clock.advanceTo(1);
  pair!.sharedSecret(pair!.publicKey, () => t.fail());
  pair!.close();
  clock.advanceTo(2);
  t.is(clock.pending, 0);
});

test("ecdhMilliseconds is not negative", (t) => {
  const clock = new VirtualClock();
  for (const ecdhMilliseconds of [-1, NaN])
    t.throws(() => new NodeCrypto({ clock, ecdhMilliseconds }), {
      instanceOf: RangeError,
      message: /ecdhMilliseconds/,
    });
});
