import type { PlanGeometry, Point } from "./plan-geometry.js";

export interface Painter {
  readonly context: CanvasRenderingContext2D;
  readonly colour: (name: string) => string;
}

export function strokePath(
  context: CanvasRenderingContext2D,
  lines: readonly (readonly [Point, Point])[],
  colour: string,
  width: number,
): void {
  context.beginPath();
  for (const [from, to] of lines) {
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** Walls and rooms of a floor, metres. */
export interface FloorDrawing {
  readonly walls: readonly { readonly from: Point; readonly to: Point }[];
  readonly rooms: readonly (Point & {
    readonly width: number;
    readonly height: number;
    readonly name: string;
  })[];
}

/** Draws what does not change with time: rooms, walls and, if `scaled`, the scale. */
export function drawBackground(
  { context, colour }: Painter,
  plan: FloorDrawing,
  geometry: PlanGeometry,
  devices: readonly Point[],
  scaled = true,
): void {
  context.clearRect(0, 0, geometry.width, geometry.height);
  context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  for (const room of plan.rooms) {
    const from = geometry.place(room);
    const to = geometry.place({ x: room.x + room.width, y: room.y + room.height });
    const width = to.x - from.x;
    const height = to.y - from.y;
    context.fillStyle = colour("room");
    context.fillRect(from.x, from.y, width, height);
    // The page's title already names a single room.
    if (plan.rooms.length > 1)
      drawName({ context, colour }, room.name, { x: from.x, y: from.y, width, height }, devices);
  }
  const walls = plan.walls.map(
    ({ from, to }) => [geometry.place(from), geometry.place(to)] as const,
  );
  context.lineCap = "round";
  strokePath(context, walls, colour("wall"), 2);
  if (scaled) drawScale({ context, colour }, geometry);
}

/** Draws a room's name in a corner without a device; not at all where each corner has one. */
function drawName(
  { context, colour }: Painter,
  name: string,
  room: Point & { readonly width: number; readonly height: number },
  devices: readonly Point[],
): void {
  const width = context.measureText(name).width;
  const [right, bottom] = [room.x + room.width - 6 - width, room.y + room.height - 6];
  if (right < room.x + 6 || room.height < 24) return;
  const corners = [
    [room.x + 6, room.y + 15],
    [right, room.y + 15],
    [room.x + 6, bottom],
    [right, bottom],
  ] as const;
  const free = corners.find(
    ([x, y]) =>
      !devices.some(
        (device) =>
          device.x > x - 5 && device.x < x + width + 5 && device.y > y - 14 && device.y < y + 6,
      ),
  );
  context.fillStyle = colour("ink-soft");
  if (free) context.fillText(name, ...free);
}

function drawScale({ context, colour }: Painter, geometry: PlanGeometry): void {
  const { metres, from, to } = geometry.scaleBar;
  const tick = 4;
  context.lineCap = "butt";
  strokePath(
    context,
    [
      [from, to],
      [
        { x: from.x, y: from.y - tick },
        { x: from.x, y: from.y + tick },
      ],
      [
        { x: to.x, y: to.y - tick },
        { x: to.x, y: to.y + tick },
      ],
    ],
    colour("ink-soft"),
    1.2,
  );
  context.fillStyle = colour("ink-soft");
  const label = `${metres} m`;
  // The label stands before the bar where there is no space behind it.
  const behind = to.x + 8 + context.measureText(label).width <= geometry.width;
  const x = behind ? to.x + 8 : from.x - 8 - context.measureText(label).width;
  context.fillText(label, x, from.y + 4);
}
