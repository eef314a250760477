import test from "ava";
import { ConfigurationNumbers } from "../../../modules/proxy/configuration-numbers.js";

test("of each source only greater numbers are admitted, under the same IV Index or a later one", (t) => {
  const numbers = new ConfigurationNumbers();
  const steps: readonly (readonly [
    src: number,
    ivIndex: number,
    seq: number,
    admitted: boolean,
  ])[] = [
    [1, 7, 10, true],
    [1, 7, 10, false],
    [1, 7, 9, false],
    [2, 7, 0, true],
    [1, 8, 0, true],
    [1, 7, 11, false],
    [1, 8, 0xffffff, true],
    [1, 0xffff_ffff, 0, true],
    [1, 8, 0xffffff, false],
    [2, 7, 1, true],
  ];
  for (const [src, ivIndex, seq, admitted] of steps)
    t.is(numbers.admit(src, ivIndex, seq), admitted, `${src} ${ivIndex} ${seq}`);
});

test("of more than sixteen sources the one that was heard of first is forgotten", (t) => {
  const numbers = new ConfigurationNumbers();
  for (let src = 1; src <= 16; src++) t.true(numbers.admit(src, 0, 5));
  for (let src = 1; src <= 16; src++) t.false(numbers.admit(src, 0, 5));
  t.true(numbers.admit(17, 0, 5));
  t.false(numbers.admit(2, 0, 5));
  t.false(numbers.admit(17, 0, 5));
  t.true(numbers.admit(1, 0, 5));
});
