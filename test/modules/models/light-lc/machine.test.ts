import test from "ava";
import { LcState } from "../../../../modules/models/light-lc/machine.js";
import { LcRig, levels, times } from "../../../support/lc-rig.js";

const { fade, fadeOn, fadeStandbyAuto, fadeStandbyManual, off, prolong, run, standby } = LcState;
const names = Object.keys(LcState);

type Event = "occupancy" | "on" | "off" | "timer" | "mode off" | "mode on";

/** The transition time of the messages, which is none of the properties. */
const own = 7000;

/** Milliseconds of each state by its property; undefined: it lasts. */
const lasting = {
  [off]: undefined,
  [standby]: undefined,
  [fadeOn]: times.timeFadeOn,
  [run]: times.timeRunOn,
  [fade]: times.timeFade,
  [prolong]: times.timeProlong,
  [fadeStandbyAuto]: times.timeFadeStandbyAuto,
  [fadeStandbyManual]: times.timeFadeStandbyManual,
} as const;

/**
 * Mesh Model 1.1 §6.2.5, each cell: the state before, the event, the state after it, and how long that lasts:
 * "own" as the message says, "left" as long as before.
 */
const table: readonly (readonly [number, Event, number, "property" | "own" | "left"])[] = [
  [off, "occupancy", off, "property"],
  [off, "on", off, "property"],
  [off, "off", off, "property"],
  [off, "timer", off, "property"],
  [off, "mode off", off, "property"],
  [off, "mode on", standby, "property"],
  [standby, "occupancy", fadeOn, "property"],
  [standby, "on", fadeOn, "own"],
  [standby, "off", standby, "property"],
  [standby, "timer", standby, "property"],
  [standby, "mode off", off, "property"],
  [standby, "mode on", standby, "property"],
  [fadeOn, "occupancy", fadeOn, "left"],
  [fadeOn, "on", fadeOn, "left"],
  [fadeOn, "off", fadeStandbyManual, "own"],
  [fadeOn, "timer", run, "property"],
  [fadeOn, "mode off", off, "property"],
  [fadeOn, "mode on", fadeOn, "left"],
  [run, "occupancy", run, "property"],
  [run, "on", run, "property"],
  [run, "off", fadeStandbyManual, "own"],
  [run, "timer", fade, "property"],
  [run, "mode off", off, "property"],
  [run, "mode on", run, "left"],
  [fade, "occupancy", fadeOn, "property"],
  [fade, "on", fadeOn, "own"],
  [fade, "off", fadeStandbyManual, "own"],
  [fade, "timer", prolong, "property"],
  [fade, "mode off", off, "property"],
  [fade, "mode on", fade, "left"],
  [prolong, "occupancy", fadeOn, "property"],
  [prolong, "on", fadeOn, "own"],
  [prolong, "off", fadeStandbyManual, "own"],
  [prolong, "timer", fadeStandbyAuto, "property"],
  [prolong, "mode off", off, "property"],
  [prolong, "mode on", prolong, "left"],
  [fadeStandbyAuto, "occupancy", fadeOn, "property"],
  [fadeStandbyAuto, "on", fadeOn, "own"],
  [fadeStandbyAuto, "off", fadeStandbyManual, "own"],
  [fadeStandbyAuto, "timer", standby, "property"],
  [fadeStandbyAuto, "mode off", off, "property"],
  [fadeStandbyAuto, "mode on", fadeStandbyAuto, "left"],
  [fadeStandbyManual, "occupancy", fadeStandbyManual, "left"],
  [fadeStandbyManual, "on", fadeOn, "own"],
  [fadeStandbyManual, "off", fadeStandbyManual, "left"],
  [fadeStandbyManual, "timer", standby, "property"],
  [fadeStandbyManual, "mode off", off, "property"],
  [fadeStandbyManual, "mode on", fadeStandbyManual, "left"],
];

/** Milliseconds after which an event comes in a state. */
const later = 100;

/** Lets an event happen; milliseconds of the state that have passed since it began. */
function happen(lc: LcRig, event: Event, lasts: number | undefined): number {
  if (event === "timer") {
    lc.clock.advance(lasts ?? 1_000_000);
    return 0;
  }
  lc.clock.advance(later);
  if (event === "occupancy") lc.occupied();
  else if (event === "on" || event === "off") lc.lightOnOff(event === "on", own);
  else lc.mode(event === "mode on");
  return later;
}

for (const [before, event, after, how] of table)
  test(`${names[before]}, ${event}: ${names[after]}`, (t) => {
    const lc = new LcRig();
    lc.go(before);
    t.is(lc.state, before);
    const passed = happen(lc, event, lasting[before as keyof typeof lasting]);
    t.is(lc.state, after);
    const property = lasting[after as keyof typeof lasting];
    if (property === undefined) {
      lc.clock.advance(10_000_000);
      t.is(lc.state, after);
      return;
    }
    const time = how === "own" ? own : how === "left" ? property - passed : property;
    lc.clock.advance(time - 1);
    t.is(lc.state, after);
    lc.clock.advance(1);
    t.not(lc.state, after);
  });

test("the table has each state and event once", (t) => {
  t.is(new Set(table.map(([state, event]) => `${state} ${event}`)).size, names.length * 6);
});

/** The lightness at the begin of each state and at its end, from Standby on by itself. */
const course: readonly (readonly [state: number, begin: number, end: number])[] = [
  [standby, levels.lightnessStandby, levels.lightnessStandby],
  [fadeOn, levels.lightnessStandby, levels.lightnessOn],
  [run, levels.lightnessOn, levels.lightnessOn],
  [fade, levels.lightnessOn, levels.lightnessProlong],
  [prolong, levels.lightnessProlong, levels.lightnessProlong],
  [fadeStandbyAuto, levels.lightnessProlong, levels.lightnessStandby],
];

for (const [state, begin, end] of course)
  test(`the light in the state ${names[state]}`, (t) => {
    const lc = new LcRig();
    lc.go(state);
    t.is(lc.lightness, begin);
    const lasts = lasting[state as keyof typeof lasting] ?? 1000;
    lc.clock.advance(lasts / 2);
    t.is(lc.lightness, (begin + end) / 2);
    lc.clock.advance(lasts / 2);
    t.is(lc.lightness, end);
  });

test("occupancy, prolong, standby: each change at its millisecond", (t) => {
  const lc = new LcRig();
  const begin = lc.clock.now();
  lc.states.length = 0;
  lc.occupied();
  lc.clock.advance(1_000_000);
  const changes = lc.states.map(({ state, time }) => [time - begin, names[state]]);
  t.deepEqual(changes, [
    [0, "fadeOn"],
    [1000, "run"],
    [21_000, "fade"],
    [24_000, "prolong"],
    [64_000, "fadeStandbyAuto"],
    [69_000, "standby"],
  ]);
});
