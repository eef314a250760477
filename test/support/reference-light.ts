// Light Lightness and all that it extends, by Mesh Model 1.1, written down without the sources.
import { atOnce, Course, type CourseEvent, type Times, type Way } from "./reference-course.js";

const top = 0xffff;
const middle = 0x8000;

/** A transition of the actual lightness, and one of the linear one. */
export const straight: Way<number> = (from, to, part) => from + (to - from) * part;
const linearly: Way<number> = (from, to, part) =>
  Math.sqrt(from ** 2 + (to ** 2 - from ** 2) * part);

/** Transactions of one model. §3.4.1 */
export class Transactions {
  #key = "";
  #at = 0;

  isNew(now: number, src: number, tid: number): boolean {
    const key = `${src} ${tid}`;
    if (key === this.#key && now - this.#at < 6000) return false;
    this.#key = key;
    this.#at = now;
    return true;
  }

  /** A message of the transaction was executed, so that it goes on. */
  goOn(now: number): void {
    this.#at = now;
  }
}

/** Who sends, and the number of the transaction. */
export interface From {
  readonly src: number;
  readonly tid: number;
}

export class ReferenceLight {
  now = 0;
  minimum = 1;
  maximum = top;
  byDefault = 0;
  last = top;
  onPowerUp = 0;
  /** Generic Default Transition Time, ms. */
  time = 0;
  /** How often Level and Lightness, and how often OnOff are to be published. */
  published = { light: 0, onOff: 0 };
  /** How often a message has set it. */
  sets = 0;
  /** While a controller sets it: the lightness to be restored, from before. */
  controlled: number | undefined = undefined;
  /** Called for what happens, for the servers that extend it. */
  onEvent: ((event: CourseEvent) => void) | undefined = undefined;
  readonly course: Course<number>;
  #isOn = false;
  /** From which the deltas of a transaction count; undefined: it is none of deltas. */
  #initial: number | undefined = undefined;
  readonly #transactions = {
    onOff: new Transactions(),
    level: new Transactions(),
    lightness: new Transactions(),
  };

  constructor(lightness = 0) {
    this.course = new Course(
      lightness,
      (a, b) => a === b,
      (event, long) => this.#happened(event, long),
    );
    this.#isOn = this.isOn;
  }

  get present(): number {
    return this.course.present(this.now);
  }

  /** On from the begin of a transition to on, off at the end of one to off. §3.1.1 */
  get isOn(): boolean {
    const { moving } = this.course;
    if (moving && !moving.delayed && moving.to > 0) return true;
    return this.present > 0;
  }

  #happened(event: CourseEvent, long: boolean): void {
    const { published } = this;
    if (this.controlled === undefined) this.#keepLast();
    const isOn = this.isOn;
    if (event === "set" || event === "ended" || long) published.light++;
    if (isOn !== this.#isOn || event === "ended") published.onOff++;
    this.#isOn = isOn;
    this.onEvent?.(event);
  }

  /** A controller sets it from now on, or no longer. */
  control(on: boolean): void {
    this.controlled = on ? (this.controlled ?? this.course.restored) : undefined;
    if (!on) this.#keepLast();
  }

  #keepLast(): void {
    const { moving, rest } = this.course;
    if (moving === undefined && rest > 0) this.last = rest;
  }

  /** 0, or within the range. §6.1.2.2 */
  limited(value: number): number {
    return value === 0 ? 0 : Math.max(this.minimum, Math.min(this.maximum, value));
  }

  /** Sets it, as each message does. */
  set(value: number, times: Times | undefined, way = straight): void {
    this.sets++;
    const own = times ?? { time: this.time, delay: 0 };
    this.course.set(this.now, this.limited(value), own, way);
  }

  onOff(on: boolean, from: From, times?: Times): void {
    if (!this.#transactions.onOff.isNew(this.now, from.src, from.tid)) return;
    this.set(on ? this.byDefault || this.last : 0, times);
  }

  level(level: number, from: From, times?: Times): void {
    if (!this.#transactions.level.isNew(this.now, from.src, from.tid)) return;
    this.#initial = undefined;
    this.set(level + middle, times);
  }

  /** §3.3.2.2.3, with erratum 22980: it does not switch off, and does not switch on downwards. */
  delta(delta: number, from: From, times?: Times): void {
    const { level } = this.#transactions;
    const begins = level.isNew(this.now, from.src, from.tid) || this.#initial === undefined;
    if (begins) this.#initial = this.present;
    level.goOn(this.now);
    const initial = this.#initial!;
    const isOff = initial < this.minimum;
    const reached = Math.max(this.minimum, Math.min(this.maximum, initial + delta));
    const value = isOff && delta <= 0 ? initial : reached;
    const { target = this.present } = this.course;
    if (begins || target !== value) this.set(value, times);
  }

  /** §3.3.2.2.4 */
  move(delta: number, from: From, times?: Times): void {
    if (!this.#transactions.level.isNew(this.now, from.src, from.tid)) return;
    this.#initial = undefined;
    const { delay, time } = times ?? { time: this.time, delay: 0 };
    const { present } = this;
    const isOff = present < this.minimum;
    const begin = isOff && delta > 0 ? this.minimum : present;
    const end = delta > 0 ? this.maximum : isOff ? present : this.minimum;
    if (delta === 0 || time === 0 || end === present) return this.set(present, atOnce);
    const lasts = Math.floor((Math.abs(end - begin) * time) / Math.abs(delta));
    const way: Way<number> = (_, to, part) => straight(begin, to, part);
    this.course.set(this.now, end, { time: lasts, delay }, isOff ? way : straight);
  }

  lightness(value: number, from: From, times?: Times): void {
    if (this.#transactions.lightness.isNew(this.now, from.src, from.tid)) this.set(value, times);
  }

  linear(value: number, from: From, times?: Times): void {
    if (!this.#transactions.lightness.isNew(this.now, from.src, from.tid)) return;
    this.set(Math.floor(Math.sqrt(top * value)), times, linearly);
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    const end = this.now + milliseconds;
    while (this.course.next <= end) {
      this.now = this.course.next;
      this.course.due(this.now);
    }
    this.now = end;
  }

  /** The light after a power cut. §6.5.1.2 */
  poweredUp(): ReferenceLight {
    const on = this.limited(this.byDefault || this.last);
    const value = [0, on, this.controlled ?? this.course.restored][this.onPowerUp]!;
    const { last, time } = this;
    const after = this.#again(time === 0 ? value : 0);
    after.last = value > 0 && time === 0 ? value : last;
    if (time > 0) after.course.set(0, after.limited(value), { time, delay: 0 }, straight);
    return after;
  }

  /** The light after a power cut, where it is left to its controller. */
  dark(): ReferenceLight {
    const after = this.#again(0);
    after.controlled = this.controlled;
    return after;
  }

  #again(lightness: number): ReferenceLight {
    const after = new ReferenceLight(lightness);
    const { byDefault, last, maximum, minimum, onPowerUp, time } = this;
    return Object.assign(after, { byDefault, last, maximum, minimum, onPowerUp, time });
  }
}
