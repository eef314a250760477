import { colour } from "../../page/browser/dom.js";
import { drawBackground, type Painter, strokePath } from "../../page/browser/plan-background.js";
import { PlanGeometry, type Point } from "../../page/browser/plan-geometry.js";
import type { ReportMessage, ReportRecord } from "../report-record.js";
import { apart } from "./apart.js";
import { PlanTree } from "./plan-tree.js";
import { lookAt, type NodeLook } from "./run-state.js";
import { type Hop, hopsOf, type Parts, partsOf } from "./selection.js";

/** Milliseconds for which a transmission is shown. */
const flash = 150;
/** Number of stations up to which each has its name in the plan. */
const mostNames = 30;
const colours = [
  "surface",
  "ink",
  "ink-soft",
  "wall",
  "room",
  "waiting",
  "node",
  "lit",
  "lit-edge",
  "accent",
  "provisioning",
  "joining",
  "tree",
];

/** Positions of the stations, metres: those of the capture or, without any, a circle. */
export function placesOf({ stations }: ReportRecord): Point[] {
  const known = stations.flatMap(({ place }) => place ?? []);
  const different = new Set(known.map(({ x, y }) => `${x} ${y}`)).size;
  if (different < 2 && stations.length > 1) return circle(stations.length);
  const lowest = Math.max(...known.map(({ y }) => y), 0) + 1;
  let aside = Math.min(...known.map(({ x }) => x), 0);
  // Stations without a position are below the others.
  return stations.map(({ place }) => place ?? { x: aside++, y: lowest });
}

function circle(count: number): Point[] {
  const radius = Math.max(2, count / 6);
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count - Math.PI / 2;
    return { x: radius * (1 + Math.cos(angle)), y: radius * (1 + Math.sin(angle)) };
  });
}

/** A transmission for the flashes of the plan. */
interface Sent {
  readonly time: number;
  readonly station: number;
}

/** The floor plan with the stations, their states at a time, and the parts in a message. */
export class Plan {
  /** Index of the selected station, or of the one under the pointer. */
  marked: number | undefined;
  readonly #canvas: HTMLCanvasElement;
  readonly #background = document.createElement("canvas");
  readonly #record: ReportRecord;
  readonly #metres: readonly Point[];
  readonly #sent: readonly Sent[];
  readonly #tree: PlanTree;
  #geometry!: PlanGeometry;
  #places: readonly Point[] = [];
  #colours = new Map<string, string>();
  #message: ReportMessage | undefined;
  #parts: Parts | undefined;
  #hops: readonly Hop[] = [];

  constructor(canvas: HTMLCanvasElement, record: ReportRecord) {
    this.#canvas = canvas;
    this.#record = record;
    this.#metres = placesOf(record);
    this.#tree = new PlanTree(record.tree ?? []);
    this.#sent = record.messages
      .flatMap(hopsOf)
      .map(({ station, time }) => ({ time, station }))
      .sort((a, b) => a.time - b.time);
    this.resize();
  }

  /** Shows who sent, relayed and received a message. */
  select(message: ReportMessage | undefined): void {
    this.#message = message;
    this.#parts = message && partsOf(message);
    this.#hops = message ? hopsOf(message) : [];
  }

  /** Adopts the current width and colours of the page. */
  resize(): void {
    const { floor } = this.#record;
    const width = this.#canvas.parentElement!.clientWidth;
    const geometry = new PlanGeometry(floor, this.#metres, width, {
      edge: 30,
      longest: this.#metres.length > mostNames ? 560 : 400,
    });
    this.#geometry = geometry;
    this.#places = apart(
      this.#metres.map((place) => geometry.place(place)),
      geometry,
    );
    this.#colours = new Map(colours.map((name) => [name, colour(name)]));
    for (const canvas of [this.#canvas, this.#background]) {
      canvas.width = Math.round(geometry.width * devicePixelRatio);
      canvas.height = Math.round(geometry.height * devicePixelRatio);
    }
    this.#canvas.style.aspectRatio = `${geometry.width} / ${geometry.height}`;
    const drawing = floor ?? { walls: [], rooms: [] };
    const scaled = this.#record.stations.some(({ place }) => place);
    drawBackground(this.#painter(this.#background), drawing, geometry, this.#places, scaled);
  }

  /** The station at a point of the canvas, or the nearest within `reach` pixels. */
  stationAt(point: Point, reach: number): number | undefined {
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
    const { height, width } = this.#geometry;
    context.clearRect(0, 0, width, height);
    context.drawImage(this.#background, 0, 0, width, height);
    this.#tree.draw(painter, this.#places, time, this.#geometry.dot);
    if (this.marked !== undefined) this.#tree.drawWay(painter, this.#places, this.marked);
    this.#drawFlashes(painter, time);
    this.#drawWay(painter);
    this.#record.stations.forEach((station, i) =>
      this.#drawStation(painter, this.#places[i]!, lookAt(station, time)),
    );
    this.#drawParts(painter);
    this.#drawMark(painter);
    this.#drawNames(painter);
  }

  #painter(canvas: HTMLCanvasElement): Painter {
    const context = canvas.getContext("2d")!;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    return { context, colour: (name) => this.#colours.get(name) ?? "" };
  }

  /** A disc around each station that has sent just before the time. */
  #drawFlashes({ colour, context }: Painter, time: number): void {
    const stations = new Map<number, number>();
    let low = 0;
    let high = this.#sent.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sent[middle]!.time <= time - flash) low = middle + 1;
      else high = middle;
    }
    for (let i = low; i < this.#sent.length && this.#sent[i]!.time <= time; i++)
      stations.set(this.#sent[i]!.station, this.#sent[i]!.time);
    for (const [station, sent] of stations) {
      const place = this.#places[station];
      if (!place) continue;
      const age = (time - sent) / flash;
      context.globalAlpha = 0.35 * (1 - age);
      context.beginPath();
      context.arc(place.x, place.y, this.#geometry.dot + 4 + 14 * age, 0, 2 * Math.PI);
      context.fillStyle = colour("accent");
      context.fill();
    }
    context.globalAlpha = 1;
  }

  #drawStation({ colour, context }: Painter, { x, y }: Point, look: NodeLook): void {
    context.beginPath();
    context.arc(x, y, this.#geometry.dot, 0, 2 * Math.PI);
    context.fillStyle = colour(look === "device" ? "surface" : look === "on" ? "lit" : "node");
    context.fill();
    context.strokeStyle = colour(
      look === "device" ? "waiting" : look === "on" ? "lit-edge" : "surface",
    );
    context.lineWidth = 1.4;
    context.stroke();
    if (look !== "on") return;
    // Rays, so that a light that is on differs from one that is off in its shape.
    const r = this.#geometry.dot;
    const rays = Array.from({ length: 8 }, (_, i) => {
      const [sin, cos] = [Math.sin((i * Math.PI) / 4), Math.cos((i * Math.PI) / 4)];
      const ray = (length: number) => ({ x: x + sin * length, y: y + cos * length });
      return [ray(r + 1.5), ray(r + 4)] as const;
    });
    strokePath(context, rays, colour("lit-edge"), 1.2);
  }

  /** Lines from each hop to the nearest station that sent it with the TTL before, and to receivers. */
  #drawWay({ colour, context }: Painter): void {
    if (!this.#parts) return;
    const firsts = new Map<number, number>();
    for (const { station, ttl } of this.#hops) if (!firsts.has(station)) firsts.set(station, ttl);
    const lines: (readonly [Point, Point])[] = [];
    for (const [station, ttl] of firsts) {
      const above = [...firsts].filter(([other, own]) => other !== station && own === ttl + 1);
      const from = this.#nearest(
        station,
        above.map(([other]) => other),
      );
      if (from && ttl >= 0) lines.push([from, this.#places[station]!]);
    }
    strokePath(context, lines, colour("provisioning"), 2);
    const arrivals = [...this.#parts.receivers].flatMap((station) => {
      const from = this.#nearest(
        station,
        [...firsts.keys()].filter((other) => other !== station),
      );
      return from && this.#places[station] ? [[from, this.#places[station]] as const] : [];
    });
    context.setLineDash([4, 4]);
    strokePath(context, arrivals, colour("accent"), 1.5);
    context.setLineDash([]);
  }

  #nearest(station: number, others: readonly number[]): Point | undefined {
    const own = this.#places[station];
    if (!own) return undefined;
    const places = others.flatMap((other) => this.#places[other] ?? []);
    const distance = ({ x, y }: Point) => Math.hypot(x - own.x, y - own.y);
    return places.sort((a, b) => distance(a) - distance(b))[0];
  }

  /** A square around the sender, a diamond around each relay, a circle around each receiver. */
  #drawParts({ colour, context }: Painter): void {
    if (!this.#parts || !this.#message) return;
    const { receivers, relays, sender } = this.#parts;
    const arm = this.#geometry.dot + 5;
    const mark = (station: number, name: string, shape: (place: Point) => void) => {
      const place = this.#places[station];
      if (!place) return;
      context.beginPath();
      shape(place);
      context.strokeStyle = colour(name);
      context.lineWidth = 2;
      context.stroke();
    };
    for (const station of receivers)
      mark(station, "accent", ({ x, y }) => context.arc(x, y, arm + 1, 0, 2 * Math.PI));
    for (const station of relays)
      mark(station, "provisioning", ({ x, y }) => {
        const wide = arm * 1.35;
        context.moveTo(x, y - wide);
        context.lineTo(x + wide, y);
        context.lineTo(x, y + wide);
        context.lineTo(x - wide, y);
        context.closePath();
      });
    mark(sender, "ink", ({ x, y }) => context.rect(x - arm, y - arm, 2 * arm, 2 * arm));
  }

  #drawMark({ colour, context }: Painter): void {
    const place = this.marked === undefined ? undefined : this.#places[this.marked];
    if (!place) return;
    context.beginPath();
    context.arc(place.x, place.y, this.#geometry.dot + 9, 0, 2 * Math.PI);
    context.strokeStyle = colour("ink");
    context.setLineDash([2, 3]);
    context.lineWidth = 2;
    context.stroke();
    context.setLineDash([]);
  }

  #drawNames({ colour, context }: Painter): void {
    const { stations } = this.#record;
    const all = stations.length <= mostNames && this.#geometry.width > 420;
    context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    context.textAlign = "center";
    stations.forEach(({ name }, i) => {
      const shown = all || i === this.marked || i === this.#parts?.sender;
      if (!shown) return;
      const { x, y } = this.#places[i]!;
      const half = context.measureText(name).width / 2;
      const inside = Math.min(this.#geometry.width - half - 2, Math.max(half + 2, x));
      context.strokeStyle = colour("surface");
      context.lineWidth = 3;
      context.strokeText(name, inside, y + this.#geometry.dot + 17);
      context.fillStyle = colour("ink");
      context.fillText(name, inside, y + this.#geometry.dot + 17);
    });
    context.textAlign = "start";
  }
}
