import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { ApplicationKey, DeviceKey } from "../../../modules/crypto/application-key.js";
import { UpperTransportCodec } from "../../../modules/transport/upper-transport.js";
import { crypto } from "../../support/crypto.js";
import { TestRandom } from "../../support/test-random.js";
import vectors from "../../vectors/mesh-protocol/messages.json" with { type: "json" };

const withAccess = vectors.messages.filter(({ access }) => access !== undefined);

test("there are samples with both kinds of keys", (t) => {
  t.deepEqual(new Set(withAccess.map(({ access }) => access!.key)).size, 2);
});

for (const { access, dst, ivIndex, sample, src } of withAccess)
  test(`sample ${sample}: sealed and opened`, (t) => {
    const { appKey, deviceKey, encrypted, payload, seq, szmic, transMic } = access!;
    const label = access!.label === undefined ? undefined : fromHex(access!.label);
    const key = appKey
      ? new ApplicationKey({ crypto, key: fromHex(appKey) })
      : new DeviceKey({ crypto, key: fromHex(deviceKey!) });
    const fields = { ivIndex, seq, src, dst, longMic: szmic, device: !appKey };
    const codec = new UpperTransportCodec();
    const pdu = codec.seal(key, fields, fromHex(payload), label);
    t.is(toHex(pdu), encrypted + transMic);
    const length = codec.open(key, fields, pdu, 0, pdu.length, label);
    t.is(toHex(codec.clear.slice(0, length)), payload);
    const changes = [
      { ivIndex: ivIndex + 1 },
      { seq: seq + 1 },
      { src: src ^ 1 },
      { dst: dst ^ 1 },
      { longMic: !szmic },
      { device: !fields.device },
    ];
    for (const change of changes)
      t.is(codec.open(key, { ...fields, ...change }, pdu, 0, pdu.length, label), -1);
    const other = new Uint8Array(16);
    t.is(codec.open(key, fields, pdu, 0, pdu.length, label ? undefined : other), -1);
    t.is(codec.open(key, fields, pdu, 0, pdu.length - 1, label), -1);
  });

test("every length, with both TransMICs, at any place of a buffer", (t) => {
  const random = new TestRandom(1);
  const codec = new UpperTransportCodec();
  const key = new DeviceKey({ crypto, key: random.bytes(16) });
  for (const longMic of [false, true])
    for (let length = 1; length <= (longMic ? 376 : 380); length += longMic ? 25 : 1) {
      const payload = random.bytes(length);
      const fields = { ivIndex: 1, seq: length, src: 1, dst: 2, longMic, device: false };
      const pdu = codec.seal(key, fields, payload, undefined);
      t.is(pdu.length, length + (longMic ? 8 : 4));
      const buffer = new Uint8Array(pdu.length + 5);
      buffer.set(pdu, 3);
      t.is(codec.open(key, fields, buffer, 3, 3 + pdu.length, undefined), length);
      if (toHex(codec.clear.slice(0, length)) !== toHex(payload)) t.fail(`${length}`);
    }
});

test("what is no longer than its TransMIC holds no message", (t) => {
  const codec = new UpperTransportCodec();
  const key = new DeviceKey({ crypto, key: new Uint8Array(16) });
  const fields = { ivIndex: 1, seq: 1, src: 1, dst: 2, longMic: false, device: true };
  for (let length = 0; length <= 4; length++)
    t.is(codec.open(key, fields, new Uint8Array(8), 0, length, undefined), -1);
  for (let length = 0; length <= 8; length++)
    t.is(
      codec.open(key, { ...fields, longMic: true }, new Uint8Array(8), 0, length, undefined),
      -1,
    );
});
