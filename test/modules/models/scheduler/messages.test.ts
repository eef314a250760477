import test from "ava";
import { FieldError } from "../../../../modules/access/field.js";
import { fromHex } from "../../../../modules/base/bytes.js";
import * as declared from "../../../../modules/models/scheduler/messages.js";
import type { Schedule } from "../../../../modules/models/scheduler/schedule.js";
import { plainValues, testMessages } from "../../../support/message-vectors.js";
import vectors from "../../../vectors/mesh-model/scheduler-messages.json" with { type: "json" };

testMessages(test, declared, vectors, 6);

for (const { payload, values } of vectors.others)
  test(`a transition time that has a shorter unit: ${payload}`, (t) => {
    const octets = fromHex(payload);
    const decoded = declared.SchedulerActionSet.decode(octets, octets.length);
    t.deepEqual(plainValues(decoded), values as never);
  });

const valid: Schedule = {
  year: "any",
  months: 0xfff,
  day: 0,
  hour: 7,
  minute: 30,
  second: 0,
  daysOfWeek: 0x7f,
  action: "on",
  transition: 0,
  scene: 0,
};

const wrong: readonly (readonly [object, RegExp])[] = [
  [{ year: 100 }, /^year: 100 is not a whole number from 0 to 99$/],
  [{ year: "every" }, /^year: every is none of any$/],
  [{ months: 0x1000 }, /^months: 4096 is not a whole number from 0 to 4095$/],
  [{ day: 32 }, /^day: 32/],
  [{ hour: 24 }, /^hour: 24 is not a whole number from 0 to 23$/],
  [{ hour: "every 15" }, /^hour: every 15 is none of any, once$/],
  [{ minute: 60 }, /^minute: 60/],
  [{ second: 1.5 }, /^second: 1\.5/],
  [{ second: "twice" }, /^second: twice is none of any, every 15, every 20, once$/],
  [{ daysOfWeek: -1 }, /^daysOfWeek: -1/],
  [{ action: "dim" }, /^action: dim is none of off, on, scene, none$/],
  [{ action: "scene" }, /^scene: 0 is not a whole number from 1 to 65535$/],
  [{ scene: 0x10000 }, /^scene: 65536/],
];

for (const [change, message] of wrong)
  test(`no message carries ${String(message)}`, (t) => {
    const schedule = { ...valid, ...change };
    const encode = () => declared.SchedulerActionSet.encode({ entry: { index: 0, schedule } });
    t.throws(encode, { instanceOf: FieldError, message });
  });

test("no message carries another index, or a transition that is too long", (t) => {
  const { SchedulerActionSet, SchedulerActionStatus } = declared;
  t.throws(() => SchedulerActionSet.encode({ entry: { index: 16, schedule: valid } }), {
    message: /^index: 16/,
  });
  t.throws(() => SchedulerActionStatus.encode({ entry: { index: 16, schedule: undefined } }), {
    message: /^index: 16/,
  });
  const schedule = { ...valid, transition: 37_200_001 };
  t.throws(() => SchedulerActionSet.encode({ entry: { index: 0, schedule } }), {
    instanceOf: RangeError,
  });
});
