export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Height of the longest plan, and space around it, CSS pixels. */
const usualSize = { longest: 640, edge: 12 };
const scaleBarHeight = 30;
export const largestDot = 5.5;

/** Size of a floor, metres. */
export interface FloorSize {
  readonly width: number;
  readonly height: number;
}

/** Maps the floor plan's metres to a canvas of a given width. */
export class PlanGeometry {
  readonly width: number;
  readonly height: number;
  /** CSS pixels for one metre. */
  readonly scale: number;
  /** Radius of a device's circle, CSS pixels. */
  readonly dot: number;
  /** Whether a corridor is drawn vertically, because the page is too narrow. */
  readonly #upright: boolean;
  readonly #edge: number;
  readonly #origin: Point;
  readonly #left: number;

  /**
   * `floor`: undefined if only the positions are known. `places`: positions of the devices, which
   * may be outside the walls, metres. `width`, the height of the longest
   * plan, and the `edge` around it: CSS pixels.
   */
  constructor(
    floor: FloorSize | undefined,
    places: readonly Point[],
    width: number,
    { edge, longest } = usualSize,
  ) {
    this.#edge = edge;
    const corners = floor
      ? [
          { x: 0, y: 0 },
          { x: floor.width, y: floor.height },
        ]
      : [];
    const points = [...corners, ...places];
    const xs = points.length > 0 ? points.map(({ x }) => x) : [0];
    const ys = points.length > 0 ? points.map(({ y }) => y) : [0];
    this.#origin = { x: Math.min(...xs), y: Math.min(...ys) };
    const metres = {
      x: Math.max(1, Math.max(...xs) - this.#origin.x),
      y: Math.max(1, Math.max(...ys) - this.#origin.y),
    };
    this.#upright = width < 600 && metres.x > 2.5 * metres.y;
    const across = this.#upright ? metres.y : metres.x;
    const down = this.#upright ? metres.x : metres.y;
    this.width = width;
    this.scale = Math.min((width - 2 * edge) / across, longest / down);
    this.height = Math.round(down * this.scale + 2 * edge + scaleBarHeight);
    this.#left = (width - across * this.scale) / 2;
    const spacing = Math.sqrt((metres.x * metres.y) / Math.max(1, places.length)) * this.scale;
    this.dot = Math.min(largestDot, Math.max(2, spacing * 0.24));
  }

  place({ x, y }: Point): Point {
    const across = x - this.#origin.x;
    const down = y - this.#origin.y;
    return {
      x: this.#left + (this.#upright ? down : across) * this.scale,
      y: this.#edge + (this.#upright ? across : down) * this.scale,
    };
  }

  /** A scale bar of about 100 pixels, for a round number of metres. */
  get scaleBar(): { metres: number; from: Point; to: Point } {
    const steps = [0.5, 1, 2, 5, 10, 20, 50, 100, 200];
    const metres = steps.find((step) => step * this.scale >= 60) ?? 500;
    const y = this.height - 9;
    const x = Math.min(this.#left, this.width - this.#edge - metres * this.scale);
    return { metres, from: { x, y }, to: { x: x + metres * this.scale, y } };
  }
}
