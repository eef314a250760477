import test from "ava";
import {
  delayBegun,
  goalChanged,
  moveBegun,
  moveEnded,
  State,
  stepTaken,
  valueChanged,
} from "../../../../modules/models/common/state.js";
import { TestClock } from "../../../support/test-clock.js";

const names = [
  [valueChanged, "value"],
  [moveBegun, "begun"],
  [moveEnded, "ended"],
  [goalChanged, "goal"],
  [stepTaken, "step"],
  [delayBegun, "delayed"],
] as const;

function told(change: number): string {
  return names
    .filter(([bit]) => (change & bit) !== 0)
    .map(([, name]) => name)
    .join(" ");
}

function make(value: number, stepTime?: number) {
  const clock = new TestClock();
  const state = new State(value);
  state.clock = clock;
  if (stepTime !== undefined) state.stepTime = stepTime;
  const calls: [time: number, change: string, setter: unknown][] = [];
  state.user = {
    stateChanged: (_state, change, setter) => calls.push([clock.now(), told(change), setter]),
  };
  const facts = () => [state.present, state.target, state.goal, state.remaining, state.isOn];
  return { calls, clock, facts, state };
}

/** A Set, or "wait": advances the clock by so many ms. */
type Step =
  readonly ["set", target: number, time?: number, delay?: number] | readonly ["wait", time: number];
/** Present value, target, value to power up with, remaining ms, whether it is on; and the changes told. */
type Facts = readonly [
  present: number,
  target: number,
  goal: number,
  remaining: number | undefined,
  isOn: boolean,
  changes: string,
];

const table: readonly (readonly [
  name: string,
  value: number,
  ...(readonly [step: Step, facts: Facts])[],
])[] = [
  [
    "at once",
    0,
    [
      ["set", 7],
      [7, 7, 7, undefined, true, "value goal"],
    ],
    [
      ["set", 7],
      [7, 7, 7, undefined, true, ""],
    ],
    [
      ["set", 0],
      [0, 0, 0, undefined, false, "value goal"],
    ],
  ],
  [
    "from off: on from the begin of the transition",
    0,
    [
      ["set", 1, 500],
      [0, 1, 1, 500, true, "begun goal"],
    ],
    [
      ["wait", 1],
      [1, 1, 1, 499, true, ""],
    ],
    [
      ["wait", 499],
      [1, 1, 1, undefined, true, "ended"],
    ],
  ],
  [
    "to off: on until the end of the transition",
    1,
    [
      ["set", 0, 500],
      [1, 0, 0, 500, true, "begun goal"],
    ],
    [
      ["wait", 499],
      [1, 0, 0, 1, true, ""],
    ],
    [
      ["wait", 1],
      [0, 0, 0, undefined, false, "ended"],
    ],
  ],
  [
    "straight, rounded up",
    -100,
    [
      ["set", 101, 1000],
      [-100, 101, 101, 1000, true, "begun goal"],
    ],
    [
      ["wait", 250],
      [-49, 101, 101, 750, true, ""],
    ],
    [
      ["wait", 250],
      [1, 101, 101, 500, true, ""],
    ],
  ],
  [
    "no transition to where it is",
    3,
    [
      ["set", 3, 500],
      [3, 3, 3, undefined, true, ""],
    ],
  ],
  [
    "delayed, at once after that",
    0,
    [
      ["set", 1, 0, 200],
      [0, 1, 0, 0, false, "delayed"],
    ],
    [
      ["wait", 199],
      [0, 1, 0, 0, false, ""],
    ],
    [
      ["wait", 1],
      [1, 1, 1, undefined, true, "value ended goal"],
    ],
  ],
  [
    "delayed, then in time: all of it remains during the delay",
    1,
    [
      ["set", 0, 500, 200],
      [1, 0, 1, 500, true, "delayed"],
    ],
    [
      ["wait", 200],
      [1, 0, 0, 500, true, "begun goal"],
    ],
    [
      ["wait", 500],
      [0, 0, 0, undefined, false, "ended"],
    ],
  ],
  [
    "delayed to where it is",
    1,
    [
      ["set", 1, 500, 200],
      [1, 1, 1, 500, true, "delayed"],
    ],
    [
      ["wait", 200],
      [1, 1, 1, undefined, true, "ended"],
    ],
  ],
  [
    "a new Set takes the place of a delay",
    0,
    [
      ["set", 1, 0, 200],
      [0, 1, 0, 0, false, "delayed"],
    ],
    [
      ["set", 0],
      [0, 0, 0, undefined, false, "ended"],
    ],
    [
      ["wait", 300],
      [0, 0, 0, undefined, false, ""],
    ],
  ],
  [
    "a new Set takes the place of a transition, from where that is",
    0,
    [
      ["set", 1000, 1000],
      [0, 1000, 1000, 1000, true, "begun goal"],
    ],
    [
      ["wait", 400],
      [400, 1000, 1000, 600, true, ""],
    ],
    [
      ["set", 0, 200],
      [400, 0, 0, 200, true, "begun goal"],
    ],
    [
      ["wait", 100],
      [200, 0, 0, 100, true, ""],
    ],
    [
      ["wait", 100],
      [0, 0, 0, undefined, false, "ended"],
    ],
  ],
  [
    "a Set to the present value ends a transition",
    0,
    [
      ["set", 1000, 1000],
      [0, 1000, 1000, 1000, true, "begun goal"],
    ],
    [
      ["wait", 400],
      [400, 1000, 1000, 600, true, ""],
    ],
    [
      ["set", 400, 500],
      [400, 400, 400, undefined, true, "ended goal"],
    ],
  ],
  [
    "a delay stops a transition where it is",
    0,
    [
      ["set", 1000, 1000],
      [0, 1000, 1000, 1000, true, "begun goal"],
    ],
    [
      ["wait", 400],
      [400, 1000, 1000, 600, true, ""],
    ],
    [
      ["set", 0, 0, 100],
      [400, 0, 400, 0, true, "step, goal delayed"],
    ],
    [
      ["wait", 100],
      [0, 0, 0, undefined, false, "value ended goal"],
    ],
  ],
];

for (const [name, value, ...steps] of table)
  test(name, (t) => {
    const { calls, clock, facts, state } = make(value);
    for (const [step, [present, target, goal, remaining, isOn, changes]] of steps) {
      calls.length = 0;
      if (step[0] === "wait") clock.advance(step[1]);
      else {
        const [, target, time = 0, delay = 0] = step;
        const none = time === 0 && delay === 0;
        state.set(target, none ? undefined : { time, delay }, undefined);
      }
      const where = step.join(" ");
      t.deepEqual(facts(), [present, target, goal, remaining, isOn], where);
      const all = calls.map(([, change]) => change).filter((change) => change !== "");
      t.is(all.join(", "), changes, where);
    }
    clock.advance(10_000);
    t.is(clock.pending, 0);
  });

test("users are called for a Set without effect too, with who set it, but for the user's own", (t) => {
  const { calls, state } = make(0);
  const setter = {};
  state.set(0, undefined, setter);
  t.deepEqual(calls, [[0, "", setter]]);
  state.set(0, undefined, state.user);
  t.is(calls.length, 1);
});

test("steps of a transition, the last one at its end", (t) => {
  const { calls, clock, state } = make(0, 100);
  const values: number[] = [];
  const { user } = state;
  state.user = {
    stateChanged: (changed, change, setter) => {
      user!.stateChanged(changed, change, setter);
      values.push(changed.present);
    },
  };
  state.set(1000, { time: 250, delay: 0 }, undefined);
  clock.advance(1000);
  t.deepEqual(
    calls.map(([time, change]) => [time, change]),
    [
      [0, "begun goal"],
      [100, "step"],
      [200, "step"],
      [250, "ended"],
    ],
  );
  t.deepEqual(values, [0, 400, 800, 1000]);
  t.is(clock.pending, 0);
});

test("a course of its own", (t) => {
  const { clock, state } = make(0);
  state.set(100, { time: 1000, delay: 500 }, undefined, {
    at: (from, to, part) => from + (to - from) * part ** 2,
  });
  clock.advance(1000);
  t.is(state.present, 25);
  clock.advance(500);
  t.is(state.present, 100);
});

for (const [name, delay] of [
  ["transition", 0],
  ["delay", 100],
] as const)
  test(`without its network a ${name} is at its target`, (t) => {
    const { calls, clock, state } = make(0);
    state.set(9, { time: 1000, delay }, undefined);
    calls.length = 0;
    state.finish();
    t.is(state.present, 9);
    t.deepEqual(calls, [[0, "ended", undefined]]);
    t.is(clock.pending, 0);
    state.set(4, { time: 1000, delay: 100 }, undefined);
    t.is(state.present, 4);
    t.is(state.remaining, undefined);
  });
