import test from "ava";
import { logText } from "../../../modules/base/log-text.js";

class Dimmer {
  level = 3;
  readonly name = "left";
}

for (const [title, values, text] of [
  ["texts as they are, with a space between values", ["a", "b c"], "a b c"],
  ["numbers and others", [1, -0.5, true, null, undefined, 10n], "1 -0.5 true null undefined 10"],
  ["octets as hexadecimal digits", [Uint8Array.of(0, 1, 255)], "0001ff"],
  [
    "many octets: the first, and how many",
    [new Uint8Array(100)],
    `${"00".repeat(64)}... (100 octets)`,
  ],
  [
    "objects with their members",
    [{ a: 1, b: "x", c: { d: [1, 2] } }],
    '{a: 1, b: "x", c: {d: [1, 2]}}',
  ],
  ["objects of a class with its name", [new Dimmer()], 'Dimmer {level: 3, name: "left"}'],
  ["maps and sets", [new Map([[1, "x"]]), new Set([2])], 'Map {[1, "x"]} Set {2}'],
  ["deep ones only so far", [{ a: { b: { c: { d: 1 } } } }], "{a: {b: {c: {...}}}}"],
  [
    "long lists only so far",
    [Array.from({ length: 25 }, () => 0)],
    `[${"0, ".repeat(20)}... 5 more]`,
  ],
  ["functions by name", [function blink() {}], "[function blink]"],
] as const)
  test(`console writes ${title}`, (t) => t.is(logText(values), text));

test("console writes an error with its message, and its cause", (t) => {
  const error = new RangeError("too bright", { cause: new Error("level 300") });
  const text = logText([error]);
  t.true(text.startsWith("RangeError: too bright\n"), text);
  t.true(text.includes("\ncaused by Error: level 300"), text);
  t.is(text.indexOf("too bright"), text.lastIndexOf("too bright"));
});

test("console never throws: what cannot be read says why", (t) => {
  const hostile = {
    get member(): never {
      throw new Error("no");
    },
  };
  t.is(logText([hostile]), "[object: Error: no]");
  const circular: { self?: unknown } = {};
  circular.self = circular;
  t.is(logText([circular]), "{self: {self: {self: {...}}}}");
});

test("a line is bounded", (t) => {
  const text = logText(["x".repeat(5000)]);
  t.is(text.length, 2003);
  t.true(text.endsWith("..."));
});

test("console never throws: not even at what throws values without a text", (t) => {
  const unprintable = Object.create(null) as object;
  const hostile = {
    get member(): never {
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw unprintable;
    },
  };
  t.is(logText([hostile]), "[object: it cannot be read]");
  const refusing = () => {
    throw new Error("no");
  };
  const handler = { get: refusing, getPrototypeOf: refusing, ownKeys: refusing };
  t.is(logText([new Proxy({}, handler)]), "[object: Error: no]");
  t.is(logText([new Proxy(() => undefined, handler)]), "[function: Error: no]");
});

test("an error that is its own cause is written so far", (t) => {
  const error = new Error("round") as Error & { cause?: unknown };
  error.cause = error;
  t.is(logText([error]).split("Error: round").length - 1, 3);
});

test("what is written out of large values is bounded before it is copied", (t) => {
  const long = "x".repeat(100_000);
  const wide = Array.from({ length: 20 }, () => Array.from({ length: 20 }, () => long));
  for (const value of [long, { long }, [long], wide, new Map([[long, long]])])
    t.is(logText([value]).length, 2003);
});
