import { dateOf, dayOf, dayOfWeek, lastDayOf } from "./calendar.js";
import type { Schedule } from "./schedule.js";

const daySeconds = 86_400;
const hourSeconds = 3600;
const minuteSeconds = 60;
/** A schedule has the last two digits of a year. */
const century = 100;
/**
 * Years after which nothing new comes, this one included: within twelve each date has been each day of the week once, also
 * where a leap year is left out. (A schedule cannot ask for the leap day: it is another day of other years.) And centuries: the
 * calendar repeats itself after four.
 */
const searchedYears = 13;
const searchedCenturies = 5;

/**
 * What is drawn at random once in a span of time, from 0 up to below `count`: the same for each call with the same number of the span, so that
 * nothing comes twice when it is computed again. `span`: the number of a day, an hour or a minute since 2000.
 */
export type Draw = (count: number, span: number) => number;

/** The first value from `from` on, below `count`, that one of a time can be; -1: none. */
function first(
  value: Schedule["minute"],
  from: number,
  count: number,
  draw: Draw,
  span: number,
): number {
  let found: number;
  if (value === "any") found = from;
  else if (value === "every 15") found = Math.ceil(from / 15) * 15;
  else if (value === "every 20") found = Math.ceil(from / 20) * 20;
  else found = value === "once" ? draw(count, span) : value;
  return found >= from && found < count ? found : -1;
}

/** The first second of an hour, from `from` on, that agrees; -1: none. `hour`: its number since 2000. */
function inHour(schedule: Schedule, hour: number, from: number, draw: Draw): number {
  let second = from % minuteSeconds;
  for (let from2 = (from - second) / minuteSeconds; from2 < 60; second = 0) {
    const minute = first(schedule.minute, from2, 60, draw, hour);
    if (minute < 0) return -1;
    if (minute > from2) second = 0;
    const found = first(schedule.second, second, 60, draw, hour * 60 + minute);
    if (found >= 0) return minute * minuteSeconds + found;
    from2 = minute + 1;
  }
  return -1;
}

/** The first second of a day, from `from` on, that agrees; -1: none. */
function inDay(schedule: Schedule, day: number, from: number, draw: Draw): number {
  let rest = from % hourSeconds;
  for (let next = (from - rest) / hourSeconds; next < 24; rest = 0) {
    const hour = first(schedule.hour, next, 24, draw, day);
    if (hour < 0) return -1;
    if (hour > next) rest = 0;
    const found = inHour(schedule, day * 24 + hour, rest, draw);
    if (found >= 0) return hour * hourSeconds + found;
    next = hour + 1;
  }
  return -1;
}

/** The first day of a month, from `from` on, that agrees; -1: none. Days are those of the month. */
function inMonth(schedule: Schedule, year: number, month: number, from: number): number {
  const last = lastDayOf(year, month);
  const begin = dayOf(year, month, 1);
  const only = schedule.day === 0 ? 0 : Math.min(schedule.day, last);
  const end = only === 0 ? last : only;
  for (let day = only === 0 ? from : Math.max(from, only); day <= end; day++)
    if ((schedule.daysOfWeek >> dayOfWeek(begin + day - 1)) & 1) return day;
  return -1;
}

/** The first day from a date on that agrees, as days since 2000-01-01; undefined: there is none. */
function nextDay(schedule: Schedule, from: number): number | undefined {
  const date = dateOf(from);
  let { day, month, year } = date;
  const isAny = schedule.year === "any";
  const step = isAny ? 1 : century;
  if (schedule.year !== "any") year += (((schedule.year - year) % century) + century) % century;
  if (year !== date.year) [month, day] = [0, 1];
  for (let tries = isAny ? searchedYears : searchedCenturies; tries > 0; tries--) {
    for (; month < 12; month++, day = 1) {
      if (((schedule.months >> month) & 1) === 0) continue;
      const found = inMonth(schedule, year, month, day);
      if (found > 0) return dayOf(year, month, found);
    }
    year += step;
    month = 0;
  }
  return undefined;
}

/**
 * When a schedule is due next: the first second of local time since 2000-01-01T00:00:00, from `from` on, with which all of it
 * agrees. Undefined: never. Mesh Model 1.1 §5.1.4.2.
 */
export function nextFiring(schedule: Schedule, from: number, draw: Draw): number | undefined {
  let day: number | undefined = Math.floor(from / daySeconds);
  // Above 0 also before 2000, which is what a clock has that was set to a few seconds.
  let second = from - day * daySeconds;
  // A day without a time that agrees is today, or one of which the hour that was drawn is over.
  for (let tries = 0; tries < 3; tries++) {
    const found: number | undefined = nextDay(schedule, day);
    if (found === undefined) return undefined;
    const time = inDay(schedule, found, found === day ? second : 0, draw);
    if (time >= 0) return found * daySeconds + time;
    day = found + 1;
    second = 0;
  }
  return undefined;
}
