// Delays and transitions of Mesh Model 1.1 §3.1.1, written down without the sources: what models are compared with.

/** Transition time and delay of a message, milliseconds. */
export interface Times {
  readonly time: number;
  readonly delay: number;
}

export const atOnce: Times = { time: 0, delay: 0 };

/** What happened to a state, for what is published. */
export type CourseEvent = "begun" | "ended" | "set" | "delayed";

/** The way from one value to another; `part`: 0..1. */
export type Way<V> = (from: V, to: V, part: number) => V;

interface Moving<V> {
  readonly delayed: boolean;
  readonly from: V;
  readonly to: V;
  readonly time: number;
  /** When the delay or the transition is over. */
  readonly end: number;
  readonly way: Way<V>;
}

/** A value that is set at once, after a delay, or in a transition. `same`: whether two values are one. */
export class Course<V> {
  moving: Moving<V> | undefined = undefined;
  /** What was seen at a time: how a value between two is rounded is up to the device. */
  #seen: { readonly at: number; readonly value: V } | undefined = undefined;

  constructor(
    public rest: V,
    private readonly same: (a: V, b: V) => boolean,
    private readonly happened: (event: CourseEvent, long: boolean) => void,
  ) {}

  /** The present value. */
  present(now: number): V {
    const { moving } = this;
    if (!moving || moving.delayed) return this.rest;
    const { end, from, time, to, way } = moving;
    if (this.#seen?.at === now) return this.#seen.value;
    return now >= end ? to : way(from, to, 1 - (end - now) / time);
  }

  /** The present value was seen; `isNear`: whether it may be a value in a transition. False: it is a wrong one. */
  see(now: number, value: V, isNear: (a: V, b: V) => boolean): boolean {
    const present = this.present(now);
    if (!this.moving || this.moving.delayed) return this.same(present, value);
    if (!isNear(present, value)) return false;
    this.#seen = { at: now, value };
    return true;
  }

  /** Where it is going to; undefined: it stays. */
  get target(): V | undefined {
    return this.moving?.to;
  }

  /** What it is after a power cut that is to restore it. */
  get restored(): V {
    return this.moving && !this.moving.delayed ? this.moving.to : this.rest;
  }

  remaining(now: number): number {
    const { moving } = this;
    if (!moving) return 0;
    return moving.delayed ? moving.time : moving.end - now;
  }

  set(now: number, to: V, { delay, time }: Times, way: Way<V>): void {
    const moved = this.moving !== undefined;
    this.rest = this.present(now);
    this.#seen = undefined;
    this.moving = undefined;
    if (delay === 0) return this.begin(now, to, time, way, moved);
    this.moving = { delayed: true, from: this.rest, to, time, end: now + delay, way };
    this.happened("delayed", false);
  }

  private begin(now: number, to: V, time: number, way: Way<V>, moved: boolean): void {
    if (time === 0 || this.same(to, this.rest)) {
      const changes = !this.same(to, this.rest);
      this.rest = to;
      if (moved) this.happened("ended", false);
      else if (changes) this.happened("set", false);
      return;
    }
    this.moving = { delayed: false, from: this.rest, to, time, end: now + time, way };
    this.happened("begun", time >= 2000);
  }

  /** When something happens next. */
  get next(): number {
    return this.moving?.end ?? Infinity;
  }

  /** What is due at this time. */
  due(now: number): void {
    const { moving } = this;
    if (!moving || moving.end > now) return;
    this.moving = undefined;
    if (moving.delayed) return this.begin(now, moving.to, moving.time, moving.way, true);
    this.rest = moving.to;
    this.happened("ended", false);
  }
}

/** Milliseconds of a transition time octet; undefined: unknown. §3.1.3 */
export function timeOf(octet: number): number | undefined {
  const steps = octet % 64;
  return steps === 63 ? undefined : steps * [100, 1000, 10_000, 600_000][octet >> 6]!;
}

/** Whether an octet tells of these milliseconds, as exactly as its steps can. */
export function tells(octet: number, milliseconds: number): boolean {
  const told = timeOf(octet);
  if (told === undefined) return milliseconds > 62 * 600_000;
  const step = [100, 1000, 10_000, 600_000][octet >> 6]!;
  return told > 0 && Math.abs(told - milliseconds) <= step;
}
