// A light with a colour by Mesh Model 1.1 §6.4.3 to §6.4.11, written down without the sources.
import type { CourseEvent, Times } from "./reference-course.js";
import type { Numbers, ReferenceColor } from "./reference-color.js";
import { type From, ReferenceLight, Transactions } from "./reference-light.js";

/** Makes the colour states of a light; `happened`: of the one with this index. */
export type MakeColors = (
  light: ReferenceLight,
  happened: (index: number) => (event: CourseEvent, long: boolean) => void,
) => readonly ReferenceColor[];

export class ReferenceColorLight {
  readonly colors: readonly ReferenceColor[];
  /** How often the main server is to be published, and the servers of each colour. */
  published: { main: number; parts: number[] };
  readonly #transactions = new Transactions();
  /** What happened at the present time. */
  #events = new Set<CourseEvent>();

  constructor(
    private readonly make: MakeColors,
    readonly light = new ReferenceLight(),
  ) {
    const parts: number[] = [];
    this.colors = make(light, (index) => (event, long) => {
      if (event === "set" || event === "ended" || long) parts[index]!++;
      this.#events.add(event);
    });
    parts.push(...this.colors.map(() => 0));
    this.published = { main: 0, parts };
    light.onEvent = (event) => this.#events.add(event);
  }

  get remaining(): number | undefined {
    const { now } = this.light;
    const all = [this.light.course, ...this.colors.map(({ course }) => course)];
    const moving = all.filter(({ target }) => target !== undefined);
    if (moving.length === 0) return undefined;
    return Math.max(...moving.map((course) => course.remaining(now)));
  }

  /** The message of the main server. */
  receive(lightness: number, values: readonly Numbers[], from: From, times?: Times): void {
    if (!this.#transactions.isNew(this.light.now, from.src, from.tid)) return;
    this.colors.forEach((color, i) => color.set(values[i]!, times));
    this.light.set(lightness, times);
  }

  /** After a message, or all that happens at one time: it is published once. */
  publish(): void {
    const events = this.#events;
    const isLong = events.has("begun") && (this.remaining ?? 0) >= 2000;
    if (events.has("set") || events.has("ended") || isLong) this.published.main++;
    events.clear();
  }

  /** Whether something has happened since `publish`. */
  get changed(): boolean {
    return this.#events.size > 0;
  }

  /** When something happens next. */
  get next(): number {
    return Math.min(this.light.course.next, ...this.colors.map(({ course }) => course.next));
  }

  /** Lets time pass, at most up to what happens next. */
  pass(milliseconds: number): void {
    this.light.pass(milliseconds);
    const { now } = this.light;
    for (const { course } of this.colors) course.due(now);
    this.publish();
  }

  /** The light after a power cut: the colour at once. §6.5.1.2 */
  poweredUp(): ReferenceColorLight {
    const after = new ReferenceColorLight(this.make, this.light.poweredUp());
    this.colors.forEach(({ byDefault, course, limits }, i) => {
      const color = after.colors[i]!;
      color.byDefault = byDefault;
      color.limits = limits;
      const value = this.light.onPowerUp === 2 ? course.restored : byDefault;
      color.course.rest = color.limited(value);
    });
    return after;
  }

  /** What it powers up with: lightness and colours. */
  get signature(): Numbers {
    const { colors, light } = this.poweredUp();
    const all = colors.flatMap(({ course }) => course.rest);
    return [light.course.target ?? light.course.rest, ...all];
  }
}
