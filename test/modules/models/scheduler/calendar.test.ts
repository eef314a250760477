import test from "ava";
import {
  dateOf,
  dayOf,
  dayOfWeek,
  lastDayOf,
} from "../../../../modules/models/scheduler/calendar.js";

const epoch = Date.UTC(2000, 0, 1);
const dayMilliseconds = 86_400_000;

test("every day of 2000 to 2103, and some of other centuries: date, day of the week, and back", (t) => {
  const check = (days: number) => {
    const date = new Date(epoch + days * dayMilliseconds);
    const expected = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()] as const;
    const { day, month, year } = dateOf(days);
    const isRight =
      year === expected[0] &&
      month === expected[1] &&
      day === expected[2] &&
      dayOf(year, month, day) === days &&
      dayOfWeek(days) === (date.getUTCDay() + 6) % 7;
    if (!isRight) t.fail(`${days}: ${year} ${month} ${day}`);
  };
  for (let days = 0; days < 38_000; days++) check(days);
  for (let days = -800_000; days < 800_000; days += 997) check(days);
  t.pass();
});

for (const [year, month, last] of [
  [2026, 1, 28],
  [2028, 1, 29],
  [2100, 1, 28],
  [2000, 1, 29],
  [2026, 0, 31],
  [2026, 3, 30],
  [2026, 11, 31],
] as const)
  test(`the last day of month ${month} of ${year} is ${last}`, (t) => {
    t.is(lastDayOf(year, month), last);
  });
