// Each mistake that is thrown where it is made, with its text.
import "../../../modules/checks/install.js";
import test from "ava";
import { list, optional, remainder, uint16, uint8 } from "../../../modules/access/fields.js";
import { message } from "../../../modules/access/message.js";
import { soundDeclarations, thrownMistakes } from "../../support/mistakes/thrown.js";

for (const { make, mistake, text } of thrownMistakes)
  test(`the error of ${mistake}`, (t) => {
    t.throws(make, { message: text });
  });

const open = [
  ...soundDeclarations,
  { tid: uint8, time: optional(uint8), delay: optional(uint16), data: remainder },
  { time: optional(uint8), levels: list(uint16) },
];

test("fields that may be absent, and one that takes the rest, are the last ones", (t) => {
  for (const fields of open) t.notThrows(() => message("Lamp Set", 0x10, fields as never));
  for (const last of [list(uint16), remainder, optional(uint8)])
    t.throws(() => message("Lamp Set", 0x10, { last, tid: uint8 }), { message: /^field tid: / });
});

test("each value of another type is refused by the name of its field", (t) => {
  const fields = { level: uint8, levels: list(uint16) };
  const set = message("Lamp Set", 0x10, fields);
  t.notThrows(() => set.encode({ level: 1, levels: [2] }));
  for (const level of ["1", null, NaN, -1, 1.5, 256, true, undefined])
    t.throws(() => set.encode({ level, levels: [] } as never), { message: /^level: / });
  for (const levels of ["1", null, 5, {}])
    t.throws(() => set.encode({ level: 1, levels } as never), { message: /^levels: / });
});
