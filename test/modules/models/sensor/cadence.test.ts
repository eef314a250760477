// The cadence of a sensor: how it is encoded, and which values are fast or trigger a publication.
import test from "ava";
import { FieldError } from "../../../../modules/access/field.js";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import {
  cadenceOf,
  cadenceSteps,
  decodeCadence,
  encodeCadence,
  fastDivisor,
  isFast,
  isTriggered,
  type SensorCadence,
} from "../../../../modules/models/sensor/cadence.js";
import {
  booleanState,
  illuminance,
  temperature,
} from "../../../../modules/models/common/device-properties/characteristics.js";

const cadence: SensorCadence = {
  fastPeriodDivisor: 2,
  triggerType: "property",
  deltaDown: 10,
  deltaUp: 99.84,
  minInterval: 1024,
  fastLow: 100,
  fastHigh: 400,
};

/** Encodings worked out by hand. */
const encodings: readonly (readonly [hex: string, changes: Partial<SensorCadence>])[] = [
  ["02e803000027000a102700409c00", {}],
  [
    "83e803f4010a102700409c00",
    { fastPeriodDivisor: 3, triggerType: "percent", deltaDown: 10, deltaUp: 5 },
  ],
  [
    "0fe8030000270000ffffff102700",
    { fastPeriodDivisor: 15, minInterval: 1, fastLow: undefined, fastHigh: 100 },
  ],
  [
    "00ffffff0000001a102700409c00",
    { fastPeriodDivisor: 0, deltaDown: undefined, deltaUp: 0, minInterval: 67_108_864 },
  ],
];

for (const [hex, changes] of encodings)
  test(`the cadence ${hex}`, (t) => {
    const values = { ...cadence, ...changes };
    const steps = cadenceSteps(illuminance, values);
    t.is(toHex(encodeCadence(illuminance, steps)), hex);
    t.deepEqual(cadenceOf(illuminance, decodeCadence(illuminance, fromHex(hex))!), values);
  });

test("the minimum interval is rounded up to a power of 2", (t) => {
  for (const [milliseconds, exponent] of [
    [1, 0],
    [1.5, 1],
    [1000, 10],
    [1024, 10],
    [1025, 11],
  ] as const) {
    const steps = cadenceSteps(illuminance, { ...cadence, minInterval: milliseconds });
    t.is(encodeCadence(illuminance, steps)[7], exponent);
  }
});

test("a cadence of a value that is true or false has 0 and 1", (t) => {
  const values = { ...cadence, deltaDown: 1, deltaUp: 0, fastLow: 1, fastHigh: 1 };
  const octets = encodeCadence(booleanState, cadenceSteps(booleanState, values));
  t.is(toHex(octets), "0201000a0101");
  t.deepEqual(cadenceOf(booleanState, decodeCadence(booleanState, octets)!), values);
  t.is(decodeCadence(booleanState, fromHex("0202000a0101")), undefined);
});

const refused: readonly (readonly [changes: object, message: string])[] = [
  [{ fastPeriodDivisor: 16 }, "fastPeriodDivisor: 16 is not a whole number from 0 to 15"],
  [{ fastPeriodDivisor: 0.5 }, "fastPeriodDivisor: 0.5 is not a whole number from 0 to 15"],
  [{ deltaDown: -1 }, "deltaDown: -1 lx is not a number from 0 to 167772.14 lx"],
  [{ deltaUp: 700, triggerType: "percent" }, "deltaUp: 700 % is not from 0 to 655.35"],
  [{ deltaUp: undefined, triggerType: "percent" }, "deltaUp: NaN % is not from 0 to 655.35"],
  [{ minInterval: 0 }, "minInterval: 0 ms is not from 1 to 67108864"],
  [{ minInterval: 67_108_865 }, "minInterval: 67108865 ms is not from 1 to 67108864"],
  [{ fastLow: 200_000 }, "fastLow: 200000 lx is not a number from 0 to 167772.14 lx"],
];

for (const [changes, message] of refused)
  test(`refused: ${message}`, (t) => {
    const values = { ...cadence, ...changes };
    t.throws(() => encodeCadence(illuminance, cadenceSteps(illuminance, values)), {
      instanceOf: FieldError,
      message,
    });
  });

test("refused: a trigger type that there is not, and a text for a number", (t) => {
  const made = (changes: object) => () => cadenceSteps(illuminance, { ...cadence, ...changes });
  t.throws(made({ triggerType: "ratio" }), {
    message: "triggerType: ratio is neither property nor percent",
  });
  t.throws(made({ fastHigh: "9" }), { message: "fastHigh: 9 is not a number" });
});

test("octets that are no cadence: cut off, too many, a divisor or an interval that is prohibited", (t) => {
  const whole = "02e803000027000a102700409c00";
  for (let length = 0; length < whole.length; length += 2)
    t.is(decodeCadence(illuminance, fromHex(whole.slice(0, length))), undefined);
  for (const hex of [
    `${whole}00`,
    "10e803000027000a102700409c00",
    "7fe803000027000a102700409c00",
    "02e803000027001b102700409c00",
    "02e80300002700ff102700409c00",
  ])
    t.is(decodeCadence(illuminance, fromHex(hex)), undefined, hex);
});

/** Low, high, and which of the values are in the fast range. */
const ranges: readonly (readonly [low: number, high: number, fast: readonly number[]])[] = [
  [10, 20, [10, 15, 20]],
  [10, 10, [10]],
  [20, 10, [0, 9, 21, 100]],
  [0, 100, [0, 9, 10, 15, 20, 21, 100]],
  [NaN, 20, []],
  [10, NaN, []],
];

for (const [low, high, fast] of ranges)
  test(`the fast range from ${low} to ${high}`, (t) => {
    const steps = { ...cadenceSteps(illuminance, cadence), low, high };
    for (const value of [0, 9, 10, 15, 20, 21, 100])
      t.is(isFast(steps, value), fast.includes(value), `${value}`);
    t.false(isFast(steps, NaN));
  });

/** Delta down and up, value published last, new value, whether it is published. */
const triggers: readonly (readonly [
  percent: boolean,
  down: number,
  up: number,
  published: number,
  value: number,
  triggered: boolean,
])[] = [
  [false, 10, 20, 100, 120, false],
  [false, 10, 20, 100, 121, true],
  [false, 10, 20, 100, 90, false],
  [false, 10, 20, 100, 89, true],
  [false, 0, 0, 100, 100, false],
  [false, 0, 0, 100, 101, true],
  [false, 0, 0, 100, 99, true],
  [false, NaN, 0, 100, 0, false],
  [false, 0, NaN, 100, 1000, false],
  [false, 10, 20, -5, 16, true],
  [false, 10, 20, -5, 15, false],
  // 1 % down, 5 % up of 10,000 steps.
  [true, 100, 500, 10_000, 9_900, false],
  [true, 100, 500, 10_000, 9_899, true],
  [true, 100, 500, 10_000, 10_500, false],
  [true, 100, 500, 10_000, 10_501, true],
  [true, 100, 500, -10_000, -10_101, true],
  [true, 100, 500, -10_000, -10_100, false],
  [true, 100, 500, 0, 1, true],
  [true, 0, 0, 4, 4, false],
  [true, 65_535, 65_535, 0xfffffffd, 0, false],
  [true, 10_000, 10_000, 0xfffffffd, 0, false],
  [true, 9_999, 0, 0xfffffffd, 0, true],
  // From and to an unknown value.
  [false, 1000, 1000, NaN, 5, true],
  [false, 1000, 1000, 5, NaN, true],
  [false, 0, 0, NaN, NaN, false],
];

for (const [percent, down, up, published, value, expected] of triggers)
  test(`from ${published} to ${value} with deltas ${down} and ${up}${percent ? " (0.01 %)" : ""}: ${expected}`, (t) => {
    const steps = { ...cadenceSteps(illuminance, cadence), percent, down, up };
    t.is(isTriggered(steps, published, value), expected);
  });

test("a change by exactly the delta triggers nothing, whatever the decimal digits", (t) => {
  const steps = cadenceSteps(temperature, {
    ...cadence,
    deltaUp: 0.1,
    deltaDown: 0.1,
    fastLow: 0,
    fastHigh: 0,
  });
  for (let raw = -2000; raw < 2000; raw++) {
    const from = temperature.steps(raw / 100);
    if (isTriggered(steps, from, temperature.steps((raw + 10) / 100))) t.fail(`${raw}`);
    if (!isTriggered(steps, from, temperature.steps((raw + 11) / 100))) t.fail(`${raw}`);
  }
  t.pass();
});

test("the divisor becomes smaller where the period would be below the minimum interval", (t) => {
  const steps = { ...cadenceSteps(illuminance, cadence), divisor: 5 };
  for (const [minInterval, divisor] of [
    [1, 5],
    [256, 5],
    [512, 4],
    [1024, 3],
    [8192, 0],
    [16_384, 0],
  ] as const)
    t.is(fastDivisor({ ...steps, minInterval }, 10_000), divisor, `${minInterval}`);
});
