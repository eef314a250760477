import test from "ava";
import {
  decodeDescriptor,
  encodeDescriptor,
  type SensorDetails,
} from "../../../../modules/models/sensor/descriptor.js";

const details = (values: SensorDetails) => encodeDescriptor(0x4e, values).details!;

test("tolerances are 4095ths of 100 %", (t) => {
  for (const [percent, steps] of [
    [100, 4095],
    [10, 410],
    [5, 205],
    [1, 41],
    [0.03, 1],
  ] as const) {
    const { tolerance } = details({ positiveTolerance: percent, negativeTolerance: percent });
    t.deepEqual(tolerance, { positive: steps, negative: steps });
  }
  t.deepEqual(details({}).tolerance, { positive: 0, negative: 0 });
  t.deepEqual(details({ negativeTolerance: 5 }).tolerance, { positive: 0, negative: 205 });
});

test("times are powers of 1.1 s", (t) => {
  for (const [seconds, code] of [
    [1, 64],
    [1.1, 65],
    [9.85, 88],
    [30.9, 100],
    [446, 128],
    [0.0025, 1],
    [66_560_640, 253],
  ] as const) {
    const encoded = details({ measurementPeriod: seconds, updateInterval: seconds });
    t.is(encoded.measurementPeriod, code);
    t.is(encoded.updateInterval, code);
    const decoded = decodeDescriptor(0x4e, encoded);
    t.true(Math.abs(decoded.measurementPeriod! / seconds - 1) < 0.02, `${seconds}`);
  }
});

test("each code of a time is decoded to a time that has this code", (t) => {
  for (let code = 1; code <= 253; code++) {
    const encoded = { ...details({}), updateInterval: code };
    const { updateInterval } = decodeDescriptor(0x4e, encoded);
    t.is(details({ updateInterval }).updateInterval, code);
  }
  for (const code of [0, 254, 255]) {
    const encoded = { ...details({}), updateInterval: code };
    t.is(decodeDescriptor(0x4e, encoded).updateInterval, undefined);
  }
});

test("sampling functions by their numbers; a reserved one is unspecified", (t) => {
  const names = [
    "unspecified",
    "instantaneous",
    "arithmetic mean",
    "RMS",
    "maximum",
    "minimum",
    "accumulated",
    "count",
  ] as const;
  names.forEach((samplingFunction, number) => {
    const encoded = details({ samplingFunction });
    t.is(encoded.samplingFunction, number);
    t.is(decodeDescriptor(1, encoded).samplingFunction, samplingFunction);
  });
  const reserved = { ...details({}), samplingFunction: 8 };
  t.is(decodeDescriptor(1, reserved).samplingFunction, "unspecified");
});

const wrong: readonly (readonly [values: SensorDetails, text: string])[] = [
  [{ positiveTolerance: 100.1 }, "positiveTolerance: 100.1 % is not from 0.0244 to 100"],
  [{ negativeTolerance: 0 }, "negativeTolerance: 0 % is not from 0.0244 to 100"],
  [{ measurementPeriod: 0 }, "measurementPeriod: 0 s is not from 0.0025 to 66560640"],
  [{ updateInterval: 1e9 }, "updateInterval: 1000000000 s is not from 0.0025 to 66560640"],
  [{ updateInterval: -1 }, "updateInterval: -1 s is not from 0.0025 to 66560640"],
];

for (const [values, message] of wrong)
  test(`refused: ${message}`, (t) => {
    t.throws(() => details(values), { instanceOf: RangeError, message });
  });

test("refused: a sampling function that there is not", (t) => {
  t.throws(() => details({ samplingFunction: "mean" as "RMS" }), {
    message: /^samplingFunction: mean is none of unspecified, instantaneous, /,
  });
});
