// Touches of the simulated screen: buttons and sensors of the board.
import test from "ava";
import { screenLayout } from "../../../hosts/simulator/layout.js";
import type * as TouchModule from "../../../hosts/simulator/touch.js";
import { VirtualBoard } from "../../../modules/firmware/virtual-board.js";
import { loadModdable } from "../../support/moddable-modules.js";

const chip = { now: 0, repeat: () => undefined as void };
const loaded = loadModdable<typeof TouchModule>("hosts/simulator/touch.ts", {
  time: {
    get ticks() {
      return chip.now;
    },
  },
  timer: { repeat: (callback: () => void) => (chip.repeat = callback) },
});

function pass(milliseconds: number): void {
  for (let passed = 0; passed < milliseconds; passed += 20) {
    chip.now += 20;
    chip.repeat();
  }
}

async function make() {
  const { TouchPanel } = await loaded;
  const log: string[] = [];
  const board = new VirtualBoard();
  board.button("button", {
    onPress: () => log.push("short"),
    onLongPress: () => log.push("long"),
  });
  board.button("other", { onDoublePress: () => log.push("other twice") });
  board.sensor("temperature");
  const layout = screenLayout({ width: 320, height: 240, line: 26 }, board.state);
  const panel = new TouchPanel({
    board,
    layout: () => layout,
    onChange: () => undefined,
    onReset: () => log.push("reset"),
  });
  panel.update();
  pass(100);
  const touch = (kind: string, name: string, milliseconds: number) => {
    const area = layout.areas.find((other) => other.kind === kind && other.name === name)!;
    panel.onTouchBegan(0, area.x + 1, area.y + 1);
    t0(panel.touches(area));
    pass(milliseconds);
    panel.onTouchEnded();
    pass(100);
  };
  return { board, log, touch };
}

function t0(touched: boolean): void {
  if (!touched) throw new Error("the touched area is not shown");
}

test.serial("a button is tapped, held, and held for a reset", async (t) => {
  const { log, touch } = await make();
  touch("button", "button", 100);
  touch("button", "button", 1500);
  touch("button", "button", 5200);
  t.deepEqual(log, ["short", "long", "long", "reset"]);
});

test.serial(
  "a button is tapped twice; what the firmware has no function for does nothing",
  async (t) => {
    const { log, touch } = await make();
    touch("button", "other", 100);
    pass(500);
    touch("button", "other", 1500);
    t.deepEqual(log, []);
    touch("button", "other", 100);
    touch("button", "other", 100);
    pass(500);
    t.deepEqual(log, ["other twice"]);
  },
);

test.serial(
  "a sensor is changed by one with each tap, and again and again while it is held",
  async (t) => {
    const { board, touch } = await make();
    touch("more", "temperature", 100);
    touch("more", "temperature", 100);
    touch("less", "temperature", 100);
    t.is(board.valueOf("temperature"), 1);
    touch("more", "temperature", 1000);
    t.is(board.valueOf("temperature"), 2 + 7);
  },
);
