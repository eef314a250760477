import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import { NetworkPduCodec, type NetworkFields } from "../../../modules/network/network-pdu.js";
import { providers } from "../../support/crypto.js";
import { TestRandom } from "../../support/test-random.js";
import vectors from "../../vectors/mesh-protocol/messages.json" with { type: "json" };

const flooded = vectors.messages.filter(({ credentials }) => credentials.kind === "flooding");

function emptyFields(): NetworkFields {
  return { ivIndex: 0, control: false, ttl: 0, seq: 0, src: 0, dst: 0 };
}

for (const { name, crypto } of providers) {
  test(`the specification's network PDUs are sealed and opened, ${name}`, (t) => {
    const codec = new NetworkPduCodec();
    for (const { netKey, ivIndex, ctl, ttl, src, dst, pdus } of flooded) {
      const keys = new NetworkKeys({ crypto, key: fromHex(netKey) });
      for (const { seq, transportPdu, networkPdu } of pdus) {
        const fields = { ivIndex, control: ctl, ttl, seq, src, dst };
        const transport = fromHex(transportPdu);
        t.is(toHex(codec.seal(keys, fields, transport, 0, transport.length)), networkPdu);
        const opened = emptyFields();
        const pdu = fromHex(`ff${networkPdu}ff`);
        t.true(codec.open(keys, ivIndex, pdu, 1, pdu.length - 1, opened));
        t.deepEqual(opened, fields);
        t.is(toHex(codec.clear.subarray(2, codec.clearEnd)), transportPdu);
      }
      keys.close();
    }
  });

  test(`PDUs that were changed, cut or made up do not open, ${name}`, (t) => {
    const codec = new NetworkPduCodec();
    const random = new TestRandom(7);
    const { netKey, ivIndex, pdus } = flooded[0]!;
    const keys = new NetworkKeys({ crypto, key: fromHex(netKey) });
    const pdu = fromHex(pdus[0]!.networkPdu);
    for (let end = 0; end < pdu.length; end++)
      t.false(codec.open(keys, ivIndex, pdu, 0, end, emptyFields()));
    for (let at = 1; at < pdu.length; at++) {
      const changed = pdu.slice();
      changed[at]! ^= 1 << (random.next() % 8);
      t.false(codec.open(keys, ivIndex, changed, 0, changed.length, emptyFields()));
    }
    for (let round = 0; round < 200; round++) {
      const octets = new Uint8Array(random.next() % 33);
      random.fill(octets);
      t.false(codec.open(keys, ivIndex, octets, 0, octets.length, emptyFields()));
    }
    t.false(codec.open(keys, ivIndex + 1, pdu, 0, pdu.length, emptyFields()));
    keys.close();
  });
}
