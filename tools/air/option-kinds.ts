import { checkOptionsOf } from "../../modules/checks/check-options.js";
import { type Check, checkKind, checkSeed, oneOf } from "../../modules/checks/kinds.js";
import { like, type OptionKinds } from "../../modules/checks/option-table.js";
import { airModels, airParameterNames } from "./model.js";

/** Values that have checks of their own. */
const any: Check = () => undefined;

/** An array whose items are objects. */
export const objects: Check = (name, value) => {
  checkKind(name, value, "array");
  for (const item of value as readonly unknown[]) checkKind(`an item of ${name}`, item, "object");
};

/** Two numbers. */
const span: Check = (name, value) => {
  checkKind(name, value, "array");
  const [least, most, ...more] = value as readonly unknown[];
  if (!Number.isFinite(least) || !Number.isFinite(most) || more.length > 0)
    throw new TypeError(`${name}: two numbers are needed`);
};

/** Metres; either coordinate may be negative. */
const position: Check = (name, value) => {
  checkKind(name, value, "object");
  const { x, y } = value as Readonly<Record<string, unknown>>;
  if (!Number.isFinite(x) || !Number.isFinite(y))
    throw new TypeError(`${name}: x and y, two numbers of metres, are needed`);
};

const decibels: Check = (name, value) => {
  if (!Number.isFinite(value)) throw new TypeError(`${name}: a number of dBm is needed`);
};

/** Options of the radio of a station. */
export const stationKinds: OptionKinds = {
  position,
  txPower: decibels,
  walls: 1000,
  sets: 255,
  spacing: span,
  receiveDelay: "time",
  hostCost: "time",
  sendDelay: span,
  deafness: "time",
};

/** Options of an air. */
export const airKinds: OptionKinds = {
  seed: checkSeed,
  range: any,
  walls: objects,
};

/** Parameters of an air; their ranges have checks of their own. */
export const parameterKinds: OptionKinds = Object.fromEntries(
  airParameterNames.map((name) => [name, any]),
);

/** Checks the options of a VirtualAir. Throws TypeError or RangeError naming the option. */
export function checkAirOptions(options: unknown): void {
  const kinds: OptionKinds = {
    ...parameterKinds,
    ...airKinds,
    clock: like({ now: () => 0 }),
    model: oneOf(...airModels),
    capture: oneOf("lock", "none", "any"),
  };
  checkOptionsOf("VirtualAir", options, [kinds, ["clock", "seed"]]);
}
