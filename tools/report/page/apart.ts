import type { Point } from "../../page/browser/plan-geometry.js";

/** Pixels between two stations that are moved apart: room for a sign with its name below. */
const step = { x: 70, y: 38 };
/** Stations in a column of those that are moved apart. */
const column = 4;

/**
 * The places with those that coincide moved apart, towards the middle of the plan, so that each
 * station can be seen and pointed at: a device without a position is where the provisioner is.
 */
export function apart(
  places: readonly Point[],
  { width, height }: { readonly width: number; readonly height: number },
): Point[] {
  const counts = new Map<string, number>();
  return places.map(({ x, y }) => {
    const key = `${Math.round(x)} ${Math.round(y)}`;
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    const right = Math.floor(before / column) * step.x;
    const down = (before % column) * step.y;
    return { x: x > width / 2 ? x - right : x + right, y: y > height / 2 ? y - down : y + down };
  });
}
