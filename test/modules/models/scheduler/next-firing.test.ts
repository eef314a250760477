import test from "ava";
import { dayOf } from "../../../../modules/models/scheduler/calendar.js";
import { drawOf } from "../../../../modules/models/scheduler/draw.js";
import { nextFiring } from "../../../../modules/models/scheduler/next-firing.js";
import type { Schedule } from "../../../../modules/models/scheduler/schedule.js";
import { TestRandom } from "../../../support/test-random.js";

const always: Schedule = {
  year: "any",
  months: 0xfff,
  day: 0,
  hour: "any",
  minute: "any",
  second: "any",
  daysOfWeek: 0x7f,
  action: "on",
  transition: 0,
  scene: 0,
};
const draw = drawOf(1, 0);

/** Seconds of "2026-03-29 07:30:00" since 2000. */
function at(text: string): number {
  const [year, month, day, hour, minute, second] = text.split(/[- :]/).map(Number);
  const days = dayOf(year!, month! - 1, day!);
  return ((days * 24 + hour!) * 60 + minute!) * 60 + second!;
}

const noon = { hour: 12, minute: 0, second: 0 } as const;
const february = 1 << 1;
const monday = 1;
const sunday = 1 << 6;

const table: readonly (readonly [
  name: string,
  schedule: Partial<Schedule>,
  from: string,
  next: string | undefined,
])[] = [
  ["all is any: at once", {}, "2026-03-29 01:02:03", "2026-03-29 01:02:03"],
  ["before 2000: at once", {}, "1999-12-31 23:59:24", "1999-12-31 23:59:24"],
  ["before 2000, tomorrow", noon, "1999-12-30 13:00:00", "1999-12-31 12:00:00"],
  ["a time of the day to come", noon, "2026-03-29 11:59:59", "2026-03-29 12:00:00"],
  ["that very second", noon, "2026-03-29 12:00:00", "2026-03-29 12:00:00"],
  ["a time that is over: tomorrow", noon, "2026-03-29 12:00:01", "2026-03-30 12:00:00"],
  ["tomorrow is another year", noon, "2026-12-31 13:00:00", "2027-01-01 12:00:00"],
  [
    "every 15 minutes",
    { minute: "every 15", second: 0 },
    "2026-03-29 12:00:01",
    "2026-03-29 12:15:00",
  ],
  [
    "every 15 minutes, in the next hour",
    { minute: "every 15", second: 0 },
    "2026-03-29 23:45:01",
    "2026-03-30 00:00:00",
  ],
  [
    "every 20 seconds of one minute",
    { minute: 5, second: "every 20" },
    "2026-03-29 12:05:21",
    "2026-03-29 12:05:40",
  ],
  [
    "every 20 seconds of one minute, in the next hour",
    { minute: 5, second: "every 20" },
    "2026-03-29 12:05:41",
    "2026-03-29 13:05:00",
  ],
  ["each second of one hour", { hour: 3 }, "2026-03-29 02:59:59", "2026-03-29 03:00:00"],
  [
    "a day of the week",
    { ...noon, daysOfWeek: monday },
    "2026-03-29 00:00:00",
    "2026-03-30 12:00:00",
  ],
  [
    "a day of the week that is over today",
    { ...noon, daysOfWeek: sunday },
    "2026-03-29 12:00:01",
    "2026-04-05 12:00:00",
  ],
  ["a day of the month", { ...noon, day: 5 }, "2026-03-29 00:00:00", "2026-04-05 12:00:00"],
  [
    "day 31 in a month of 30 days",
    { ...noon, day: 31 },
    "2026-04-01 00:00:00",
    "2026-04-30 12:00:00",
  ],
  [
    "day 31 in a month of 31 days",
    { ...noon, day: 31 },
    "2026-04-30 12:00:01",
    "2026-05-31 12:00:00",
  ],
  [
    "day 30 in February",
    { ...noon, day: 30, months: february },
    "2026-01-01 00:00:00",
    "2026-02-28 12:00:00",
  ],
  [
    "day 29 in February of a leap year",
    { ...noon, day: 29, months: february },
    "2026-02-28 12:00:01",
    "2027-02-28 12:00:00",
  ],
  [
    "day 30 in February of a leap year",
    { ...noon, day: 30, months: february },
    "2028-02-28 12:00:01",
    "2028-02-29 12:00:00",
  ],
  [
    "months",
    { ...noon, months: 0b100_0000_0010, day: 1 },
    "2026-03-01 00:00:00",
    "2026-11-01 12:00:00",
  ],
  [
    "day and day of the week: Friday the 13th",
    { ...noon, day: 13, daysOfWeek: 1 << 4 },
    "2026-03-14 00:00:00",
    "2026-11-13 12:00:00",
  ],
  [
    "February 28th, a Sunday",
    { ...noon, day: 28, months: february, daysOfWeek: sunday },
    "2027-03-01 00:00:00",
    "2038-02-28 12:00:00",
  ],
  ["a year to come", { ...noon, year: 30 }, "2026-03-29 00:00:00", "2030-01-01 12:00:00"],
  ["this year", { ...noon, year: 26 }, "2026-03-29 12:00:01", "2026-03-30 12:00:00"],
  [
    "the last two digits of a year of the next century",
    { ...noon, year: 20 },
    "2026-03-29 12:00:01",
    "2120-01-01 12:00:00",
  ],
  [
    "this year, over: the next century",
    { ...noon, year: 26 },
    "2026-12-31 12:00:01",
    "2126-01-01 12:00:00",
  ],
  [
    "this year, a month that is over: the next century",
    { ...noon, year: 26, months: 1 },
    "2026-02-01 00:00:00",
    "2126-01-01 12:00:00",
  ],
  ["no month", { months: 0 }, "2026-03-29 00:00:00", undefined],
  ["no day of the week", { daysOfWeek: 0 }, "2026-03-29 00:00:00", undefined],
  [
    "a date that is no such day of the week in its year",
    { ...noon, year: 26, day: 1, months: 1, daysOfWeek: monday },
    "2026-01-01 00:00:00",
    undefined,
  ],
];

for (const [name, schedule, from, next] of table)
  test(`${name}: ${from}`, (t) => {
    const found = nextFiring({ ...always, ...schedule }, at(from), draw);
    t.is(found, next === undefined ? undefined : at(next));
  });

test("once a day, an hour or a minute at random: once in each, whenever it is asked, not always the same", (t) => {
  const begin = at("2026-03-29 00:00:00");
  const spans: readonly (readonly [Partial<Schedule>, span: number])[] = [
    [{ hour: "once", minute: 0, second: 0 }, 86_400],
    [{ minute: "once", second: 0 }, 3600],
    [{ second: "once" }, 60],
  ];
  for (const [change, span] of spans) {
    const schedule = { ...always, ...change };
    const offsets = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const from = begin + i * span;
      const found = nextFiring(schedule, from, draw)!;
      t.true(found >= from && found < from + span);
      // Asked again in the middle of the span it is the same, or the next.
      t.is(nextFiring(schedule, found, draw), found);
      t.true(nextFiring(schedule, found + 1, draw)! >= from + span);
      offsets.add(found - from);
    }
    t.true(offsets.size > 15, `${span}: ${offsets.size}`);
  }
});

test("two schedules draw different numbers, and so do two devices", (t) => {
  const numbers = (seed: number, index: number) =>
    Array.from({ length: 50 }, (_, span) => drawOf(seed, index)(60, span));
  const same = (a: readonly number[], b: readonly number[]) =>
    a.filter((value, i) => value === b[i]).length;
  t.true(same(numbers(1, 0), numbers(1, 1)) < 10);
  t.true(same(numbers(1, 0), numbers(2, 0)) < 10);
  t.is(same(numbers(1, 0), numbers(1, 0)), 50);
});

/** The values of a part of a time, by the words of the specification. */
function isPart(value: Schedule["minute"], number: number, drawn: number): boolean {
  if (value === "any") return true;
  if (value === "every 15") return number % 15 === 0;
  if (value === "every 20") return number % 20 === 0;
  return number === (value === "once" ? drawn : value);
}

/** The first second that agrees, found by trying all of them. */
function search(schedule: Schedule, from: number, days: number): number | undefined {
  const first = Math.floor(from / 86_400);
  for (let day = first; day < first + days; day++) {
    const date = new Date(Date.UTC(2000, 0, 1 + day));
    const [year, month, monthDay] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
    const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    if (schedule.year !== "any" && schedule.year !== year % 100) continue;
    if (((schedule.months >> month) & 1) === 0) continue;
    if (schedule.day !== 0 && Math.min(schedule.day, last) !== monthDay) continue;
    if (((schedule.daysOfWeek >> ((date.getUTCDay() + 6) % 7)) & 1) === 0) continue;
    for (let hour = 0; hour < 24; hour++) {
      if (!isPart(schedule.hour, hour, draw(24, day))) continue;
      for (let minute = 0; minute < 60; minute++) {
        const hours = day * 24 + hour;
        if (!isPart(schedule.minute, minute, draw(60, hours))) continue;
        for (let second = 0; second < 60; second++) {
          const found = (hours * 60 + minute) * 60 + second;
          if (found < from) continue;
          if (isPart(schedule.second, second, draw(60, hours * 60 + minute))) return found;
        }
      }
    }
  }
  return undefined;
}

test("400 schedules at random: what is found by trying every second", (t) => {
  const random = new TestRandom(5);
  const one = <T>(...values: readonly T[]): T => values[random.below(values.length)]!;
  const part = () =>
    one<Schedule["minute"]>("any", "every 15", "every 20", "once", random.below(60));
  const year = dayOf(2026, 0, 1);
  let found = 0;
  for (let i = 0; i < 400; i++) {
    const schedule: Schedule = {
      ...always,
      year: one<Schedule["year"]>("any", "any", 26, 27),
      months: one(0xfff, 0xfff, random.below(0x1000)),
      day: one(0, 0, random.below(32)),
      hour: one<Schedule["hour"]>("any", "once", random.below(24)),
      minute: part(),
      second: part(),
      daysOfWeek: one(0x7f, random.below(0x80)),
    };
    const from = (year + random.below(365)) * 86_400 + random.below(86_400);
    const expected = search(schedule, from, 800);
    const next = nextFiring(schedule, from, draw);
    if (expected !== undefined) found++;
    // The search of the test ends after two years.
    if (expected === undefined && next !== undefined && next >= from + 790 * 86_400) continue;
    if (next !== expected)
      return t.fail(`${JSON.stringify(schedule)} ${from}: ${next}, ${expected}`);
  }
  t.true(found > 200, `${found}`);
});
