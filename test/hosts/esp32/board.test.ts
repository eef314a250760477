// The lamps, buttons and sensors at the pins of a chip, with stand-ins for Moddable's drivers.
import test from "ava";
import type * as BoardModule from "../../../hosts/esp32/board/board.js";
import { loadModdable } from "../../support/moddable-modules.js";

const inputPullUp = 1;
const inputPullDown = 2;
const output = 8;

/** The chip as its drivers see it. */
class Chip {
  static current: Chip;
  readonly modes = new Map<number, number>();
  readonly levels = new Map<number, number>();
  /** Of the analog-to-digital converter, by channel: 0 to 1023. */
  readonly channels = new Map<number, number>();
  readonly pixels: string[] = [];
  now = 0;
  repeats: { readonly callback: () => void; readonly interval: number }[] = [];

  constructor() {
    Chip.current = this;
  }

  /** Lets time pass, as Moddable's timers do. */
  pass(milliseconds: number): void {
    const [first] = this.repeats;
    for (let passed = 0; passed < milliseconds; passed += first?.interval ?? milliseconds) {
      this.now += first?.interval ?? milliseconds;
      for (const { callback } of this.repeats) callback();
    }
  }

  press(pin: number, milliseconds: number, closed = 0): void {
    this.levels.set(pin, closed);
    this.pass(milliseconds);
    this.levels.set(pin, 1 - closed);
    this.pass(400);
  }
}

const Digital = class {
  static readonly InputPullUp = inputPullUp;
  static readonly InputPullDown = inputPullDown;
  static readonly Output = output;

  constructor(
    readonly pin: number,
    mode: number,
  ) {
    Chip.current.modes.set(pin, mode);
    Chip.current.levels.set(pin, mode === inputPullUp ? 1 : 0);
  }

  read = () => Chip.current.levels.get(this.pin)!;
  write = (level: number) => void Chip.current.levels.set(this.pin, level);
};

class NeoPixel {
  #color = 0;

  constructor(readonly options: { readonly pin: number }) {}

  makeRGB = (red: number, green: number, blue: number) => (red << 16) | (green << 8) | blue;

  setPixel(_index: number, color: number): void {
    this.#color = color;
  }

  update(): void {
    Chip.current.pixels.push(`${this.options.pin} ${this.#color.toString(16)}`);
  }
}

const standIns = {
  "pins/digital": Digital,
  "pins/analog": { read: (channel: number) => Chip.current.channels.get(channel) },
  neopixel: NeoPixel,
  time: {
    get ticks() {
      return Chip.current.now;
    },
  },
  timer: {
    repeat: (callback: () => void, interval: number) =>
      Chip.current.repeats.push({ callback, interval }),
  },
};

const folder = "hosts/esp32/board";
const withDrivers = loadModdable<typeof BoardModule>(`${folder}/board.ts`, standIns);
const withoutDrivers = loadModdable<typeof BoardModule>(`${folder}/board.ts`, standIns, {
  [`${folder}/pixel`]: `${folder}/pixel-none.ts`,
  [`${folder}/analog`]: `${folder}/analog-none.ts`,
});

async function make(config: object) {
  const chip = new Chip();
  const { Esp32Board } = await withDrivers;
  return { board: new Esp32Board(config), chip };
}

test.serial("lamps have the pins of the config, and are off at the start", async (t) => {
  const { board, chip } = await make({
    lamps: { left: { pin: 4 }, right: { pin: 5, activeLow: true }, none: null },
  });
  t.deepEqual([chip.modes.get(4), chip.modes.get(5)], [output, output]);
  t.deepEqual([chip.levels.get(4), chip.levels.get(5)], [0, 1]);
  board.lamp("left").set(true);
  board.lamp("right").set(true);
  t.deepEqual([chip.levels.get(4), chip.levels.get(5)], [1, 0]);
  board.light(true); // a board without a lamp "lamp" has nothing to switch
  board.lamp("left").set(false);
  t.is(chip.levels.get(4), 0);
});

test.serial("the lamp of a development board is a pixel", async (t) => {
  const { board, chip } = await make({ lamps: { lamp: { pin: 8, kind: "neopixel" } } });
  board.light(true);
  board.lamp("lamp").set(false);
  t.deepEqual(chip.pixels, ["8 0", "8 202020", "8 0"]);
});

test.serial(
  "buttons call their functions; a later call takes the place of an earlier one",
  async (t) => {
    const { board, chip } = await make({
      buttons: { up: { pin: 1 }, down: { pin: 2, activeLow: false } },
    });
    const log: string[] = [];
    board.button("up", { onPress: () => log.push("up") });
    board.button("down", { onPress: () => log.push("down"), onLongPress: () => log.push("long") });
    t.deepEqual([chip.modes.get(1), chip.modes.get(2)], [inputPullUp, inputPullDown]);
    t.is(chip.repeats.length, 1, "one timer for all buttons");
    chip.pass(100);
    chip.press(1, 100);
    chip.press(2, 100, 1);
    chip.press(2, 1500, 1);
    board.button("up", { onPress: () => log.push("again") });
    chip.press(1, 100);
    t.deepEqual(log, ["up", "down", "long", "again"]);
  },
);

test.serial(
  'the button "button", held for 5 s, resets the firmware, whether it uses it or not',
  async (t) => {
    for (const uses of [false, true]) {
      const { board, chip } = await make({ buttons: { button: { pin: 9 }, other: { pin: 3 } } });
      const log: string[] = [];
      if (uses) board.button("button", { onLongPress: () => log.push("long") });
      board.button("other", {});
      board.watch({ close: () => undefined, reset: () => log.push("reset") });
      chip.pass(100);
      chip.press(9, 4900);
      chip.press(9, 5200);
      chip.press(3, 6000);
      t.deepEqual(log, uses ? ["long", "long", "reset"] : ["reset"]);
    }
  },
);

test.serial("a board without buttons has no timer", async (t) => {
  const { board, chip } = await make({ buttons: { button: null } });
  board.watch({ close: () => undefined });
  t.is(chip.repeats.length, 0);
});

test.serial("sensors: contacts are 1 or 0, voltages are scaled", async (t) => {
  const { board, chip } = await make({
    sensors: {
      door: { pin: 3 },
      motion: { pin: 4, activeLow: false },
      temperature: { kind: "analog", channel: 2, scale: 100, offset: -50 },
      volts: { kind: "analog", channel: 0 },
    },
  });
  const [door, motion] = [board.sensor("door"), board.sensor("motion")];
  t.deepEqual([door.read(), motion.read()], [0, 0]);
  chip.levels.set(3, 0);
  chip.levels.set(4, 1);
  t.deepEqual([door.read(), motion.read()], [1, 1]);
  chip.channels.set(2, 232);
  chip.channels.set(0, 1023);
  t.is(Math.round(10 * board.sensor("temperature").read()) / 10, 24.8); // 0.748 V
  t.is(Math.round(1000 * board.sensor("volts").read()), 3300);
});

/** What is wrong with a config, and the error. */
const mistakes: readonly (readonly [
  rule: string,
  config: object,
  use: (board: BoardModule.Esp32Board) => unknown,
  message: RegExp,
])[] = [
  [
    "a lamp that is not there",
    { lamps: { left: { pin: 4 }, right: { pin: 5 }, gone: null } },
    (board) => board.lamp("middle"),
    /no "middle" in "lamps", only "left", "right"$/,
  ],
  [
    "a lamp set to null",
    { lamps: { left: null } },
    (board) => board.lamp("left"),
    /no "left" in "lamps", only nothing/,
  ],
  [
    "a button where there is none",
    {},
    (board) => board.button("a", {}),
    /no "a" in "buttons", only nothing/,
  ],
  [
    "a sensor that is not there",
    { sensors: { door: { pin: 1 } } },
    (board) => board.sensor("dor"),
    /only "door"/,
  ],
  [
    "a lamp without pin",
    { lamps: { left: {} } },
    () => 0,
    /\{\} needs "pin", a number from 0 to 63/,
  ],
  ["a pin that is a text", { lamps: { left: { pin: "4" } } }, () => 0, /\{"pin":"4"\} needs "pin"/],
  [
    "a pin that no chip has",
    { buttons: { a: { pin: 64 } } },
    (board) => board.button("a", {}),
    /0 to 63/,
  ],
  [
    "an unknown kind of lamp",
    { lamps: { a: { pin: 1, kind: "led" } } },
    () => 0,
    /a "kind": "pin" or "neopixel"/,
  ],
  [
    "an unknown kind of sensor",
    { sensors: { a: { pin: 1, kind: "i2c" } } },
    (board) => board.sensor("a"),
    /a "kind": "digital" or "analog"/,
  ],
  [
    "an analog sensor without channel",
    { sensors: { a: { kind: "analog", pin: 1 } } },
    (board) => board.sensor("a"),
    /needs "channel", a number from 0 to 9/,
  ],
];

for (const [rule, config, use, message] of mistakes)
  test.serial(`a config with a mistake: ${rule}`, async (t) => {
    new Chip();
    const { Esp32Board } = await withDrivers;
    t.throws(() => use(new Esp32Board(config)), { message });
  });

test.serial("a build without a driver names the manifest to include", async (t) => {
  new Chip();
  const { Esp32Board } = await withoutDrivers;
  t.throws(() => new Esp32Board({ lamps: { lamp: { pin: 8, kind: "neopixel" } } }), {
    message: /include xs-mesh\/hosts\/esp32\/board\/manifest-neopixel.json/,
  });
  t.throws(() => new Esp32Board({ sensors: { a: { kind: "analog", channel: 1 } } }).sensor("a"), {
    message: /include xs-mesh\/hosts\/esp32\/board\/manifest-analog.json/,
  });
});
