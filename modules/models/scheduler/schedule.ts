import { type Field, FieldError, type FieldReader, type FieldWriter } from "../../access/field.js";
import { frozen } from "../../base/frozen.js";
import { decodeTransitionTime, encodeTransitionTime } from "../common/transition-time.js";

/** What is done at the time of a schedule; "none": it is not defined. */
export type ScheduledAction = "off" | "on" | "scene" | "none";

/**
 * When an action is done, and which. All of year, months, day, time and day of the week have to agree; time is local time.
 * Mesh Model 1.1 §5.1.4.2.
 */
export interface Schedule {
  /** The last two digits of the year, 0..99. */
  readonly year: number | "any";
  /** Bit 0 is January, bit 11 December; 0: never. */
  readonly months: number;
  /** Day of the month, 1..31, in a month that is shorter its last day; 0: any. */
  readonly day: number;
  /** 0..23; "once": once a day, at random. */
  readonly hour: number | "any" | "once";
  /** 0..59; "every 15" and "every 20": 0, 15 or 20, and so on; "once": once an hour, at random. */
  readonly minute: number | "any" | "every 15" | "every 20" | "once";
  /** As `minute`; "once": once a minute, at random. */
  readonly second: number | "any" | "every 15" | "every 20" | "once";
  /** Bit 0 is Monday, bit 6 Sunday; 0: never. */
  readonly daysOfWeek: number;
  readonly action: ScheduledAction;
  /** Milliseconds of the transition, 0..37,200,000. */
  readonly transition: number;
  /** The number of the scene of the action "scene", 1..65,535; else 0. */
  readonly scene: number;
}

/** A schedule with its place in the register, 0..15. */
export interface IndexedSchedule {
  readonly index: number;
  /** Undefined: some servers answer with the index alone where it is not defined. */
  readonly schedule: Schedule | undefined;
}

/** What is in the register in places that were never set. */
export const noSchedule: Schedule = frozen({
  year: "any",
  months: 0,
  day: 0,
  hour: 0,
  minute: 0,
  second: 0,
  daysOfWeek: 0,
  action: "none",
  transition: 0,
  scene: 0,
});

/** Octets of an entry of the register. */
export const entryOctets = 10;
const anyYear = 100;
const highestYear = 99;
const hours = frozen(["any", "once"] as const);
const firstSpecialHour = 24;
const parts = frozen(["any", "every 15", "every 20", "once"] as const);
const firstSpecialPart = 60;
const actions = frozen(["off", "on", "scene"] as const);
const noAction = 0xf;
const sceneAction = 2;

/** Widths in bits, from bit 0 on, of the numbers before the transition time. */
const widths = frozen([4, 7, 12, 5, 5, 6, 6, 7, 4]);
/** Octets that these take. */
const bitOctets = 7;

function readBits(octets: Uint8Array): number[] {
  let at = 0;
  const numbers: number[] = [];
  for (const width of widths) {
    let value = 0;
    for (let i = 0; i < width; i++, at++) value |= ((octets[at >> 3]! >> (at & 7)) & 1) << i;
    numbers.push(value);
  }
  return numbers;
}

function writeBits(numbers: readonly number[]): Uint8Array {
  const octets = new Uint8Array(bitOctets);
  let at = 0;
  for (let k = 0; k < widths.length; k++)
    for (let i = 0; i < widths[k]!; i++, at++)
      octets[at >> 3]! |= ((numbers[k]! >> i) & 1) << (at & 7);
  return octets;
}

/** Reads an entry of 10 octets; sets `reader.ok` to false where a value is prohibited. */
function readEntry(reader: FieldReader): IndexedSchedule {
  const octets = reader.take(bitOctets);
  const transition = decodeTransitionTime(reader.number(1));
  const scene = reader.number(2);
  if (!reader.ok) return { index: 0, schedule: undefined };
  const [index, year, months, day, hour, minute, second, daysOfWeek, action] = readBits(octets);
  const isKnown = action! < actions.length || action === noAction;
  if (!isKnown || year! > anyYear || hour! >= firstSpecialHour + hours.length) reader.ok = false;
  if (transition === undefined || (action === sceneAction && scene === 0)) reader.ok = false;
  const schedule: Schedule = {
    year: year === anyYear ? "any" : year!,
    months: months!,
    day: day!,
    hour: hours[hour! - firstSpecialHour] ?? hour!,
    minute: parts[minute! - firstSpecialPart] ?? minute!,
    second: parts[second! - firstSpecialPart] ?? second!,
    daysOfWeek: daysOfWeek!,
    action: actions[action!] ?? "none",
    transition: transition ?? 0,
    scene,
  };
  return { index: index!, schedule };
}

function whole(name: string, value: unknown, high: number, low = 0): number {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high)
    throw new FieldError(`${name}: ${String(value)} is not a whole number from ${low} to ${high}`);
  return value as number;
}

/** The number of a value that is a number up to `highest`, or one of some texts. */
function special(
  name: string,
  value: unknown,
  highest: number,
  texts: readonly string[],
  first: number,
): number {
  if (typeof value !== "string") return whole(name, value, highest);
  const at = texts.indexOf(value);
  if (at < 0) throw new FieldError(`${name}: ${value} is none of ${texts.join(", ")}`);
  return first + at;
}

function writeEntry(writer: FieldWriter, index: number, schedule: Schedule): void {
  const { action, scene } = schedule;
  if (action !== "none" && !actions.includes(action))
    throw new FieldError(`action: ${String(action)} is none of ${actions.join(", ")}, none`);
  const octets = writeBits([
    whole("index", index, 15),
    special("year", schedule.year, highestYear, ["any"], anyYear),
    whole("months", schedule.months, 0xfff),
    whole("day", schedule.day, 31),
    special("hour", schedule.hour, firstSpecialHour - 1, hours, firstSpecialHour),
    special("minute", schedule.minute, firstSpecialPart - 1, parts, firstSpecialPart),
    special("second", schedule.second, firstSpecialPart - 1, parts, firstSpecialPart),
    whole("daysOfWeek", schedule.daysOfWeek, 0x7f),
    action === "none" ? noAction : actions.indexOf(action),
  ]);
  writer.put(octets);
  writer.number(encodeTransitionTime(schedule.transition), 1);
  writer.number(whole("scene", scene, 0xffff, action === "scene" ? 1 : 0), 2);
}

/** An entry of the register. */
export const entryField: Field<IndexedSchedule> = frozen({
  minimum: entryOctets,
  read: readEntry,
  write(writer: FieldWriter, { index, schedule }: IndexedSchedule): void {
    writeEntry(writer, index, schedule ?? noSchedule);
  },
});

/** An entry, or its index alone. */
export const toldEntryField: Field<IndexedSchedule> = frozen({
  minimum: 1,
  read(reader: FieldReader): IndexedSchedule {
    if (reader.remaining > 1) return readEntry(reader);
    const index = reader.number(1);
    if (index > 15) reader.ok = false;
    return { index, schedule: undefined };
  },
  write(writer: FieldWriter, { index, schedule }: IndexedSchedule): void {
    if (schedule) writeEntry(writer, index, schedule);
    else writer.number(whole("index", index, 15), 1);
  },
});
