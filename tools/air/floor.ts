/** A position in metres. */
export interface Position {
  readonly x: number;
  readonly y: number;
  /** Number of the floor of a building, from 0. Default 0. */
  readonly floor?: number;
}

/** A straight wall between two points. */
export interface Wall {
  /** One end. */
  readonly from: Position;
  /** The other end. */
  readonly to: Position;
}

/** The floor that the stations are on, metres. */
export interface Floor {
  readonly width: number;
  readonly height: number;
  readonly walls: readonly Wall[];
  readonly rooms: readonly Room[];
}

/** A rectangle with a name; its position is that of the corner with the least coordinates. */
export interface Room extends Position {
  readonly width: number;
  readonly height: number;
  readonly name: string;
}

/** The floor of walls without rooms: as large as they reach. */
export function floorOfWalls(walls: readonly Wall[]): Floor {
  const ends = walls.flatMap(({ from, to }) => [from, to]);
  const most = (axis: "x" | "y") => Math.max(0, ...ends.map((end) => end[axis]));
  return { width: most("x"), height: most("y"), walls, rooms: [] };
}
