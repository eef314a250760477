import test from "ava";
import { FieldError } from "../../../../modules/access/field.js";
import * as declared from "../../../../modules/models/time/messages.js";
import {
  type MeshTime,
  taiOfUnixTime,
  unixTimeOf,
} from "../../../../modules/models/time/mesh-time.js";
import { testMessages } from "../../../support/message-vectors.js";
import vectors from "../../../vectors/mesh-model/time-messages.json" with { type: "json" };

testMessages(test, declared, vectors, 12);

const valid: MeshTime = { tai: 5, uncertainty: 0, authority: true, taiUtcDelta: 37, zone: 60 };

const wrong: readonly (readonly [Partial<MeshTime>, RegExp])[] = [
  [{ tai: 2 ** 40 }, /^time\.tai: 1099511627776 s is not a number from 0 /],
  [{ tai: -1 }, /^time\.tai: -1 s/],
  [{ tai: NaN }, /^time\.tai: NaN s/],
  [{ uncertainty: -10 }, /^time\.uncertainty: -10 ms/],
  [{ taiUtcDelta: 1.5 }, /^time\.taiUtcDelta: 1\.5 s is not a whole number from -255 to 32512 s$/],
  [{ taiUtcDelta: -256 }, /^time\.taiUtcDelta: -256 s/],
  [{ zone: 20 }, /^time\.zone: 20 minutes are not a multiple of 15 from -960 to 2865 minutes$/],
  [{ zone: 2880 }, /^time\.zone: 2880 minutes/],
];

for (const [change, message] of wrong)
  test(`no message carries ${String(message)}`, (t) => {
    const encode = () => declared.TimeSet.encode({ time: { ...valid, ...change } });
    t.throws(encode, { instanceOf: FieldError, message });
  });

test("no message carries another role, or a change that is no second of TAI", (t) => {
  t.throws(() => declared.TimeRoleSet.encode({ role: "server" as "client" }), {
    message: "role: server is none of none, authority, relay, client",
  });
  t.throws(() => declared.TimeZoneSet.encode({ next: 60, changeAt: 0.5 }), { message: /changeAt/ });
  t.throws(() => declared.TaiUtcDeltaSet.encode({ next: -256, changeAt: 0 }), { message: /^next/ });
});

test("an uncertainty is rounded up, and ends at 2.55 s; a subsecond is rounded down", (t) => {
  const time = { ...valid, tai: 1.999, uncertainty: 21 };
  const octets = declared.TimeSet.encode({ time });
  t.deepEqual([...octets.subarray(1, 8)], [1, 0, 0, 0, 0, 255, 3]);
  const late = declared.TimeSet.encode({ time: { ...valid, uncertainty: 1e9 } });
  t.is(late[7], 255);
});

// Source: 2016-12-31T23:59:59Z was TAI 2017-01-01T00:00:35, the last second before a leap second.
for (const [unixTime, delta, tai] of [
  [946_684_768, 32, 0],
  [1_498_577_400, 37, 0x20e5369d],
  [1_483_228_799, 36, 536_544_035],
  [1_483_228_800, 37, 536_544_037],
] as const)
  test(`Unix time ${unixTime} is TAI ${tai}`, (t) => {
    t.is(taiOfUnixTime(unixTime, delta), tai);
    t.is(unixTimeOf({ tai, taiUtcDelta: delta }), unixTime);
  });
