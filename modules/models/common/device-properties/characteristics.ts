import { frozen } from "../../../base/frozen.js";
import { BooleanCharacteristic, Float32, RangeOf, scalar } from "./characteristic.js";

// The marks for bundlers let a firmware that uses one property leave the others out.

/** Percentage 8: %, in steps of 0.5. */
export const percentage8 = /* @__PURE__ */ scalar({
  octets: 1,
  unit: "%",
  perUnit: 2,
  high: 200,
  unknown: 0xff,
});

/** Count 16. */
export const count16 = /* @__PURE__ */ scalar({ octets: 2, high: 0xfffe, unknown: 0xffff });

/** Boolean. */
export const booleanState = /* @__PURE__ */ frozen(/* @__PURE__ */ new BooleanCharacteristic());

/** Time Millisecond 24: ms. */
export const timeMillisecond24 = /* @__PURE__ */ scalar({
  octets: 3,
  unit: "ms",
  high: 0xfffffe,
  unknown: 0xffffff,
});

/** Time Second 16: s. */
export const timeSecond16 = /* @__PURE__ */ scalar({
  octets: 2,
  unit: "s",
  high: 0xfffe,
  unknown: 0xffff,
});

/** Time Second 16, read as ms: an older encoding of times that are ms today. */
export const timeSecond16AsMilliseconds = /* @__PURE__ */ scalar({
  octets: 2,
  unit: "ms",
  unitsPerStep: 1000,
  high: 0xfffe,
  unknown: 0xffff,
});

/** Time Hour 24: h. */
export const timeHour24 = /* @__PURE__ */ scalar({
  octets: 3,
  unit: "h",
  high: 0xfffffe,
  unknown: 0xffffff,
});

/** Illuminance: lx, in steps of 0.01. */
export const illuminance = /* @__PURE__ */ scalar({
  octets: 3,
  unit: "lx",
  perUnit: 100,
  high: 0xfffffe,
  unknown: 0xffffff,
});

/** Correlated Color Temperature: K, from 800 to 20,000. */
export const colorTemperature = /* @__PURE__ */ scalar({
  octets: 2,
  unit: "K",
  low: 800,
  high: 20_000,
  unknown: 0xffff,
});

/** Perceived Lightness: 65535 is the lightness of the light at its brightest. */
export const perceivedLightness = /* @__PURE__ */ scalar({ octets: 2, high: 0xffff });

/** Temperature: °C, in steps of 0.01, from absolute zero. */
export const temperature = /* @__PURE__ */ scalar({
  octets: 2,
  unit: "°C",
  perUnit: 100,
  low: -27_315,
  high: 0x7fff,
  unknown: -0x8000,
});

/** Temperature 8: °C, in steps of 0.5. */
export const temperature8 = /* @__PURE__ */ scalar({
  octets: 1,
  unit: "°C",
  perUnit: 2,
  low: -128,
  high: 126,
  unknown: 127,
});

/** A lowest and a highest Temperature: °C. */
export const temperatureRange = /* @__PURE__ */ frozen(/* @__PURE__ */ new RangeOf(temperature));

/** Humidity: %, in steps of 0.01. */
export const humidity = /* @__PURE__ */ scalar({
  octets: 2,
  unit: "%",
  perUnit: 100,
  high: 10_000,
  unknown: 0xffff,
});

/** CO2 Concentration: ppm. 65,534 is that or more. */
export const concentration = /* @__PURE__ */ scalar({
  octets: 2,
  unit: "ppm",
  high: 0xfffe,
  unknown: 0xffff,
  orMore: true,
});

/** Electric Current: A, in steps of 0.01. */
export const electricCurrent = /* @__PURE__ */ scalar({
  octets: 2,
  unit: "A",
  perUnit: 100,
  high: 0xfffe,
  unknown: 0xffff,
});

/** Voltage: V, in steps of 1/64. 1022 is that or more. */
export const voltage = /* @__PURE__ */ scalar({
  octets: 2,
  unit: "V",
  perUnit: 64,
  high: 0xff80,
  unknown: 0xffff,
  orMore: true,
});

/** Power: W, in steps of 0.1. */
export const power = /* @__PURE__ */ scalar({
  octets: 3,
  unit: "W",
  perUnit: 10,
  high: 0xfffffe,
  unknown: 0xffffff,
});

/** Apparent Power: VA, in steps of 0.1. */
export const apparentPower = /* @__PURE__ */ scalar({
  octets: 3,
  unit: "VA",
  perUnit: 10,
  high: 0xfffffd,
  unknown: 0xffffff,
  invalid: 0xfffffe,
});

/** Energy: kWh. */
export const energy = /* @__PURE__ */ scalar({
  octets: 3,
  unit: "kWh",
  high: 0xfffffe,
  unknown: 0xffffff,
});

/** Energy 32: kWh, in steps of 0.001. */
export const energy32 = /* @__PURE__ */ scalar({
  octets: 4,
  unit: "kWh",
  perUnit: 1000,
  high: 0xfffffffd,
  unknown: 0xffffffff,
  invalid: 0xfffffffe,
});

/** Apparent Energy 32: kVAh, in steps of 0.001. */
export const apparentEnergy32 = /* @__PURE__ */ scalar({
  octets: 4,
  unit: "kVAh",
  perUnit: 1000,
  high: 0xfffffffd,
  unknown: 0xffffffff,
  invalid: 0xfffffffe,
});

/** Cosine of the Angle: from -1 to 1, in steps of 0.01. */
export const cosine = /* @__PURE__ */ scalar({
  octets: 1,
  perUnit: 100,
  low: -100,
  high: 100,
  unknown: 127,
});

const greatestFloat32 = 3.4028234663852886e38;

/** Coefficient: a number of IEEE 754 with 32 bits. */
export const coefficient = /* @__PURE__ */ frozen(
  /* @__PURE__ */ new Float32(-greatestFloat32, greatestFloat32),
);

/** Coefficient of the light controller's regulator, from 0 to 1000. */
export const regulatorCoefficient = /* @__PURE__ */ frozen(/* @__PURE__ */ new Float32(0, 1000));
