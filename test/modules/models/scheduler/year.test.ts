// Schedules over a year with daylight saving time, leap seconds, corrections of the clock, and a node that was away.
import test from "ava";
import { dayOf } from "../../../../modules/models/scheduler/calendar.js";
import { SchedulerServer } from "../../../../modules/models/scheduler/server.js";
import { TimeServer } from "../../../../modules/models/time/server.js";
import { ModelRig } from "../../../support/model-rig.js";
import { everyDay, schedulerRig, timeText } from "../../../support/scheduler-rig.js";

const daySeconds = 86_400;
const day = (month: number, date: number, year = 2026) => dayOf(year, month - 1, date);
/** Central European Summer Time begins and ends at 01:00 UTC of the last Sunday of March and October. */
const summer = { next: 120, changeAt: day(3, 29) * daySeconds + 3600 + 37 };
const winter = { next: 60, changeAt: day(10, 25) * daySeconds + 3600 + 37 };

test("a year in Central Europe: each schedule as often as the calendar says, at its local time", (t) => {
  const rig = schedulerRig(day(1, 1) * daySeconds - 3600);
  const { set, time } = rig;
  time.set({ ...time.time!, zone: 60 });
  time.setZone(summer);
  const schedules = [
    // Monday to Friday at 07:30:00.
    everyDay({ hour: 7, minute: 30, daysOfWeek: 0b1_1111 }),
    everyDay({ hour: 22, action: "off" }),
    // There is no 02:30 on March 29th, and there are two on October 25th.
    everyDay({ hour: 2, minute: 30 }),
    // The last day of each month.
    everyDay({ hour: 12, day: 31 }),
    // Once a year.
    everyDay({ hour: 0, minute: 0, second: 1, day: 24, months: 1 << 11 }),
    everyDay({ hour: "once", minute: 0 }),
    everyDay({ hour: 5, year: 25 }),
    // Every 15 minutes of the hour that comes twice in October.
    everyDay({ hour: 2, minute: "every 15", months: 1 << 9, day: 25 }),
    // The first second of summer time.
    everyDay({ hour: 3, months: 1 << 2, day: 29 }),
  ];
  schedules.forEach((schedule, index) => set(index, schedule));
  // Half a second before the year ends; in October the next change of the zone is set.
  rig.rig.clock.advance((273 * daySeconds - 0.5) * 1000);
  time.setZone(winter);
  rig.rig.clock.advance(92 * daySeconds * 1000);
  const texts = rig.actions();
  const days = rig.days();
  const all = texts.map((text, i) => ({ text, time: text.slice(0, 8), day: days[i]! }));
  const of = (index: number) =>
    all
      .filter(({ text }) => text.endsWith(` ${index}`))
      .map(({ day: on, time: at }) => ({ time: at, day: on }));
  // January 1st of 2026 is a Thursday, December 31st too: 52 weeks of five days and one day.
  t.is(of(0).length, 261);
  t.true(of(0).every((each) => each.time === "07:30:00" && (each.day + 5) % 7 < 5));
  t.is(of(1).length, 365);
  t.true(of(1).every((each, i) => each.time === "22:00:00" && each.day === day(1, 1) + i));
  const nights = of(2).map((each) => each.day);
  t.is(nights.length, 365);
  t.false(nights.includes(day(3, 29)));
  t.is(nights.filter((each) => each === day(10, 25)).length, 2);
  const months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].map((last, i) =>
    day(i + 1, last),
  );
  t.deepEqual(
    of(3).map((each) => each.day),
    months,
  );
  t.deepEqual(of(4), [{ time: "00:00:01", day: day(12, 24) }]);
  // Once a day, on each: but an hour that was drawn and that March 29th does not have is left out.
  const once = new Map<number, number>();
  for (const each of of(5)) once.set(each.day, (once.get(each.day) ?? 0) + 1);
  for (let each = day(1, 1); each <= day(12, 31); each++)
    if (each !== day(3, 29) && each !== day(10, 25)) t.is(once.get(each), 1, `${each}`);
  t.deepEqual(of(6), []);
  const twice = ["02:00:00", "02:15:00", "02:30:00", "02:45:00"];
  t.deepEqual(
    of(7).map((each) => each.time),
    [...twice, ...twice],
  );
  t.deepEqual(of(8), [{ time: "03:00:00", day: day(3, 29) }]);
});

test("a change of the zone that becomes known: the next time is computed again", (t) => {
  const { actions, rig, scheduler, set, time } = schedulerRig();
  set(0, everyDay({ hour: 7 }));
  const before = scheduler.nextFiring(0)!;
  time.setZone({ next: 60, changeAt: Math.floor(time.time!.tai) + 3600 });
  rig.clock.advance(3_600_000);
  t.is(timeText(time.local!), "02:00:00");
  t.is(scheduler.nextFiring(0), before);
  rig.clock.advance(5 * 3_600_000 - 1);
  t.deepEqual(actions(), []);
  rig.clock.advance(1);
  t.deepEqual(actions(), ["07:00:00 0"]);
});

for (const [before, after] of [
  [36, 37],
  [37, 36],
] as const)
  test(`a leap second, ${before} to ${after}: midnight and the last second of the day come once`, (t) => {
    const midnight = day(1, 1, 2017) * daySeconds;
    const { actions, rig, set, time } = schedulerRig(midnight - 10);
    time.set({ ...time.time!, tai: midnight - 10 + before, taiUtcDelta: before });
    // The change comes after the second that is inserted, or in place of the one that is left out.
    const changeAt = after > before ? midnight + after : midnight + before - 1;
    time.setTaiUtcDelta({ next: after, changeAt });
    set(0, everyDay({}));
    set(1, everyDay({ hour: 23, minute: 59, second: 59 }));
    set(2, everyDay({ second: 1 }));
    rig.clock.advance(20_000);
    const expected = after > before ? ["23:59:59 1", "00:00:00 0", "00:00:01 2"] : undefined;
    const done = actions();
    if (expected) t.deepEqual(done, expected);
    else t.deepEqual(done.map((text) => text.slice(9)).sort(), ["0", "1", "2"]);
    t.is(timeText(time.local!), after > before ? "00:00:09" : "00:00:11");
  });

/** The clock is set at 07:30:00.5, which was done, by so many seconds; what is done until 07:40:00. */
const corrections: readonly (readonly [by: number, done: readonly string[]])[] = [
  [-0.7, ["07:31:00 1", "07:35:00 2"]],
  [-20, ["07:31:00 1", "07:35:00 2"]],
  [0.2, ["07:31:00 1", "07:35:00 2"]],
  // A correction leaves nothing out: what would have been in between is done at once.
  [59.9, ["07:31:00 1", "07:35:00 2"]],
  // A jump does.
  [120, ["07:35:00 2"]],
  [600, []],
  // Back by more than a minute it is done again.
  [-120, ["07:30:00 0", "07:31:00 1", "07:35:00 2"]],
  [-86_400, ["07:31:00 1", "07:35:00 2"]],
];

for (const [by, expected] of corrections)
  test(`the clock is set by ${by} s`, (t) => {
    const { actions, pass, rig, set, time } = schedulerRig();
    set(0, everyDay({ hour: 7, minute: 30 }));
    set(1, everyDay({ hour: 7, minute: 31 }));
    set(2, everyDay({ hour: 7, minute: 35 }));
    pass("07:30:00");
    rig.clock.advance(500);
    t.deepEqual(actions(), ["07:30:00 0"]);
    const now = time.time!;
    time.set({ ...now, tai: now.tai + by });
    rig.clock.advance(1);
    const left = Math.max(0, 9.5 * 60 - (by % daySeconds));
    rig.clock.advance(left * 1000);
    t.deepEqual(actions(), expected);
  });

test("a node that was away: what was due meanwhile is not done later", (t) => {
  const first = schedulerRig();
  first.set(0, everyDay({ hour: 7 }));
  first.set(1, everyDay({ hour: 9, day: 2 }));
  first.pass("08:00:00");
  t.deepEqual(first.actions(), ["07:00:00 0"]);
  const done: number[] = [];
  const time = new TimeServer();
  const scheduler = new SchedulerServer({ time, onAction: (_, index) => done.push(index) });
  const rig = new ModelRig([[time, scheduler]]);
  rig.services.partsOf.set(scheduler, first.rig.services.partsOf.get(first.scheduler)!);
  scheduler.stop();
  scheduler.start(rig.services);
  t.is(scheduler.schedules, 3);
  // The time is unknown for three days, and is then received.
  rig.clock.advance(3 * daySeconds * 1000);
  t.deepEqual(done, []);
  const tai = day(1, 4) * daySeconds + 8 * 3600 + 37;
  time.set({ tai, uncertainty: 100, authority: true, taiUtcDelta: 37, zone: 0 });
  rig.clock.advance(1000);
  t.deepEqual(done, []);
  rig.clock.advance((23 * 3600 - 1) * 1000);
  t.deepEqual(done, [0]);
  t.is(scheduler.nextFiring(1), day(2, 2) * daySeconds + 9 * 3600);
});

test("a clock that stood still, as in a deep sleep: what is over is not done", (t) => {
  const { actions, rig, scheduler, set, time } = schedulerRig();
  set(0, everyDay({ hour: 1 }));
  set(1, everyDay({ hour: 3 }));
  const { clock } = rig.services;
  const now = clock.now.bind(clock);
  let slept = 0;
  clock.now = () => now() + slept;
  rig.clock.advance(1800 * 1000);
  slept = 3_600_000;
  rig.clock.advance(1800 * 1000);
  t.is(timeText(time.local!), "02:00:00");
  t.deepEqual(actions(), []);
  t.is(timeText(scheduler.nextFiring(1)!), "03:00:00");
  rig.clock.advance(3_600_000);
  t.deepEqual(actions(), ["03:00:00 1"]);
});
