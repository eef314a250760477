// The colours of a light by Mesh Model 1.1 §6.1.3 to §6.1.5, written down without the sources.
import { Course, type CourseEvent, type Times, type Way } from "./reference-course.js";
import type { ReferenceLight } from "./reference-light.js";
import { type From, Transactions } from "./reference-light.js";

const circle = 0x1_0000;
const half = 0x8000;

/** A number on the circle of hues. */
export function around(value: number): number {
  return ((value % circle) + circle) % circle;
}

/** Numbers that move together, as x and y. */
export type Numbers = readonly number[];

const equal = (a: Numbers, b: Numbers) => a.every((value, i) => value === b[i]);

/** All numbers move straight. */
const straight: Way<Numbers> = (from, to, part) =>
  from.map((value, i) => value + (to[i]! - value) * part);

/** The hue turns by a distance, which may be several rounds. */
function turning(distance: number): Way<Numbers> {
  return ([from], _, part) => [around(from! + distance * part)];
}

/** A message of a transaction of deltas: its delta and that before, the levels at the begin and at present, and the target. */
interface Turn {
  readonly initial: number;
  readonly level: number;
  readonly before: number;
  readonly delta: number;
  readonly to: Numbers;
}

/** One colour state: what sets it, and the Generic Level on its element. */
export abstract class ReferenceColor {
  readonly course: Course<Numbers>;
  readonly #transactions = new Transactions();
  readonly #levels = new Transactions();
  /** Of a transaction of deltas: the level at its begin. */
  #initial: number | undefined = undefined;
  /** How far, in levels, the deltas of the transaction have led. */
  #led = 0;

  constructor(
    protected readonly light: ReferenceLight,
    public byDefault: Numbers,
    /** The ends of its range: minimum and maximum of each number. */
    public limits: Numbers,
    happened: (event: CourseEvent, long: boolean) => void,
  ) {
    this.course = new Course(this.limited(byDefault), equal, happened);
  }

  get present(): Numbers {
    return this.course.present(this.light.now);
  }

  abstract limited(value: Numbers): Numbers;

  /** What a Level leads to. */
  abstract valueOf(level: number): Numbers;

  /** The way of a Set; without it, a straight one. */
  protected setWay?(to: Numbers): Way<Numbers>;

  /** The levels of its range. */
  protected abstract get levels(): readonly [lowest: number, highest: number];

  set(value: Numbers, times: Times | undefined, way?: Way<Numbers>): void {
    const to = this.limited(value);
    const own = times ?? { time: this.light.time, delay: 0 };
    this.course.set(this.light.now, to, own, way ?? this.setWay?.(to) ?? straight);
  }

  /** The message of its own server. */
  receive(value: Numbers, from: From, times?: Times): void {
    if (this.#transactions.isNew(this.light.now, from.src, from.tid)) this.set(value, times);
  }

  level(level: number, from: From, times?: Times): void {
    if (!this.#levels.isNew(this.light.now, from.src, from.tid)) return;
    this.#initial = undefined;
    this.set(this.valueOf(level), times);
  }

  /** `level`, `target`: the present level and that of the target, as the status has them. */
  delta(delta: number, level: number, target: number, from: From, times?: Times): void {
    const { now } = this.light;
    const begins = this.#levels.isNew(now, from.src, from.tid) || this.#initial === undefined;
    if (begins) this.#initial = level;
    const before = begins ? 0 : this.#led;
    this.#led = delta;
    this.#levels.goOn(now);
    const reached = this.reached(this.#initial!, delta);
    if (!begins && target === reached) return;
    const value = this.limited(this.valueOf(reached));
    this.set(
      value,
      times,
      this.deltaWay?.({ initial: this.#initial!, level, before, delta, to: value }),
    );
  }

  protected reached(initial: number, delta: number): number {
    const [lowest, highest] = this.levels;
    if (initial < lowest && delta <= 0) return initial;
    return Math.max(lowest, Math.min(highest, initial + delta));
  }

  /** The way of deltas; without it, that of a Set. */
  protected deltaWay?(turn: Turn): Way<Numbers> | undefined;

  move(delta: number, level: number, from: From, times?: Times): void {
    const { now, time: byDefault } = this.light;
    if (!this.#levels.isNew(now, from.src, from.tid)) return;
    this.#initial = undefined;
    const { delay, time } = times ?? { time: byDefault, delay: 0 };
    if (!this.goesOn(delta, level, time, delay)) this.set(this.present, { time: 0, delay: 0 });
  }

  /** A Move; false: it goes nowhere. */
  protected goesOn(delta: number, level: number, time: number, delay: number): boolean {
    const [lowest, highest] = this.levels;
    const isLow = level < lowest;
    const begin = isLow && delta > 0 ? lowest : level;
    const end = delta > 0 ? highest : isLow ? level : lowest;
    if (delta === 0 || time === 0 || end === level) return false;
    const lasts = Math.floor((Math.abs(end - begin) * time) / Math.abs(delta));
    const from = this.valueOf(begin);
    const way: Way<Numbers> = (_, to, part) => straight(from, to, part);
    this.set(this.valueOf(end), { time: lasts, delay }, isLow ? way : straight);
    return true;
  }
}

/** Colour temperature and Delta UV, the latter with 32,768 added. */
export class ReferenceTemperature extends ReferenceColor {
  limited([temperature, deltaUv]: Numbers): Numbers {
    const [lowest, highest] = this.ends;
    return [Math.max(lowest, Math.min(highest, temperature!)), deltaUv!];
  }

  /** K; an end of 0xFFFF is unknown. */
  get ends(): readonly [number, number] {
    const [lowest, highest] = this.limits;
    return [lowest === 0xffff ? 800 : lowest!, highest === 0xffff ? 20_000 : highest!];
  }

  valueOf(level: number): Numbers {
    const [lowest, highest] = this.ends;
    const temperature = lowest + ((level + half) * (highest - lowest)) / 0xffff;
    return [Math.round(temperature), (this.course.target ?? this.course.rest)[1]!];
  }

  /** The level of a temperature, not rounded; §6.1.3.1.1. */
  levelOf(temperature: number): number {
    const [lowest, highest] = this.ends;
    if (highest === lowest) return 0;
    const inside = Math.max(lowest, Math.min(highest, temperature));
    return ((inside - lowest) * 0xffff) / (highest - lowest) - half;
  }

  protected get levels(): readonly [number, number] {
    return [-half, half - 1];
  }
}

export class ReferenceSaturation extends ReferenceColor {
  limited([value]: Numbers): Numbers {
    return [Math.max(this.limits[0]!, Math.min(this.limits[1]!, value!))];
  }

  valueOf(level: number): Numbers {
    return [level + half];
  }

  protected get levels(): readonly [number, number] {
    return [this.limits[0]! - half, this.limits[1]! - half];
  }
}

/** x and y. */
export class ReferenceChromaticity extends ReferenceColor {
  limited(value: Numbers): Numbers {
    const { limits } = this;
    return value.map((each, i) => Math.max(limits[2 * i]!, Math.min(limits[2 * i + 1]!, each)));
  }

  valueOf(): Numbers {
    throw new Error("x and y have no level");
  }

  protected get levels(): readonly [number, number] {
    throw new Error("x and y have no level");
  }
}

/** A hue, on a circle. */
export class ReferenceHue extends ReferenceColor {
  /** From the begin of the range up to its end. */
  private get length(): number {
    return around(this.limits[1]! - this.limits[0]!);
  }

  private get isWhole(): boolean {
    return this.length === circle - 1;
  }

  private place(hue: number): number {
    return around(hue - this.limits[0]!);
  }

  limited([hue]: Numbers): Numbers {
    const above = this.place(hue!) - this.length;
    if (above <= 0) return [hue!];
    const below = circle - this.place(hue!);
    return [above <= below ? this.limits[1]! : this.limits[0]!];
  }

  valueOf(level: number): Numbers {
    return [level + half];
  }

  protected get levels(): readonly [number, number] {
    return [-half, half - 1];
  }

  /** The shorter way, or that within a range that is not the whole circle. */
  protected override setWay([to]: Numbers): Way<Numbers> {
    const [from] = this.present as [number];
    const isInside = !this.isWhole && this.place(from) <= this.length;
    if (isInside) return turning(this.place(to!) - this.place(from));
    const up = around(to! - from);
    return turning(up < half ? up : up - circle);
  }

  protected override reached(initial: number, delta: number): number {
    const value = around(initial + half + delta);
    if (this.isWhole) return value - half;
    const [begin] = this.limited([initial + half]);
    const place = Math.max(0, Math.min(this.length, this.place(begin!) + delta));
    return around(this.limits[0]! + place) - half;
  }

  /** On a whole circle in the direction of what is left of the delta. */
  protected override deltaWay(turn: Turn): Way<Numbers> | undefined {
    if (!this.isWhole) return undefined;
    const { before, delta, initial, level } = turn;
    const [to] = turn.to;
    const done = before < 0 ? -around(initial - level) : around(level - initial);
    const [from] = this.present as [number];
    return turning(delta < done ? -around(from - to!) : around(to! - from));
  }

  /** Without an end on a whole circle: more rounds than a test waits for. */
  protected override goesOn(delta: number, level: number, time: number, delay: number): boolean {
    if (delta === 0 || time === 0) return false;
    const from = level + half;
    if (this.isWhole) {
      const distance = Math.sign(delta) * (2 ** 32 * circle - 1);
      const lasts = Math.abs((distance * time) / delta);
      const to = around(from - Math.sign(delta));
      this.course.set(this.light.now, [to], { time: lasts, delay }, turning(distance));
      return true;
    }
    const place = this.place(this.limited([from])[0]!);
    const distance = delta > 0 ? this.length - place : -place;
    if (distance === 0) return false;
    const lasts = Math.floor((distance * time) / delta);
    const [start] = this.present as [number];
    const end = this.limits[delta > 0 ? 1 : 0]!;
    const way = turning(delta > 0 ? around(end - start) : -around(start - end));
    this.course.set(this.light.now, [end], { time: lasts, delay }, way);
    return true;
  }
}
