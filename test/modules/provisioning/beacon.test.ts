import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import {
  decodeUnprovisionedBeacon,
  encodeUnprovisionedBeacon,
  OobInformation,
} from "../../../modules/provisioning/beacon.js";
import { TestRandom } from "../../support/test-random.js";

const uuid = fromHex("000102030405060708090a0b0c0d0e0f");

test("unprovisioned beacon: there and back, with and without a URI hash", (t) => {
  const oobInformation = OobInformation.number | OobInformation.onBox;
  const short = encodeUnprovisionedBeacon({ uuid, oobInformation });
  t.is(toHex(short), "00000102030405060708090a0b0c0d0e0f0820");
  t.deepEqual(decodeUnprovisionedBeacon(short, 0, short.length), { uuid, oobInformation });
  const uriHash = fromHex("d97478b3");
  const long = encodeUnprovisionedBeacon({ uuid, oobInformation, uriHash });
  t.is(toHex(long), "00000102030405060708090a0b0c0d0e0f0820d97478b3");
  t.deepEqual(decodeUnprovisionedBeacon(long, 0, long.length), { uuid, oobInformation, uriHash });
});

test("unprovisioned beacon: other lengths and types are refused", (t) => {
  const beacon = encodeUnprovisionedBeacon({ uuid, oobInformation: 0, uriHash: uuid.slice(0, 4) });
  for (let end = 0; end < beacon.length; end++)
    t.is(decodeUnprovisionedBeacon(beacon, 0, end) !== undefined, end === 19);
  beacon[0] = 1;
  t.is(decodeUnprovisionedBeacon(beacon, 0, beacon.length), undefined);
  const random = new TestRandom(1);
  for (let i = 0; i < 500; i++) {
    const data = random.bytes(random.below(30));
    const decoded = decodeUnprovisionedBeacon(data, 0, data.length);
    if (decoded && toHex(encodeUnprovisionedBeacon(decoded)) !== toHex(data)) t.fail(toHex(data));
  }
});

test("unprovisioned beacon: wrong values throw, naming the field", (t) => {
  const cases: [object, RegExp][] = [
    [{ uuid: new Uint8Array(15) }, /uuid must be 16 octets/],
    [{ oobInformation: 65536 }, /oobInformation must be 0\.\.65535/],
    [{ uriHash: new Uint8Array(5) }, /uriHash must be 4 octets/],
  ];
  for (const [more, message] of cases)
    t.throws(() => encodeUnprovisionedBeacon({ uuid, oobInformation: 0, ...more }), {
      instanceOf: RangeError,
      message,
    });
});
