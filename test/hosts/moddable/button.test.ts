// Buttons at a pin or on a screen: a table of the state machine, and presses. Runs inside XS as well.
import test from "ava";
import {
  Button,
  ButtonEvent,
  buttonInterval,
  ButtonPhase,
  buttonStep,
} from "../../../hosts/moddable/button.js";
import type { ButtonFunctions } from "../../../modules/host/board.js";

const { between, down, held, spent, up } = ButtonPhase;
const { double, long, none, reset, short } = ButtonEvent;

interface Row {
  readonly rule: string;
  readonly phase: number;
  readonly pressed: boolean;
  readonly elapsed: number;
  /** Whether a second press is awaited. */
  readonly waits?: boolean;
  readonly next: readonly [phase: number, event: number];
}

const rows: readonly Row[] = [
  { rule: "not pressed it stays up", phase: up, pressed: false, elapsed: 9e9, next: [up, none] },
  { rule: "a press begins", phase: up, pressed: true, elapsed: 0, next: [down, none] },
  {
    rule: "it is down for less than 1 s",
    phase: down,
    pressed: true,
    elapsed: 999,
    next: [down, none],
  },
  {
    rule: "released, it was a short press",
    phase: down,
    pressed: false,
    elapsed: 999,
    next: [up, short],
  },
  {
    rule: "released, a second press is awaited",
    phase: down,
    pressed: false,
    elapsed: 500,
    waits: true,
    next: [between, none],
  },
  {
    rule: "after 1 s it is a long press",
    phase: down,
    pressed: true,
    elapsed: 1000,
    next: [held, long],
  },
  {
    rule: "a long press comes also where a second press is awaited",
    phase: down,
    pressed: true,
    elapsed: 1000,
    waits: true,
    next: [held, long],
  },
  {
    rule: "a second press is awaited for 300 ms",
    phase: between,
    pressed: false,
    elapsed: 299,
    next: [between, none],
  },
  {
    rule: "without it, it was a short press",
    phase: between,
    pressed: false,
    elapsed: 300,
    next: [up, short],
  },
  {
    rule: "the second press counts at once",
    phase: between,
    pressed: true,
    elapsed: 299,
    next: [spent, double],
  },
  {
    rule: "a second press at the last moment",
    phase: between,
    pressed: true,
    elapsed: 400,
    next: [spent, double],
  },
  {
    rule: "held, 4 s more are a reset",
    phase: held,
    pressed: true,
    elapsed: 4000,
    next: [spent, reset],
  },
  {
    rule: "held for less, nothing more",
    phase: held,
    pressed: true,
    elapsed: 3999,
    next: [held, none],
  },
  {
    rule: "released after a long press, no short one",
    phase: held,
    pressed: false,
    elapsed: 1,
    next: [up, none],
  },
  { rule: "stuck it stays spent", phase: spent, pressed: true, elapsed: 9e9, next: [spent, none] },
  {
    rule: "released it can be pressed again",
    phase: spent,
    pressed: false,
    elapsed: 0,
    next: [up, none],
  },
];

for (const { elapsed, next, phase, pressed, rule, waits = false } of rows)
  test(`button: ${rule}`, (t) => {
    const step = buttonStep(phase, pressed, elapsed, waits);
    t.deepEqual([step & 7, step >> 3], next);
  });

/** A button whose contact is closed and opened at times. */
function rig(functions: (log: string[]) => ButtonFunctions) {
  const log: string[] = [];
  const button = new Button();
  button.functions = functions(log);
  let now = 0;
  /** The contact reads `closed` for some milliseconds. */
  const pass = (closed: boolean, milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += buttonInterval) {
      now += buttonInterval;
      if (button.look(closed, now)) log.push("reset");
    }
  };
  pass(false, 100);
  return { button, log, pass };
}

const all = (log: string[]): ButtonFunctions => ({
  onPress: () => log.push("short"),
  onDoublePress: () => log.push("double"),
  onLongPress: () => log.push("long"),
});
const shortAndLong = (log: string[]): ButtonFunctions => ({
  onPress: () => log.push("short"),
  onLongPress: () => log.push("long"),
});

/** Milliseconds closed, open, closed, open, ... and what is called. */
const presses: readonly (readonly [
  rule: string,
  functions: (log: string[]) => ButtonFunctions,
  times: readonly number[],
  expected: readonly string[],
])[] = [
  ["one press", all, [100, 1000], ["short"]],
  ["two presses in a row", all, [100, 100, 100, 1000], ["double"]],
  ["two presses with a pause are two", all, [100, 600, 100, 1000], ["short", "short"]],
  [
    "three presses in a row are a double and a short one",
    all,
    [100, 100, 100, 100, 100, 1000],
    ["double", "short"],
  ],
  [
    "without a function for two, each press is one",
    shortAndLong,
    [100, 100, 100, 1000],
    ["short", "short"],
  ],
  ["held", all, [1500, 1000], ["long"]],
  ["held for 5 s", all, [5100, 1000], ["long", "reset"]],
  ["held for a minute, it is reset once", all, [60_000, 1000], ["long", "reset"]],
  ["held for 5 s without functions", () => ({}), [5100, 1000], ["reset"]],
  ["pressed where nothing is wanted", () => ({}), [100, 1000], []],
  ["a contact that bounces for one reading is not pressed", all, [20, 1000], []],
  ["a contact that bounces at both ends is one press", all, [20, 20, 200, 20, 20, 1000], ["short"]],
  ["a bad contact while it is held", all, [600, 20, 600, 1000], ["long"]],
];

for (const [rule, functions, times, expected] of presses)
  test(`button pressed: ${rule}`, (t) => {
    const { log, pass } = rig(functions);
    times.forEach((milliseconds, i) => pass(i % 2 === 0, milliseconds));
    t.deepEqual(log, expected);
  });

test("without a function for two presses a short one is told when it is released", (t) => {
  const { log, pass } = rig(shortAndLong);
  pass(true, 100);
  pass(false, 40);
  t.deepEqual(log, ["short"]);
});

test("a button that is pressed at the start has to be released first", (t) => {
  const log: string[] = [];
  const button = new Button();
  button.functions = all(log);
  for (let now = 0; now < 60_000; now += buttonInterval) t.false(button.look(true, now));
  for (let now = 60_000; now < 61_000; now += buttonInterval) button.look(false, now);
  t.deepEqual(log, []);
  for (let now = 61_000; now < 61_100; now += buttonInterval) button.look(true, now);
  for (let now = 61_100; now < 62_000; now += buttonInterval) button.look(false, now);
  t.deepEqual(log, ["short"]);
});
