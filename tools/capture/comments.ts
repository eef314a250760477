// The comments of a capture: what packets do not contain. Each is one line that Wireshark shows
// and that `readComment` reads.
import type { DropReason } from "../../modules/host/drop-reason.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { Floor, Room, Wall } from "../air/floor.js";
import { readScriptEvent, type ScriptEvent, scriptEventText } from "./script-events.js";

const levels = ["debug", "info", "warn", "error"] as const;
const presses = ["short", "double", "long"] as const;

/** A position, metres. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A station, with one of the addresses that its packets have. */
export interface StationComment extends Place {
  readonly name: string;
  /** 48 bits; undefined for a station that did not send. */
  readonly address: number | undefined;
}

/** Numbers of dropped PDUs of a station by reason, from the start of the capture. */
export type DropCounts = Readonly<Partial<Record<DropReason, number>>>;

/** The meaning of one comment. Times are milliseconds. */
export type CaptureComment =
  | { readonly kind: "title"; readonly title: string }
  | { readonly kind: "floor"; readonly floor: Floor }
  | ({ readonly kind: "station" } & StationComment)
  | {
      readonly kind: "event";
      readonly time: number;
      readonly station: string;
      readonly event: TraceEvent;
    }
  | { readonly kind: "script"; readonly time: number; readonly event: ScriptEvent }
  | {
      readonly kind: "drops";
      readonly time: number;
      readonly station: string;
      readonly counts: DropCounts;
    };

/** A name as it is, or quoted if it could not be distinguished from the rest of the line. */
function nameText(name: string): string {
  return /^[\p{L}\p{N}_.()-]+( [\p{L}\p{N}_.()-]+)*$/u.test(name) ? name : JSON.stringify(name);
}

const name = String.raw`"(?:[^"\\]|\\.)*"|[\p{L}\p{N}_.()-]+(?: [\p{L}\p{N}_.()-]+)*`;

function readName(text: string): string {
  return text.startsWith('"') ? String(JSON.parse(text)) : text;
}

export function titleComment(title: string): string {
  return `title: ${title}`;
}

export function floorComment(floor: Floor): string {
  const { height, rooms, walls, width } = floor;
  return `floor: ${JSON.stringify({ width, height, walls, rooms })}`;
}

/** Such as "station kitchen: c6:05:04:03:02:01 at 3 m, 4.5 m". */
export function stationComment({ address, name, x, y }: StationComment): string {
  const digits = address?.toString(16).padStart(12, "0").match(/../g)!.join(":");
  return `station ${nameText(name)}: ${digits ?? "did not send"} at ${metres(x)} m, ${metres(y)} m`;
}

function metres(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** Such as "0.123 s kitchen: text of a log line". */
export function eventComment(station: string, time: number, event: TraceEvent): string {
  const start = `${seconds(time)} ${nameText(station)}`;
  switch (event.type) {
    case "log":
      return event.level === "log"
        ? `${start}: ${event.text}`
        : `${start}, ${event.level}: ${event.text}`;
    case "board.lamp":
      return `${start}, lamp ${nameText(event.name)}: ${event.on ? "on" : "off"}`;
    case "board.button":
      return `${start}, button ${nameText(event.name)}: ${event.press}`;
    default:
      return `${start}, event: ${JSON.stringify(event)}`;
  }
}

/** Such as "0.123 s script, met: the lamp is on". */
export function scriptComment(time: number, event: ScriptEvent): string {
  return `${seconds(time)} ${scriptEventText(event, nameText)}`;
}

export function dropsComment(station: string, time: number, counts: DropCounts): string {
  return `${seconds(time)} ${nameText(station)}, drops: ${JSON.stringify(counts)}`;
}

function seconds(time: number): string {
  return `${(time / 1000).toFixed(3)} s`;
}

const timed = new RegExp(
  `^(-?\\d+\\.\\d+) s (${name})(?:, (?:(lamp|button) (${name})|(\\w+)))?: (.*)$`,
  "su",
);
const station = new RegExp(
  `^station (${name}): (did not send|(?:[0-9a-f]{2}:){5}[0-9a-f]{2}) at (\\S+) m, (\\S+) m$`,
  "u",
);
/** The meaning of a comment; undefined for comments of other programs and malformed ones. */
export function readComment(text: string): CaptureComment | undefined {
  try {
    if (text.startsWith("title: ")) return { kind: "title", title: text.slice(7) };
    if (text.startsWith("floor: ")) return readFloor(text.slice(7));
    return text.startsWith("station ") ? readStation(text) : readTimed(text);
  } catch (error) {
    // JSON that was cut off or is of another program.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isPlace(value: unknown): value is Place {
  const { x, y } = (value ?? {}) as Partial<Place>;
  return Number.isFinite(x) && Number.isFinite(y);
}

function readFloor(json: string): CaptureComment | undefined {
  const { height, rooms, walls, width } = (JSON.parse(json) ?? {}) as Partial<Floor>;
  if (!isPlace({ x: width, y: height }) || !Array.isArray(walls) || !Array.isArray(rooms))
    return undefined;
  const floor: Floor = {
    width: width!,
    height: height!,
    walls: (walls as Partial<Wall | null>[]).filter(isWall),
    rooms: (rooms as Partial<Room | null>[]).filter(isRoom),
  };
  return { kind: "floor", floor };
}

function isWall(wall: Partial<Wall | null>): wall is Wall {
  return isPlace(wall?.from) && isPlace(wall.to);
}

function isRoom(room: Partial<Room | null>): room is Room {
  if (!isPlace(room)) return false;
  const { height, name, width } = room as Partial<Room>;
  return isPlace({ x: width, y: height }) && typeof name === "string";
}

function readStation(text: string): CaptureComment | undefined {
  const found = station.exec(text);
  if (!found) return undefined;
  const [, who, digits, x, y] = found;
  const place = { x: Number(x), y: Number(y) };
  if (!isPlace(place)) return undefined;
  const address = digits!.includes(":")
    ? Number.parseInt(digits!.replaceAll(":", ""), 16)
    : undefined;
  return { kind: "station", name: readName(who!), address, ...place };
}

function readTimed(text: string): CaptureComment | undefined {
  const found = timed.exec(text);
  if (!found) return undefined;
  const [, at, who, part, partName, word, rest] = found as unknown as string[];
  const time = Math.round(Number(at) * 1e6) / 1e3;
  const station = readName(who!);
  const told = (event: TraceEvent) => ({ kind: "event", time, station, event }) as const;
  if (part === "lamp" && (rest === "on" || rest === "off"))
    return told({ type: "board.lamp", name: readName(partName!), on: rest === "on" });
  const press = presses.find((press) => press === rest);
  if (part === "button" && press)
    return told({ type: "board.button", name: readName(partName!), press });
  if (part !== undefined) return undefined;
  if (word === undefined) return told({ type: "log", level: "log", text: rest! });
  const level = levels.find((level) => level === word);
  if (level) return told({ type: "log", level, text: rest! });
  if (word === "event") return readEvent(told, rest!);
  const scripted = readScriptEvent(word, station, rest!);
  if (scripted) return { kind: "script", time, event: scripted };
  if (word !== "drops") return undefined;
  const counts = JSON.parse(rest!) as DropCounts | null;
  if (typeof counts !== "object" || counts === null) return undefined;
  return { kind: "drops", time, station, counts };
}

function readEvent(
  told: (event: TraceEvent) => CaptureComment,
  json: string,
): CaptureComment | undefined {
  const event = JSON.parse(json) as Partial<TraceEvent> | null;
  return typeof event?.type === "string" ? told(event as TraceEvent) : undefined;
}
