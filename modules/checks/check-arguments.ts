import { Element } from "../access/element.js";
import { Model } from "../access/model.js";
import { frozen } from "../base/frozen.js";
import { isField, isMessage } from "./check-message.js";
import { modelArguments } from "./model-kinds.js";
import { timeArguments } from "./time-kinds.js";
import {
  type Check,
  checkKind,
  checkSeed,
  type Kind,
  oneOf,
  valueText,
  checkNumber,
} from "./kinds.js";

/** The kind of an argument; a pair of numbers: a whole number of that range. */
type ArgumentKind = Kind | readonly [low: number, high: number] | Check;

/** The arguments of a function in their order, and how many of them are required. */
type Arguments = readonly [required: number, kinds: Readonly<Record<string, ArgumentKind>>];

const vendorModels = 0x1_0000_0000;

const field: Check = (name, value) => {
  if (!isField(value))
    throw new TypeError(`${name}: ${valueText(value)} is no field, such as uint8`);
};
const fields: Check = (name, value) => {
  checkKind(name, value, "object");
  for (const [key, member] of Object.entries(value as object)) field(`field ${key}`, member);
};
const message: Check = (name, value) => {
  if (!isMessage(value)) throw new TypeError(`${name}: ${valueText(value)} is no message`);
};
const widths: Check = (name, value) => {
  checkKind(name, value, "object");
  for (const [key, width] of Object.entries(value as object)) checkRange(key, width, 1, 24);
};
const modelId: Check = (name, value) => {
  const id = value as number;
  const isSig = Number.isInteger(id) && id >= 0 && id <= 0xffff;
  const isVendor = Number.isInteger(id) && id >= vendorModels && id < 2 * vendorModels;
  if (!isSig && !isVendor)
    throw new RangeError(`${name}: ${valueText(value)} is neither 0 to 0xffff nor a vendorModelId`);
};
/** What a device property has, by which it is known: a firmware of a simulator need not have any. */
interface Encoder {
  readonly encode: unknown;
}
const property: Check = (name, value) => {
  if (typeof (value as Partial<Encoder> | null | undefined)?.encode !== "function")
    throw new TypeError(`${name}: ${valueText(value)} is no device property`);
};
const access = oneOf("application", "device", "both");
const role = oneOf("main", "temperature", "hue", "saturation", "light-lc");
const model: Check = (name, value) => {
  if (!(value instanceof Model)) throw new TypeError(`${name}: ${valueText(value)} is no model`);
};
const where: Check = (name, value) => {
  if (!(value instanceof Element)) role(name, value);
};
const modelClass: Check = (name, value) => {
  if (typeof value !== "function" || !(value.prototype instanceof Model))
    throw new TypeError(`${name}: ${valueText(value)} is no class of models`);
};

const signedRange = frozen([-(2 ** 31), 2 ** 31 - 1] as const);

const argumentTables: Readonly<Record<string, Arguments>> = frozen({
  actualOf: [1, { linear: [0, 0xffff] }],
  adaptivePolicyFor: [1, { sets: [1, 0xff] }],
  aggregated: [2, { message, values: "object" }],
  bits: [2, { octets: [1, 3], widths }],
  corresponding: [2, { model, where }],
  decodeTransitionTime: [1, { octet: [0, 0xff] }],
  deviceProperty: [3, { id: [1, 0xffff], name: "string", format: field, column: field, y: field }],
  Diagnostics: [0, { trace: "function" }],
  find: [1, { type: modelClass, role, number: [1, 0xffff] }],
  findDeviceProperty: [1, { id: [0, 0xffff] }],
  errorCodeName: [1, { code: [0, 0xff] }],
  GenericProperty: [1, { property }],
  group: [1, { fields }],
  linearOf: [1, { actual: [0, 0xffff] }],
  list: [1, { field }],
  Model: [1, { id: modelId, access }],
  octets: [1, { length: [1, 379] }],
  optional: [1, { field }],
  PowerUp: [1, { onPowerUp: [0, 2] }],
  HttpClientTransport: [1, { address: "string" }],
  SensorSetting: [1, { property }],
  SensorState: [1, { property }],
  signed: [1, { octets: [1, 4], low: signedRange, high: signedRange }],
  SeededRandom: [1, { seed: checkSeed }],
  toHex: [1, { bytes: "octets" }],
  unsigned: [1, { octets: [1, 4], low: [0, 0xffffffff], high: [0, 0xffffffff] }],
  VirtualClock: [0, { start: "time" }],
  ...modelArguments,
  ...timeArguments,
} satisfies Record<string, Arguments>);

/**
 * Checks the arguments of a function or constructor. One that is not required may be undefined.
 * Throws TypeError for an argument of another kind, RangeError for a number out of range.
 */
export function checkArguments(name: string, args: readonly unknown[]): void {
  const [required, kinds] = argumentTables[name]!;
  Object.entries(kinds).forEach(([argument, kind], i) => {
    if (i >= required && args[i] === undefined) return;
    if (typeof kind === "function") kind(argument, args[i]);
    else if (typeof kind === "string") checkKind(argument, args[i], kind);
    else checkRange(argument, args[i], kind[0], kind[1]);
  });
}

function checkRange(name: string, value: unknown, low: number, high: number): void {
  checkNumber(name, value, high, low);
}
