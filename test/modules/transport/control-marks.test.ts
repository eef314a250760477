import test from "ava";
import { ControlMarks } from "../../../modules/transport/control-marks.js";

const table: readonly (readonly [string, number, number, number, boolean])[] = [
  ["a higher number", 1, 5, 101, true],
  ["the same number", 1, 5, 100, false],
  ["a lower number", 1, 5, 99, false],
  ["a higher IV Index", 1, 6, 0, true],
  ["an older IV Index", 1, 4, 200, false],
  ["another source", 2, 5, 1, true],
];

for (const [name, src, ivIndex, seq, isNew] of table)
  test(`control messages that had an effect: ${name}`, (t) => {
    const marks = new ControlMarks(4);
    marks.enter(1, 5, 100);
    t.is(marks.isNew(src, ivIndex, seq), isNew);
  });

test("the source that was entered first makes room", (t) => {
  const marks = new ControlMarks(2);
  for (let src = 1; src <= 3; src++) marks.enter(src, 5, 9);
  t.true(marks.isNew(1, 5, 9));
  t.false(marks.isNew(2, 5, 9));
  t.false(marks.isNew(3, 5, 9));
  marks.enter(4, 5, 9);
  t.true(marks.isNew(2, 5, 9));
  t.false(marks.isNew(3, 5, 9));
});

const authenticTable: readonly (readonly [string, number, number, number, boolean])[] = [
  ["a lower number: what follows it is new", 1, 5, 50, true],
  ["a higher number: what follows the control message is new as before", 1, 5, 200, false],
  ["an older IV Index, of a source that has not gone on yet", 1, 4, 300, true],
  ["another source", 2, 5, 50, false],
];

for (const [name, src, ivIndex, seq, corrected] of authenticTable)
  test(`an authentic message after a control message has ${name}`, (t) => {
    const marks = new ControlMarks(4);
    marks.enter(1, 5, 100);
    marks.authentic(src, ivIndex, seq);
    t.is(marks.isNew(1, 5, 60), corrected);
    t.true(marks.isNew(1, 5, 101));
    t.is(marks.isNew(src, ivIndex, seq), src !== 1 || seq === 200);
  });
