import test from "ava";
import { minimumTime, provisionedIvState } from "../../../modules/network/iv-update.js";
import { PoweredTime } from "../../../modules/network/powered-time.js";
import { Sequence } from "../../../modules/network/sequence.js";
import { testRecords, type TestStore } from "../../support/records.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

const minute = 60_000;
const random = new TestRandom(11);

/** A node that is switched on for so long; the writes of its IV record. */
function run(store: TestStore | undefined, minutes: number) {
  const base = testRecords(store?.copy());
  const { records } = base;
  const sequence =
    Sequence.load(records, 16) ?? Sequence.create(records, provisionedIvState(7, false), 16);
  const clock = new TestClock();
  const before = records.writes;
  const time = new PoweredTime(
    { clock, random, sequence },
    { onTime: (minutes) => void sequence.update({ type: "time", minutes }) },
  );
  clock.advance(minutes * minute);
  time.close();
  return { sequence, store: base.store, writes: records.writes - before };
}

/** Minutes that a store says the node was on for. */
function stored(store: TestStore): number {
  return Sequence.load(testRecords(store.copy()).records, 16)!.state.minutes;
}

for (const minutes of [10, 15, 25, 40, 70, 110, 150, 200])
  test(`powered ${minutes} minutes at a time, 80 hours are counted within a fifth`, (t) => {
    let store = run(undefined, 0).store;
    const times = Math.floor((80 * 60) / minutes);
    for (let i = 0; i < times; i++) ({ store } = run(store, minutes));
    const ratio = stored(store) / (times * minutes);
    t.true(ratio > 0.8 && ratio < 1.2, `${ratio}`);
  });

for (const hours of [2, 3, 10, 90])
  test(`on for ${hours} hours, no more writes than that, and the exact time`, (t) => {
    const { sequence, store, writes } = run(undefined, hours * 60);
    t.true(writes <= hours && writes >= hours - 1, `${writes} writes`);
    t.true(hours * 60 - sequence.state.minutes <= 10);
    t.true(Math.abs(stored(store) - hours * 60) <= 110);
  });

test("what is full is not written again", (t) => {
  const { store } = run(undefined, 200 * 60);
  t.true(stored(store) > minimumTime);
  t.is(run(store, 48 * 60).writes, 0);
});

test("a state that begins in the middle begins at 0, and its time is counted from there", (t) => {
  const { records, store } = testRecords();
  const sequence = Sequence.create(records, provisionedIvState(7, false), 16);
  sequence.testMode = true;
  const clock = new TestClock();
  const time = new PoweredTime(
    { clock, random, sequence },
    { onTime: (minutes) => void sequence.update({ type: "time", minutes }) },
  );
  clock.advance(95 * minute);
  t.true(sequence.update({ type: "start" }));
  t.is(sequence.state.minutes, 0);
  t.true(stored(store) <= 40);
  clock.advance(600 * minute);
  t.true(Math.abs(sequence.state.minutes - 600) <= 10);
  t.true(Math.abs(stored(store) - 600) <= 60);
  time.close();
});
