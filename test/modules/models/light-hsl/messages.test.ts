import test from "ava";
import { FieldError } from "../../../../modules/access/field.js";
import * as declared from "../../../../modules/models/light-hsl/messages.js";
import { testMessages } from "../../../support/message-vectors.js";
import vectors from "../../../vectors/mesh-model/light-hsl-messages.json" with { type: "json" };

testMessages(test, declared, vectors, 22);

const wrong: readonly (readonly [declared.LightHslValues, RegExp])[] = [
  [{ lightness: 1, hue: 361, saturation: 0 }, /^hue: 361 is not a number from 0 to 360$/],
  [{ lightness: 1, hue: -1, saturation: 0 }, /^hue: -1 is not/],
  [{ lightness: 1, hue: 0, saturation: 1.1 }, /^saturation: 1\.1 is not a number from 0 to 1$/],
  [{ lightness: 65_536, hue: 0, saturation: 1 }, /^lightness: 65536 is not/],
];

for (const [values, message] of wrong)
  test(`no message carries ${String(message)}`, (t) => {
    const encode = () => declared.LightHslDefaultSet.encode(values);
    t.throws(encode, { instanceOf: FieldError, message });
  });

test("each hue and each saturation is read and written as it was; 360° is 0", (t) => {
  const payload = declared.LightHslDefaultStatus.encode({ lightness: 0, hue: 360, saturation: 0 });
  const view = new DataView(payload.buffer);
  t.is(view.getUint16(4, true), 0);
  for (let parts = 0; parts <= 0xffff; parts++) {
    view.setUint16(4, parts, true);
    view.setUint16(6, 0xffff - parts, true);
    const values = declared.LightHslDefaultStatus.decode(payload, 8)!;
    if (values.hue !== (parts * 45) / 8192) return t.fail(`${parts}: ${values.hue}`);
    const again = new DataView(declared.LightHslDefaultStatus.encode(values).buffer);
    if (again.getUint16(4, true) !== parts || again.getUint16(6, true) !== 0xffff - parts)
      return t.fail(`${parts}`);
  }
});
