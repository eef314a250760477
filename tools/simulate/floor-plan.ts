import type { Position, Wall } from "../air/propagation.js";
import type { Area } from "./spread.js";

export const layoutNames = ["room", "corridor", "house"] as const;
export type LayoutName = (typeof layoutNames)[number];

/** A part of the floor, to draw. */
export interface Room extends Area {
  readonly name: string;
}

/** A floor plan with a network on it. */
export interface Layout {
  readonly name: LayoutName;
  /** Metres: everything lies between the origin and these. */
  readonly width: number;
  readonly height: number;
  /** One for each node. */
  readonly positions: readonly Position[];
  /** Where the phone is that provisions. */
  readonly provisioner: Position;
  /** Those inside; the outer ones are in nobody's way. */
  readonly walls: readonly Wall[];
  readonly rooms: readonly Room[];
}
