import type { FastRun } from "../run-record.js";
import { colour } from "../../../page/browser/dom.js";
import { largestDot, PlanGeometry, type Point } from "../../../page/browser/plan-geometry.js";
import {
  type Painter,
  strokePath,
  drawBackground,
  drawPhone,
} from "../../../page/browser/plan-background.js";
import { type DeviceState, type DeviceTimeline, progressAt, stateAt } from "./timeline.js";

const drawingOrder = ["waiting", "node", "lit", "failed", "joining", "provisioning"] as const;

/** The floor plan on its canvas. */
export class Plan {
  /** The device under the pointer, or the selected one. */
  marked: number | undefined;
  readonly #canvas: HTMLCanvasElement;
  readonly #background = document.createElement("canvas");
  readonly #run: FastRun;
  readonly #devices: readonly DeviceTimeline[];
  readonly #end: number;
  /** Index of the Primary Provisioner; -1 without one. */
  readonly #primary: number;
  #geometry!: PlanGeometry;
  #places: readonly Point[] = [];
  #top: Point = { x: 0, y: 0 };
  #colours = new Map<string, string>();

  constructor(
    canvas: HTMLCanvasElement,
    run: FastRun,
    devices: readonly DeviceTimeline[],
    end: number,
  ) {
    this.#canvas = canvas;
    this.#run = run;
    this.#devices = devices;
    this.#end = end;
    this.#primary = run.nodes.findIndex(({ role }) => role === "primary");
    this.resize();
  }

  /** Adopts the current width and colours of the page. */
  resize(): void {
    const geometry = new PlanGeometry(
      this.#run.plan,
      [this.#run.plan.top, ...this.#run.nodes],
      this.#canvas.parentElement!.clientWidth,
    );
    this.#geometry = geometry;
    this.#places = this.#run.nodes.map((node) => geometry.place(node));
    this.#top = geometry.beside(geometry.place(this.#run.plan.top), this.#places[this.#primary]);
    const names = [
      ...drawingOrder,
      "lit-edge",
      "surface",
      "ink",
      "ink-soft",
      "wall",
      "room",
      "tree",
    ];
    this.#colours = new Map(names.map((name) => [name, colour(name)]));
    for (const canvas of [this.#canvas, this.#background]) {
      canvas.width = Math.round(geometry.width * devicePixelRatio);
      canvas.height = Math.round(geometry.height * devicePixelRatio);
    }
    this.#canvas.style.aspectRatio = `${geometry.width} / ${geometry.height}`;
    drawBackground(this.#painter(this.#background), this.#run.plan, geometry, this.#places);
  }

  /**
   * The device at a point of the canvas, or the nearest within `reach` pixels, for touch input.
   */
  deviceAt(point: Point, reach: number): number | undefined {
    let nearest: number | undefined;
    let least = Math.max(reach, this.#geometry.dot + 3);
    this.#places.forEach(({ x, y }, i) => {
      const distance = Math.hypot(x - point.x, y - point.y);
      if (distance >= least) return;
      nearest = i;
      least = distance;
    });
    return nearest;
  }

  draw(time: number): void {
    const painter = this.#painter(this.#canvas);
    const { context } = painter;
    context.clearRect(0, 0, this.#geometry.width, this.#geometry.height);
    context.drawImage(this.#background, 0, 0, this.#geometry.width, this.#geometry.height);
    this.#drawTree(painter, time);
    this.#drawWay(painter);
    this.#drawDevices(painter, time);
    drawPhone(painter, this.#top);
    this.#drawMark(painter);
  }

  #painter(canvas: HTMLCanvasElement): Painter {
    const context = canvas.getContext("2d")!;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    return { context, colour: (name) => this.#colours.get(name) ?? "" };
  }

  #above(device: DeviceTimeline): Point | undefined {
    return device.parent === -1 ? this.#top : this.#places[device.parent ?? Infinity];
  }

  /** Draws lines from each provisioner to its children, as long as the progress of each child. */
  #drawTree({ context, colour }: Painter, time: number): void {
    const done: (readonly [Point, Point])[] = [];
    const growing: (readonly [Point, Point])[] = [];
    this.#devices.forEach((device, i) => {
      const from = this.#above(device);
      const progress = progressAt(device, time);
      if (!from || progress === 0) return;
      const child = this.#places[i]!;
      const x = from.x + (child.x - from.x) * progress;
      const y = from.y + (child.y - from.y) * progress;
      (progress < 1 ? growing : done).push([from, { x, y }]);
    });
    // Thinner, because many or short lines would cover the devices.
    const thin = (this.#devices.length > 300 ? 0.6 : 1) * (this.#geometry.dot / largestDot);
    strokePath(context, done, colour("tree"), thin);
    strokePath(context, growing, colour("joining"), 1.6);
  }

  #drawDevices(painter: Painter, time: number): void {
    const states = this.#devices.map((device) => stateAt(device, time, this.#end));
    for (const state of drawingOrder) {
      const indices = states.flatMap((own, i) => (own === state ? [i] : []));
      this.#drawAlike(painter, indices, state, time);
    }
    // Drawn again, so that other devices do not cover it.
    const state = states[this.#primary];
    if (state) this.#drawAlike(painter, [this.#primary], state, time);
  }

  /** Draws all devices of one state in one path. */
  #drawAlike(
    { context, colour }: Painter,
    indices: readonly number[],
    state: DeviceState,
    time: number,
  ): void {
    const radius = this.#geometry.dot;
    context.beginPath();
    for (const i of indices)
      if (state === "failed") cross(context, this.#places[i]!, radius);
      else this.#outline(context, i, time, radius);
    const hollow = state === "waiting" || state === "failed";
    context.fillStyle = colour(hollow ? "surface" : state);
    context.fill();
    // An outline in the colour of the surface separates dots that touch.
    context.strokeStyle = colour(hollow ? state : state === "lit" ? "lit-edge" : "surface");
    context.lineWidth = state === "failed" ? 1.8 : hollow ? 1.2 : 1;
    context.stroke();
  }

  /**
   * Adds a device's outline: a circle, or a diamond from the time at which it provisions others.
   */
  #outline(context: CanvasRenderingContext2D, index: number, time: number, r: number): void {
    const { x, y } = this.#places[index]!;
    const primary = index === this.#primary;
    if (!primary && time < this.#devices[index]!.busyFrom) {
      context.moveTo(x + r, y);
      context.arc(x, y, r, 0, 2 * Math.PI);
      return;
    }
    const arm = r * (primary ? 2.1 : 1.5);
    context.moveTo(x, y - arm);
    context.lineTo(x + arm, y);
    context.lineTo(x, y + arm);
    context.lineTo(x - arm, y);
    context.closePath();
  }

  /** Draws the path from the marked device up to the top provisioner. */
  #drawWay({ context, colour }: Painter): void {
    const way: (readonly [Point, Point])[] = [];
    let index: number | undefined = this.marked;
    while (index !== undefined && index >= 0 && way.length < this.#devices.length) {
      const device: DeviceTimeline | undefined = this.#devices[index];
      const above = device && this.#above(device);
      if (!above) break;
      way.push([this.#places[index]!, above]);
      index = device.parent;
    }
    strokePath(context, way, colour("ink"), 1.8);
  }

  #drawMark({ context, colour }: Painter): void {
    if (this.marked === undefined) return;
    const { x, y } = this.#places[this.marked]!;
    context.beginPath();
    context.arc(x, y, this.#geometry.dot + 5, 0, 2 * Math.PI);
    context.strokeStyle = colour("ink");
    context.lineWidth = 2;
    context.stroke();
  }
}

function cross(context: CanvasRenderingContext2D, { x, y }: Point, radius: number): void {
  const arm = Math.max(3, radius * 0.9);
  context.moveTo(x - arm, y - arm);
  context.lineTo(x + arm, y + arm);
  context.moveTo(x - arm, y + arm);
  context.lineTo(x + arm, y - arm);
}
