/** Days in four hundred years, four hundred years before 2000-03-01 being day 0 of an era; and in shorter spans. */
const daysOfEra = 146_097;
const yearsOfEra = 400;
/** From 2000-01-01 to 2000-03-01. */
const toMarch = 60;
const firstYear = 2000;

/** A date. */
export interface CalendarDate {
  readonly year: number;
  /** 0..11. */
  readonly month: number;
  /** 1..31. */
  readonly day: number;
}

/** The days from 2000-01-01 to a date: below 0 before. Years begin in March, so that the leap day is their last. */
export function dayOf(year: number, month: number, day: number): number {
  const shifted = month < 2 ? year - 1 : year;
  const years = shifted - firstYear;
  const era = Math.floor(years / yearsOfEra);
  const yearOfEra = years - era * yearsOfEra;
  const dayOfYear = Math.floor((153 * ((month + 10) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return toMarch + era * daysOfEra + yearOfEra * 365 + leapDays + dayOfYear;
}

/** The date that is so many days after 2000-01-01. */
export function dateOf(days: number): CalendarDate {
  const sinceMarch = days - toMarch;
  const era = Math.floor(sinceMarch / daysOfEra);
  const dayOfEra = sinceMarch - era * daysOfEra;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const before = 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - before;
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = (fromMarch + 2) % 12;
  const year = firstYear + era * yearsOfEra + yearOfEra + (month < 2 ? 1 : 0);
  return { year, month, day };
}

/** The last day of a month, 28..31; `month` 0..11. */
export function lastDayOf(year: number, month: number): number {
  return dayOf(month === 11 ? year + 1 : year, (month + 1) % 12, 1) - dayOf(year, month, 1);
}

/** The day of the week, 0 Monday to 6 Sunday: 2000-01-01 was a Saturday. */
export function dayOfWeek(days: number): number {
  return (((days + 5) % 7) + 7) % 7;
}
