import type { Position } from "../../air/propagation.js";

// The office: 12 m along the window and 9 m deep. y is the distance from the window, in metres.

export const width = 12;
export const depth = 9;

/** The two zones: beside the window, and away from it. */
export const zones = ["window", "inner"] as const;
export type Zone = (typeof zones)[number];

/** A light, a desk or a sensor. */
export interface Place {
  readonly name: string;
  readonly zone: Zone;
  readonly position: Position;
}

const rows: Readonly<Record<Zone, number>> = { window: 2.25, inner: 6.75 };
const columns = [1, 3, 5, 7, 9, 11];
const deskColumns = [1.5, 4.5, 7.5, 10.5];

function rowsOf(name: string, xs: readonly number[]): readonly Place[] {
  return zones.flatMap((zone) =>
    xs.map((x, i) => ({ name: `${name}-${zone}-${i + 1}`, zone, position: { x, y: rows[zone] } })),
  );
}

/** The twelve lights, on the ceiling. */
export const lights = rowsOf("light", columns);
/** The eight desks; a person has one each. */
export const desks = rowsOf("desk", deskColumns);
/** The occupancy sensors and the ambient light sensors: one of each in a zone. */
export const motionSensors = rowsOf("motion", [width / 2]);
export const lightSensors = rowsOf("ambient", [width / 2]);
/** The switch and the panel beside the door. */
export const door: Position = { x: width - 0.3, y: depth - 0.3 };

/** The zone of a position. */
export function zoneAt(y: number): Zone {
  return y < depth / 2 ? "window" : "inner";
}
