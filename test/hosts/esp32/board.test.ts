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
  /** Of the pins with pulse-width modulation: 0 to 4095. */
  readonly duties = new Map<number, number>();
  lux: number | undefined = 0;
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

/** Its pins, and the duty cycle of each. */
class PWM {
  constructor(
    readonly options: { readonly pin: number; readonly hz: number; readonly resolution: number },
  ) {}

  write(value: number): void {
    Chip.current.duties.set(this.options.pin, value);
  }
}

/** A light sensor at an I2C bus; undefined: overexposed. */
class APDS9301 {
  constructor(
    readonly options: { readonly sensor: { readonly io: unknown; readonly data: number } },
  ) {}

  sample = () => ({ illuminance: Chip.current.lux });
}

const standIns = {
  "embedded:io/pwm": PWM,
  "embedded:io/smbus": "the bus",
  "embedded:sensor/AmbientLight/APDS9301": APDS9301,
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
  [`${folder}/pwm`]: `${folder}/pwm-none.ts`,
  [`${folder}/apds9301`]: `${folder}/apds9301-none.ts`,
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

test.serial("dimmers: the power of each channel is the duty cycle of its pin", async (t) => {
  const { board, chip } = await make({
    lamps: {
      white: { kind: "pwm", pin: 1 },
      tunable: { kind: "pwm", pins: [2, 3], activeLow: true },
      relay: { pin: 4 },
    },
  });
  t.deepEqual(
    [...chip.duties],
    [
      [1, 0],
      [2, 4095],
      [3, 4095],
    ],
  );
  const [relay, tunable, white] = [
    board.dimmer("relay", 3),
    board.dimmer("tunable", 2),
    board.dimmer("white", 1),
  ];
  white.set(0xffff);
  t.is(chip.duties.get(1), 4095);
  white.set(0x8000);
  t.is(chip.duties.get(1), 2048);
  white.set(1);
  t.is(chip.duties.get(1), 1, "the least power is light");
  white.set(0);
  t.is(chip.duties.get(1), 0);
  tunable.set(0xffff, 0x4000);
  t.deepEqual([chip.duties.get(2), chip.duties.get(3)], [0, 4095 - 1024]);
  relay.set(0, 0, 1);
  t.is(chip.levels.get(4), 1);
  relay.set(0, 0, 0);
  t.is(chip.levels.get(4), 0);
  board.lamp("white").set(true);
  t.is(chip.duties.get(1), 4095);
});

test.serial("a pixel mixes the colors of one, two and three channels", async (t) => {
  const { board, chip } = await make({ lamps: { lamp: { pin: 8, kind: "neopixel" } } });
  board.dimmer("lamp", 1).set(0x8000);
  board.dimmer("lamp", 2).set(0xffff, 0);
  board.dimmer("lamp", 2).set(0, 1);
  board.dimmer("lamp", 2).set(0xffff, 0xffff);
  board.dimmer("lamp", 3).set(0xffff, 0x8000, 0);
  t.deepEqual(chip.pixels, ["8 0", "8 111111", "8 201408", "8 10101", "8 202020", "8 201100"]);
});

test.serial(
  "an ambient light sensor: lx, 0 in the dark, the last value while it is overexposed",
  async (t) => {
    const { board, chip } = await make({
      sensors: { light: { kind: "apds9301", data: 4, clock: 5 } },
    });
    const light = board.sensor("light");
    chip.lux = NaN;
    t.is(light.read(), 0);
    chip.lux = 312.5;
    t.is(light.read(), 312.5);
    chip.lux = undefined;
    t.is(light.read(), 312.5);
  },
);

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
    /a "kind": "pin", "pwm" or "neopixel"/,
  ],
  [
    "an unknown kind of sensor",
    { sensors: { a: { pin: 1, kind: "i2c" } } },
    (board) => board.sensor("a"),
    /a "kind": "digital", "analog" or "apds9301"/,
  ],
  [
    "a light sensor without its bus",
    { sensors: { a: { kind: "apds9301", data: 4 } } },
    (board) => board.sensor("a"),
    /needs "clock", a number from 0 to 63/,
  ],
  [
    "channels that are no pins",
    { lamps: { a: { kind: "pwm", pins: [1, 2, 3, 4] } } },
    () => 0,
    /needs "pins", one to three numbers from 0 to 63/,
  ],
  [
    "fewer channels than the firmware needs",
    { lamps: { a: { kind: "pwm", pin: 1 } } },
    (board) => board.dimmer("a", 2),
    /the firmware needs 2 channels of the lamp "a", and .* has 1: give it "pins"/,
  ],
  [
    "a dimmer that is not there",
    { lamps: { a: { kind: "pwm", pin: 1 } } },
    (board) => board.dimmer("b", 1),
    /no "b" in "lamps", only "a"/,
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
