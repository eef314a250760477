import test from "ava";
import { FieldError } from "../../../../modules/access/field.js";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import type { GlobalLocation } from "../../../../modules/models/generic-location/global-location.js";
import type { LocalLocation } from "../../../../modules/models/generic-location/local-location.js";
import * as declared from "../../../../modules/models/generic-location/messages.js";
import { testMessages } from "../../../support/message-vectors.js";
import vectors from "../../../vectors/mesh-model/generic-location-messages.json" with { type: "json" };

testMessages(test, declared, vectors, 8);

for (const { location, octets } of vectors.global)
  test(`angles are rounded down, metres to the nearest: ${octets}`, (t) => {
    t.is(toHex(declared.GenericLocationGlobalStatus.encode({ location })), `40${octets}`);
  });

test("what was read is written as it was: 10,000 steps of latitude and longitude, and the ends", (t) => {
  const payload = new Uint8Array(11);
  const view = new DataView(payload.buffer);
  payload[0] = 0x40;
  let wrong = 0;
  for (let i = 0; i <= 10_000; i++) {
    const step = i === 10_000 ? 0x7fffffff : i * 214_748;
    view.setInt32(1, step, true);
    view.setInt32(5, -step, true);
    const values = declared.GenericLocationGlobalStatus.decode(payload, 11)!;
    const again = declared.GenericLocationGlobalStatus.encode(values);
    if (toHex(again) !== toHex(payload)) wrong++;
  }
  t.is(wrong, 0);
});

test("each floor and each uncertainty: read, written, and what it means", (t) => {
  const payload = fromHex("82270000000000000000");
  const octets = new Uint8Array(11);
  octets.set(payload);
  for (let i = 0; i < 256; i++) {
    octets[8] = i;
    octets[10] = i;
    const { location } = declared.GenericLocationLocalStatus.decode(octets, 11)!;
    const floors = ["ground floor 0", "ground floor 1", undefined] as const;
    t.is(location.floor, i < 0xfd ? i - 20 : floors[i - 0xfd]);
    t.is(location.updateTime, 2 ** ((i & 15) - 3));
    t.is(location.precision, 2 ** ((i >> 4) - 3));
    t.is(toHex(declared.GenericLocationLocalStatus.encode({ location })), toHex(octets));
  }
  octets[9] = 0xff;
  t.true(declared.GenericLocationLocalStatus.decode(octets, 11)!.location.mobile);
});

test("local: rounded to steps, uncertainty up, what is out of range of a floor to its end", (t) => {
  const location = { north: 1.26, east: -1.24, altitude: 5000, floor: -30, updateTime: 3 };
  const octets = declared.GenericLocationLocalStatus.encode({ location });
  t.deepEqual(declared.GenericLocationLocalStatus.decode(octets, 11)!.location, {
    north: 1.3,
    east: -1.2,
    altitude: 3276.6,
    floor: -20,
    mobile: false,
    updateTime: 4,
    precision: 4096,
  });
});

const wrongGlobal: readonly (readonly [GlobalLocation, RegExp])[] = [
  [{ latitude: 90.01 }, /^latitude: 90\.01° is not a number from -90° to 90°$/],
  [{ longitude: NaN }, /^longitude: NaN° is not a number from -180° to 180°$/],
  [{ longitude: "5" as unknown as number }, /^longitude: 5° is not a number/],
  [{ altitude: -32_769 }, /^altitude: -32769 m is not a number from -32768 to 32766 m$/],
];

for (const [location, message] of wrongGlobal)
  test(`no message carries ${String(message)}`, (t) => {
    const encode = () => declared.GenericLocationGlobalSet.encode({ location });
    t.throws(encode, { instanceOf: FieldError, message });
  });

const wrongLocal: readonly (readonly [LocalLocation, RegExp])[] = [
  [{ north: 3276.8 }, /^north: 3276\.8 m is not a number from -3276\.7 to 3276\.7 m$/],
  [{ east: -3277 }, /^east: -3277 m/],
  [{ altitude: -3276.9 }, /^altitude: -3276\.9 m is not a number from -3276\.8 to 3276\.6 m$/],
  [{ floor: 1.5 }, /^floor: 1\.5 is neither a whole number nor one of ground floor 0, /],
  [{ floor: "cellar" as "ground floor 0" }, /^floor: cellar is neither/],
  [{ mobile: 1 as unknown as boolean }, /^mobile: 1 is neither true nor false$/],
  [{ updateTime: 4097 }, /^updateTime: 4097 s is not a number from 0 to 4096 s$/],
  [{ precision: -1 }, /^precision: -1 m is not a number from 0 to 4096 m$/],
];

for (const [location, message] of wrongLocal)
  test(`no message carries ${String(message)}`, (t) => {
    const encode = () => declared.GenericLocationLocalSet.encode({ location });
    t.throws(encode, { instanceOf: FieldError, message });
  });
