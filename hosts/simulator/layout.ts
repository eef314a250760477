import type { VirtualBoardState } from "../../modules/firmware/virtual-board.js";

/** A part of the screen that can be touched: a button, or the minus or plus of a sensor. */
export interface TouchArea {
  readonly kind: "button" | "less" | "more";
  /** Name of the button or sensor. */
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a lamp is drawn. */
export interface LampPlace {
  readonly name: string;
  /** Its center. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Where things are on the screen; all numbers in pixels. */
export interface ScreenLayout {
  /** Tops of the lines with the name of the device, and with its state. */
  readonly title: number;
  readonly subtitle: number;
  readonly lamps: readonly LampPlace[];
  /** Top of the line with the names of the lamps. */
  readonly lampNames: number;
  readonly areas: readonly TouchArea[];
}

export interface ScreenSize {
  readonly width: number;
  readonly height: number;
  /** Height of a line of text. */
  readonly line: number;
}

const gap = 6;

/**
 * Places what is on a board on the screen: the name of the device, the lamps in a row, a row for
 * each sensor and the buttons side by side at the bottom.
 */
export function screenLayout(size: ScreenSize, board: VirtualBoardState): ScreenLayout {
  const { height, line, width } = size;
  const { buttons, sensors } = board;
  const areas: TouchArea[] = [];
  let bottom = height - gap;
  if (buttons.length > 0) {
    const row = 2 * line;
    bottom -= row;
    const each = Math.floor((width - gap) / buttons.length);
    buttons.forEach((name, i) =>
      areas.push({
        kind: "button",
        name,
        x: gap + i * each,
        y: bottom,
        width: each - gap,
        height: row,
      }),
    );
    bottom -= gap;
  }
  for (const name of [...sensors].reverse()) {
    const row = Math.floor(1.5 * line);
    bottom -= row;
    const place = { name, y: bottom, width: 2 * row, height: row };
    areas.push({ kind: "less", x: gap, ...place });
    areas.push({ kind: "more", x: width - gap - place.width, ...place });
    bottom -= gap;
  }
  const title = gap;
  const subtitle = title + line;
  const top = subtitle + line + gap;
  const lampNames = bottom - line;
  const names = Object.keys(board.lamps);
  const each = Math.floor(width / Math.max(1, names.length));
  const room = Math.max(4, lampNames - top - gap);
  const radius = Math.max(2, Math.floor(Math.min(room, each - 2 * gap) / 2));
  const lamps = names.map((name, i) => ({
    name,
    x: Math.floor((i + 0.5) * each),
    y: top + Math.floor(room / 2),
    radius,
  }));
  return { title, subtitle, lamps, lampNames, areas };
}

/** The area at a point, or undefined. */
export function areaAt({ areas }: ScreenLayout, x: number, y: number): TouchArea | undefined {
  return areas.find(
    (area) => x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height,
  );
}
