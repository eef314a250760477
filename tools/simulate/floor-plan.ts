import type { Position, Wall } from "../air/propagation.js";
import type { Area } from "./spread.js";

export const layoutNames = ["room", "corridor", "house"] as const;
export type LayoutName = (typeof layoutNames)[number];

/** A room of the floor plan, for drawing. */
export interface Room extends Area {
  readonly name: string;
}

/** A floor plan with the positions of a network's nodes. */
export interface Layout {
  readonly name: LayoutName;
  /** Size in metres: all positions are between the origin and these. */
  readonly width: number;
  readonly height: number;
  /** The position of each node. */
  readonly positions: readonly Position[];
  /** The position of the provisioner, a phone. */
  readonly provisioner: Position;
  /** The inner walls. The outer walls are left out: no path between two nodes crosses them. */
  readonly walls: readonly Wall[];
  readonly rooms: readonly Room[];
}
