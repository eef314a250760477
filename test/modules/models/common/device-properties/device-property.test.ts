import test from "ava";
import { group, uint16, uint8 } from "../../../../../modules/access/fields.js";
import { fromHex, toHex } from "../../../../../modules/base/bytes.js";
import { scalar } from "../../../../../modules/models/common/device-properties/characteristic.js";
import { deviceProperty } from "../../../../../modules/models/common/device-properties/device-property.js";

const noise = deviceProperty(
  0x0079,
  "Present Ambient Noise",
  scalar({ octets: 1, unit: "dB", high: 254, orMore: true, unknown: 0xff }),
);

test("a property of an application: a scalar with its unit", (t) => {
  t.is(noise.unit, "dB");
  t.is(toHex(noise.encode(60)), "3c");
  t.deepEqual(noise.decode(fromHex("ff")), { value: undefined });
  t.throws(() => noise.encode(-1), {
    message: "Present Ambient Noise: -1 dB is not a number from 0 to 254 dB",
  });
});

test("a property of an application: fields of messages", (t) => {
  const pair = deviceProperty(0x7001, "Pair", group({ count: uint8, level: uint16 }));
  t.is(pair.octets, 3);
  t.is(pair.unit, "");
  t.is(toHex(pair.encode({ count: 1, level: 0x0203 })), "010302");
  t.deepEqual(pair.decode(fromHex("010302")), { value: { count: 1, level: 0x0203 } });
  t.is(pair.decode(fromHex("0103")), undefined);
  t.is(pair.decode(fromHex("01030200")), undefined);
});

test("a Property ID is 1 to 0xffff", (t) => {
  for (const id of [0, -1, 0x10000, 1.5])
    t.throws(() => deviceProperty(id, "Nothing", uint8), {
      message: `id: ${id} is not a whole number from 1 to 65535`,
    });
  t.throws(() => scalar({ octets: 5 as 4, high: 1 }), {
    message: "octets: 5 is not a whole number from 1 to 4",
  });
});
