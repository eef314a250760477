import test from "ava";
import * as fc from "fast-check";
import { ShellError } from "../../../tools/shell/shell-error.js";
import { quoted, splitLine, wordsOf } from "../../../tools/shell/words.js";

const lines: readonly (readonly [line: string, words: readonly string[]])[] = [
  ["", []],
  ["   ", []],
  ["nodes", ["nodes"]],
  ["  send  hall\tonoff-set ", ["send", "hall", "onoff-set"]],
  ['name 0x0002 "my desk"', ["name", "0x0002", "my desk"]],
  ["name 0x0002 'my desk'", ["name", "0x0002", "my desk"]],
  ['period="500 ms"', ["period=500 ms"]],
  [String.raw`a\ b "c\"d" 'e\f'`, ["a b", 'c"d', String.raw`e\f`]],
  ["nodes # all of them", ["nodes"]],
  ["# nothing", []],
  ["name a#b", ["name", "a#b"]],
  ['""', [""]],
  ["trailing\\", ["trailing\\"]],
];

for (const [line, words] of lines)
  test(`the words of ${JSON.stringify(line)}`, (t) => t.deepEqual(wordsOf(line), words));

for (const line of ['name "desk', "name 'desk", 'a "b c'])
  test(`a quote without end is an error: ${line}`, (t) => {
    t.throws(() => wordsOf(line), {
      instanceOf: ShellError,
      message: /^the quote ["'] has no end$/,
    });
    t.not(splitLine(line).open, undefined);
  });

test("any line is split or refused, and so is each of its beginnings", (t) => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (line) => {
      for (let end = 0; end <= line.length; end++) {
        const { open, words } = splitLine(line.slice(0, end));
        for (const { start, text } of words) {
          t.true(start >= 0 && start < end);
          t.is(typeof text, "string");
        }
        if (open === undefined) t.is(wordsOf(line.slice(0, end)).length, words.length);
        else t.throws(() => wordsOf(line.slice(0, end)), { instanceOf: ShellError });
      }
    }),
    { numRuns: 200 },
  );
});

test("words that are quoted are the same words again", (t) => {
  const words = fc.array(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 5 });
  fc.assert(
    fc.property(words, (list) => {
      t.deepEqual(wordsOf(list.map(quoted).join(" ")), list);
    }),
  );
});
