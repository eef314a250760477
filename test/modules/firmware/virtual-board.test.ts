import test from "ava";
import { VirtualBoard } from "../../../modules/firmware/virtual-board.js";
import type { TraceEvent } from "../../../modules/host/trace.js";

test("a virtual board has the lamps, buttons and sensors that the firmware asks for", (t) => {
  const board = new VirtualBoard();
  board.lamp("left");
  board.light(true);
  board.button("top", { onPress: () => undefined });
  board.sensor("temperature");
  t.deepEqual(board.state, {
    lamps: { left: false, lamp: true },
    buttons: ["top"],
    sensors: ["temperature"],
  });
});

test("lamps and buttons are traced, a lamp when it changes", (t) => {
  const events: TraceEvent[] = [];
  const board = new VirtualBoard((event) => events.push(event));
  const left = board.lamp("left");
  board.button("top", { onLongPress: () => left.set(true) });
  board.press("top", "long");
  left.set(true);
  left.set(false);
  t.deepEqual(events, [
    { type: "board.button", name: "top", press: "long" },
    { type: "board.lamp", name: "left", on: true },
    { type: "board.lamp", name: "left", on: false },
  ]);
});

test("a lamp that is dimmed is on while a channel has power, and its powers are in the state", (t) => {
  const events: TraceEvent[] = [];
  const board = new VirtualBoard((event) => events.push(event));
  const lamp = board.dimmer("lamp", 2);
  t.deepEqual(board.state.powers, { lamp: [0, 0] });
  lamp.set(0, 100);
  lamp.set(50, 100);
  t.deepEqual(board.state, {
    lamps: { lamp: true },
    powers: { lamp: [50, 100] },
    buttons: [],
    sensors: [],
  });
  lamp.set(0, 0);
  t.deepEqual(events, [
    { type: "board.lamp", name: "lamp", on: true },
    { type: "board.lamp", name: "lamp", on: false },
  ]);
});

test("a sensor reads what was set, also before the firmware asked for it", (t) => {
  const board = new VirtualBoard();
  board.setSensor("temperature", 21.5);
  const sensor = board.sensor("temperature");
  t.is(sensor.read(), 21.5);
  board.setSensor("temperature", -3);
  t.is(sensor.read(), -3);
  t.is(board.sensor("other").read(), 0);
});

test("a press of each kind calls its function, in place of an earlier one", (t) => {
  const board = new VirtualBoard();
  const calls: string[] = [];
  board.button("top", { onPress: () => calls.push("earlier") });
  board.button("top", {
    onPress: () => calls.push("short"),
    onDoublePress: () => calls.push("double"),
    onLongPress: () => calls.push("long"),
  });
  for (const press of ["short", "double", "long"] as const) board.press("top", press);
  t.deepEqual(calls, ["short", "double", "long"]);
});

test("what a board does not have is named", (t) => {
  const board = new VirtualBoard();
  t.throws(() => board.press("top", "short"), {
    instanceOf: RangeError,
    message: 'no button "top": the firmware uses none',
  });
  board.button("left", { onPress: () => undefined });
  board.button("right", {});
  t.throws(() => board.press("top", "short"), { message: 'no button "top": there is left, right' });
  t.throws(() => board.press("left", "double"), {
    message: 'the firmware does nothing at a double press of "left"',
  });
  t.throws(() => board.setSensor("a", NaN), { instanceOf: TypeError });
});
