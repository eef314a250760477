import test from "ava";
import { FieldError } from "../../../../modules/access/field.js";
import * as declared from "../../../../modules/models/light-xyl/messages.js";
import { testMessages } from "../../../support/message-vectors.js";
import vectors from "../../../vectors/mesh-model/light-xyl-messages.json" with { type: "json" };

testMessages(test, declared, vectors, 14);

const wrong: readonly (readonly [declared.LightXylValues, RegExp])[] = [
  [{ lightness: 1, x: -0.1, y: 0 }, /^x: -0\.1 is not a number from 0 to 1$/],
  [{ lightness: 1, x: 0, y: NaN }, /^y: NaN is not/],
  [{ lightness: -1, x: 0, y: 0 }, /^lightness: -1 is not/],
];

for (const [values, message] of wrong)
  test(`no message carries ${String(message)}`, (t) => {
    const encode = () => declared.LightXylDefaultSet.encode(values);
    t.throws(encode, { instanceOf: FieldError, message });
  });
