import { type Painter, strokePath } from "../../page/browser/plan-background.js";
import { largestDot, type Point } from "../../page/browser/plan-geometry.js";
import type { TreeLine } from "../report-record.js";
import { progressAt } from "./tree-progress.js";

/** The provisioner of each device, with the progress of its provisioning, in the plan. */
export class PlanTree {
  readonly #lines: readonly TreeLine[];
  /** By index of a device. */
  readonly #above: ReadonlyMap<number, number>;

  constructor(lines: readonly TreeLine[]) {
    this.#lines = lines;
    this.#above = new Map(lines.map(([provisioner, device]) => [device, provisioner]));
  }

  /** Draws lines from each provisioner, as long as the progress of each device. */
  draw({ colour, context }: Painter, places: readonly Point[], time: number, dot: number): void {
    const done: (readonly [Point, Point])[] = [];
    const growing: (readonly [Point, Point])[] = [];
    for (const line of this.#lines) {
      const from = places[line[0]];
      const to = places[line[1]];
      const progress = progressAt(line, time);
      if (!from || !to || progress === 0) continue;
      const x = from.x + (to.x - from.x) * progress;
      const y = from.y + (to.y - from.y) * progress;
      (progress < 1 ? growing : done).push([from, { x, y }]);
    }
    // Thinner, because many or short lines would cover the devices.
    const thin = (this.#lines.length > 300 ? 0.6 : 1) * (dot / largestDot);
    strokePath(context, done, colour("tree"), thin);
    strokePath(context, growing, colour("joining"), 1.6);
  }

  /** Draws the way from a station up to the first provisioner. */
  drawWay({ colour, context }: Painter, places: readonly Point[], station: number): void {
    const way: (readonly [Point, Point])[] = [];
    let below = station;
    for (let above = this.#above.get(below); above !== undefined; above = this.#above.get(below)) {
      const from = places[below];
      const to = places[above];
      // More steps than there are lines: the provisioners form a cycle.
      if (!from || !to || way.length > this.#lines.length) break;
      way.push([from, to]);
      below = above;
    }
    strokePath(context, way, colour("ink"), 1.8);
  }
}
