// The scenes of a light with a colour by Mesh Model 1.1 §5.1.3, written down without the sources.
import type { Numbers } from "./reference-color.js";
import type { ReferenceColorLight } from "./reference-color-light.js";
import { Course, type Times, type Way } from "./reference-course.js";
import { type From, Transactions } from "./reference-light.js";

/** Scenes of a register. */
const most = 16;
/** In a transition to a scene there is no present one. */
const none: Way<number> = () => 0;

export const SceneStatus = { success: 0, full: 1, notFound: 2 } as const;

interface Kept {
  readonly lightness: number;
  readonly colors: readonly Numbers[];
}

export class ReferenceScenes {
  readonly scenes = new Map<number, Kept>();
  /** How often it is to be published. */
  published = 0;
  /** The Current Scene state. */
  readonly course: Course<number>;
  readonly #transactions = new Transactions();

  constructor(readonly light: ReferenceColorLight) {
    this.course = new Course(
      0,
      (a, b) => a === b,
      (event, long) => {
        if (event !== "delayed" && (event !== "begun" || long)) this.published++;
      },
    );
  }

  get now(): number {
    return this.light.light.now;
  }

  get present(): number {
    return this.course.present(this.now);
  }

  /** The numbers of the scenes, ascending. */
  get register(): readonly number[] {
    return [...this.scenes.keys()].sort((a, b) => a - b);
  }

  store(scene: number): number {
    const { colors, light } = this.light;
    if (!this.scenes.has(scene) && this.scenes.size === most) return SceneStatus.full;
    const values = colors.map(({ course }) => course.restored);
    this.scenes.set(scene, { lightness: light.course.restored, colors: values });
    const { course, now } = this;
    const { moving } = course;
    if (!moving) course.set(now, scene, { time: 0, delay: 0 }, none);
    else {
      if (moving.delayed) course.rest = scene;
      else course.moving = { ...moving, to: scene };
      this.published++;
    }
    return SceneStatus.success;
  }

  delete(scene: number): void {
    if (!this.scenes.delete(scene)) return;
    const { course, now, present } = this;
    const rest = present === scene ? 0 : present;
    if (course.target === scene) course.set(now, rest, { time: 0, delay: 0 }, none);
    else if (present === scene) {
      course.rest = 0;
      this.published++;
    }
  }

  recall(scene: number, from: From, times?: Times): number {
    const kept = this.scenes.get(scene);
    const isNew = this.#transactions.isNew(this.now, from.src, from.tid);
    if (!kept) return SceneStatus.notFound;
    if (!isNew) return SceneStatus.success;
    const { colors, light } = this.light;
    const own = times ?? { time: light.time, delay: 0 };
    colors.forEach((color, i) => color.set(kept.colors[i]!, own));
    light.set(kept.lightness, own);
    const differs = [light.course, ...colors.map(({ course }) => course)].some(
      ({ moving, rest }) =>
        moving !== undefined && JSON.stringify(moving.to) !== JSON.stringify(rest),
    );
    this.course.set(this.now, scene, { delay: own.delay, time: differs ? own.time : 0 }, none);
    return SceneStatus.success;
  }

  /** Something that scenes keep was set otherwise. */
  leave(): void {
    const { course } = this;
    if (course.moving === undefined && course.rest === 0) return;
    course.moving = undefined;
    course.rest = 0;
    this.published++;
  }

  /** The light after a power cut: no scene is the present one. */
  poweredUp(): ReferenceScenes {
    const after = new ReferenceScenes(this.light.poweredUp());
    for (const [scene, kept] of this.scenes) after.scenes.set(scene, kept);
    return after;
  }
}
