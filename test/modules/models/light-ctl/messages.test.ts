import test from "ava";
import { FieldError } from "../../../../modules/access/field.js";
import * as declared from "../../../../modules/models/light-ctl/messages.js";
import { testMessages } from "../../../support/message-vectors.js";
import vectors from "../../../vectors/mesh-model/light-ctl-messages.json" with { type: "json" };

testMessages(test, declared, vectors, 16);

const light = { lightness: 1, temperature: 1000, deltaUv: 0 };
const wrong: readonly (readonly [declared.LightCtlDefaultValues, RegExp])[] = [
  [{ ...light, lightness: 65_536 }, /^lightness: 65536 is not a whole number from 0 to 65535$/],
  [{ ...light, temperature: 799 }, /^temperature: 799 is not a whole number from 800 to 20000$/],
  [{ ...light, temperature: 20_001 }, /^temperature: 20001 is not/],
  [{ ...light, deltaUv: -1.1 }, /^deltaUv: -1\.1 is not a number from -1 to 1$/],
  [{ ...light, deltaUv: NaN }, /^deltaUv: NaN is not/],
];

for (const [values, message] of wrong)
  test(`no message carries ${String(message)}`, (t) => {
    const encode = () => declared.LightCtlDefaultSet.encode(values);
    t.throws(encode, { instanceOf: FieldError, message });
  });

test("no range has an end out of all ranges", (t) => {
  for (const minimum of [799, 20_001, 0xffff, 800.5])
    t.throws(() => declared.LightCtlTemperatureRangeSet.encode({ minimum, maximum: 1000 }), {
      instanceOf: FieldError,
      message: /^minimum: .* from 800 to 20000$/,
    });
});

test("each Delta UV is read and written as it was", (t) => {
  const payload = declared.LightCtlDefaultStatus.encode(light);
  const view = new DataView(payload.buffer);
  for (let parts = -0x8000; parts < 0x8000; parts++) {
    view.setInt16(6, parts, true);
    const values = declared.LightCtlDefaultStatus.decode(payload, 8)!;
    if (values.deltaUv !== parts / 0x8000) return t.fail(`${parts}: ${values.deltaUv}`);
    const again = declared.LightCtlDefaultStatus.encode(values);
    if (new DataView(again.buffer).getInt16(6, true) !== parts) return t.fail(`${parts}`);
  }
  t.pass();
});
