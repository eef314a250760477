import { frozen } from "../base/frozen.js";
import { type Check, checkKind, checkNumber, oneOf, valueText } from "./kinds.js";
import { clockServer } from "./model-kinds.js";
import type { OptionTable } from "./option-table.js";

const lowestDelta = -255;
const highestDelta = 0x7f00;

/** Seconds that TAI is ahead of UTC. */
const taiUtcDelta: Check = (name, value) => checkNumber(name, value, highestDelta, lowestDelta);

/** Minutes that local time is ahead of UTC. */
const zone: Check = (name, value) => {
  if (
    !Number.isInteger(value) ||
    (value as number) % 15 !== 0 ||
    (value as number) < -960 ||
    (value as number) > 2865
  )
    throw new RangeError(`${name}: ${valueText(value)} is not a multiple of 15 from -960 to 2865`);
};

const seconds: Check = (name, value) => {
  if (!Number.isFinite(value))
    throw new TypeError(`${name}: ${valueText(value)} is not a number of seconds`);
};

const time: Check = (name, value) => {
  checkKind(name, value, "object");
  const { tai, taiUtcDelta: delta } = value as Readonly<Record<string, unknown>>;
  seconds(`${name}.tai`, tai);
  seconds(`${name}.taiUtcDelta`, delta);
};

/** The options of the Time and Scheduler models. */
export const timeKinds: Readonly<Record<string, OptionTable>> = frozen({
  TimeServer: [
    {
      role: oneOf("none", "authority", "relay", "client"),
      zone,
      taiUtcDelta,
      drift: 0xffff,
      onChange: "function",
    },
    [],
  ],
  TimeClient: [{ onStatus: "function" }, []],
  SchedulerServer: [{ time: clockServer, onAction: "function" }, ["time"]],
  SchedulerClient: [{ onAction: "function" }, []],
});

/** The arguments of their functions. */
export const timeArguments = frozen({
  taiOfUnixTime: [2, { unixTime: "time", taiUtcDelta }],
  unixTimeOf: [1, { time }],
} as const);
