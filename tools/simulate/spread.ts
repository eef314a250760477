import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { Position } from "../air/propagation.js";

/** A rectangle in metres, from its corner nearest to the origin. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Largest offset of a position from its cell's centre in each direction, as a share of the cell.
 */
const JITTER = 0.3;

/**
 * Positions in an area, row by row. Each is at random in the inner part of its own cell, so that
 * the area is filled evenly and no two are closer than two fifths of a cell's shorter side.
 */
export function spread(area: Area, count: number, random: SeededRandom): Position[] {
  const { x, y, width, height } = area;
  const rows = Math.min(count, Math.max(1, Math.round(Math.sqrt((count * height) / width))));
  const positions: Position[] = [];
  const off = () => (2 * random.next() - 1) * JITTER;
  for (let row = 0; row < rows; row++) {
    const columns = Math.floor(((row + 1) * count) / rows) - Math.floor((row * count) / rows);
    for (let column = 0; column < columns; column++)
      positions.push({
        x: x + ((column + 0.5 + off()) * width) / columns,
        y: y + ((row + 0.5 + off()) * height) / rows,
      });
  }
  return positions;
}
