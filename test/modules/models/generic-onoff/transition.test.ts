import test from "ava";
import {
  onOff,
  type OnOffEvent,
  type OnOffState,
  remaining,
  targetState,
} from "../../../../modules/models/generic-onoff/transition.js";

const off: OnOffState = { phase: "idle", present: false };
const on: OnOffState = { phase: "idle", present: true };

function set(to: boolean, now: number, time = 0, delay = 0): OnOffEvent {
  return { type: "set", onOff: to, time, delay, now };
}
function timer(now: number): OnOffEvent {
  return { type: "timer", now };
}
function moving(target: boolean, end: number): OnOffState {
  return { phase: "transition", present: true, target, end };
}
function waiting(present: boolean, target: boolean, time: number, end: number): OnOffState {
  return { phase: "delay", present, target, time, end };
}

const table: readonly (readonly [string, OnOffState, ...(readonly [OnOffEvent, OnOffState])[]])[] =
  [
    ["at once", off, [set(true, 5), on], [set(true, 6), on], [set(false, 7), off]],
    [
      "on, in time: on from the beginning",
      off,
      [set(true, 10, 500), moving(true, 510)],
      [timer(510), on],
    ],
    [
      "off, in time: on until the end",
      on,
      [set(false, 10, 500), moving(false, 510)],
      [timer(510), off],
    ],
    ["no transition to where it is", on, [set(true, 10, 500), on]],
    [
      "delayed, at once after that",
      off,
      [set(true, 10, 0, 200), waiting(false, true, 0, 210)],
      [timer(210), on],
    ],
    [
      "delayed, then in time",
      on,
      [set(false, 0, 500, 200), waiting(true, false, 500, 200)],
      [timer(200), moving(false, 700)],
      [timer(700), off],
    ],
    [
      "a new set takes the place of a delay",
      off,
      [set(true, 0, 0, 200), waiting(false, true, 0, 200)],
      [set(false, 100), off],
      [timer(200), off],
    ],
    [
      "a new set takes the place of a transition",
      on,
      [set(false, 0, 500), moving(false, 500)],
      [set(true, 100, 900), on],
    ],
    [
      "turned back halfway",
      off,
      [set(true, 0, 500), moving(true, 500)],
      [set(false, 100, 300), moving(false, 400)],
      [timer(400), off],
    ],
    ["a timer that nobody waits for", on, [timer(9), on]],
  ];

for (const [name, start, ...steps] of table)
  test(name, (t) => {
    let state = start;
    for (const [event, expected] of steps) {
      state = onOff(state, event);
      t.deepEqual(state, expected);
    }
  });

test("what a status says of the rest", (t) => {
  t.is(remaining(on, 5), undefined);
  t.deepEqual(remaining(waiting(false, true, 700, 300), 100), { target: true, remaining: 700 });
  t.deepEqual(remaining(moving(false, 700), 100), { target: false, remaining: 600 });
  t.deepEqual(remaining(moving(false, 700), 800), { target: false, remaining: 0 });
});

test("what to come up with", (t) => {
  t.true(targetState(on));
  t.false(targetState(moving(false, 1)));
  t.true(targetState(moving(true, 1)));
  t.false(targetState(waiting(false, true, 0, 1)));
});
