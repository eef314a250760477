import test from "ava";
import { FieldError } from "../../../../modules/access/field.js";
import type { BatteryState } from "../../../../modules/models/generic-battery/battery.js";
import * as declared from "../../../../modules/models/generic-battery/messages.js";
import { testMessages } from "../../../support/message-vectors.js";
import vectors from "../../../vectors/mesh-model/generic-battery-messages.json" with { type: "json" };

testMessages(test, declared, vectors, 2);

const wrong: readonly (readonly [BatteryState, RegExp])[] = [
  [{ level: 101 }, /^level: 101 is not a whole number from 0 to 100$/],
  [{ level: 0.5 }, /^level: 0\.5 is not a whole number/],
  [
    { timeToDischarge: 0xffffff },
    /^timeToDischarge: 16777215 is not a whole number from 0 to 16777214$/,
  ],
  [{ timeToCharge: -1 }, /^timeToCharge: -1 is not/],
  [{ presence: "some" as "fixed" }, /^presence: some is none of absent, removable, fixed$/],
  [{ indicator: 2 as unknown as "low" }, /^indicator: 2 is none of critically low, low, good$/],
  [{ charging: "yes" as "charging" }, /^charging: yes is none of not chargeable, not charging, /],
  [
    { serviceability: "no" as "required" },
    /^serviceability: no is none of not required, required$/,
  ],
];

for (const [battery, message] of wrong)
  test(`no message carries ${String(message)}`, (t) => {
    const encode = () => declared.GenericBatteryStatus.encode({ battery });
    t.throws(encode, { instanceOf: FieldError, message });
  });
