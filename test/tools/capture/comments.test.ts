import test from "ava";
import type { ScriptEvent } from "../../../tools/capture/script-events.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import {
  dropsComment,
  eventComment,
  floorComment,
  readComment,
  scriptComment,
  stationComment,
  titleComment,
} from "../../../tools/capture/comments.js";

const events: readonly (readonly [string, TraceEvent, string])[] = [
  ["kitchen", { type: "log", level: "log", text: "it is 20 °C" }, "0.123 s kitchen: it is 20 °C"],
  ["kitchen", { type: "log", level: "warn", text: "hot: 90" }, "0.123 s kitchen, warn: hot: 90"],
  ["light-1", { type: "board.lamp", name: "left", on: true }, "0.123 s light-1, lamp left: on"],
  [
    "light 1",
    { type: "board.button", name: "up", press: "long" },
    "0.123 s light 1, button up: long",
  ],
  [
    "hall",
    { type: "node.provisioned", address: 7 },
    '0.123 s hall, event: {"type":"node.provisioned","address":7}',
  ],
  [
    'a, warn: "b"',
    { type: "log", level: "log", text: "two\nlines" },
    '0.123 s "a, warn: \\"b\\"": two\nlines',
  ],
  ["hall", { type: "board.lamp", name: "a: b", on: false }, '0.123 s hall, lamp "a: b": off'],
];

for (const [station, event, text] of events)
  test(`an event is a line that people and the reader understand: ${JSON.stringify(text)}`, (t) => {
    t.is(eventComment(station, 123.4, event), text);
    t.deepEqual(readComment(text), { kind: "event", time: 123, station, event });
  });

const scripted: readonly (readonly [ScriptEvent, string])[] = [
  [{ type: "step", device: "hall", text: "power off" }, "0.123 s hall, step: power off"],
  [{ type: "step", device: "a: b", text: "power on" }, '0.123 s "a: b", step: power on'],
  [{ type: "wait", text: "waits 5 ms" }, "0.123 s script, wait: waits 5 ms"],
  [{ type: "met", text: "it is on" }, "0.123 s script, met: it is on"],
  [
    { type: "failure", failure: { expected: "it is on", within: 5, places: ["a.ts:3"] } },
    '0.123 s script, failure: {"expected":"it is on","within":5,"places":["a.ts:3"]}',
  ],
];

for (const [event, text] of scripted)
  test(`an event of a script is a line that people and the reader understand: ${text}`, (t) => {
    t.is(scriptComment(123.4, event), text);
    t.deepEqual(readComment(text), { kind: "script", time: 123, event });
  });

test("a failure whose JSON is none is no comment", (t) => {
  for (const rest of ["null", "{", "5"])
    t.is(readComment(`0.1 s script, failure: ${rest}`), undefined);
});

test("a station, the floor, the title and dropped PDUs are read as they were written", (t) => {
  const station = { name: "küche", address: 0xc60504030201, x: 3.25, y: -1 };
  t.is(stationComment(station), "station küche: c6:05:04:03:02:01 at 3.25 m, -1 m");
  t.deepEqual(readComment(stationComment(station)), { kind: "station", ...station });
  const silent = { ...station, name: "silent: one", address: undefined };
  t.deepEqual(readComment(stationComment(silent)), { kind: "station", ...silent });
  const floor = {
    width: 10,
    height: 5,
    walls: [{ from: { x: 1, y: 2 }, to: { x: 3, y: 4 } }],
    rooms: [{ x: 0, y: 0, width: 10, height: 5, name: "hall" }],
  };
  t.deepEqual(readComment(floorComment(floor)), { kind: "floor", floor });
  t.deepEqual(readComment(titleComment("ten lights")), { kind: "title", title: "ten lights" });
  const counts = { "network.cached": 12 } as const;
  t.deepEqual(readComment(dropsComment("hall", 2000, counts)), {
    kind: "drops",
    time: 2000,
    station: "hall",
    counts,
  });
});

for (const text of [
  "",
  "an analyst's remark",
  "station",
  "station x: at 3 m, 4 m",
  "station x: c6:05:04:03:02:01 at east m, 4 m",
  "floor: {",
  "floor: null",
  'floor: {"width":1,"height":1,"walls":3,"rooms":[]}',
  "0.1 s hall, lamp left: broken",
  "0.1 s hall, button left: twice",
  "0.1 s hall, event: {",
  "0.1 s hall, event: 3",
  "0.1 s hall, drops: null",
  "0.1 s hall, unknown: 3",
  '0.1 s "hall: text',
])
  test(`a comment of another program is left alone: ${JSON.stringify(text)}`, (t) => {
    t.is(readComment(text), undefined);
  });

test("a floor keeps what is well-formed", (t) => {
  const walls = [null, {}, { from: { x: 0, y: 0 }, to: { x: "a", y: 0 } }];
  const rooms = [null, { x: 0, y: 0, width: 1, height: 1 }];
  const comment = readComment(`floor: ${JSON.stringify({ width: 1, height: 2, walls, rooms })}`);
  t.deepEqual(comment, { kind: "floor", floor: { width: 1, height: 2, walls: [], rooms: [] } });
});
