import { frozen } from "../../base/frozen.js";
import type { SensorDescriptorValues } from "./messages.js";

/** Sampling functions, in the order of their numbers. Mesh Model 1.1 §4.1.1.4. */
const samplingFunctions: readonly SamplingFunction[] = frozen([
  "unspecified",
  "instantaneous",
  "arithmetic mean",
  "RMS",
  "maximum",
  "minimum",
  "accumulated",
  "count",
]);

/** How a sensor makes one value of what it measures in its measurement period. */
export type SamplingFunction =
  | "unspecified"
  | "instantaneous"
  | "arithmetic mean"
  | "RMS"
  | "maximum"
  | "minimum"
  | "accumulated"
  | "count";

/** How a sensor measures. Mesh Model 1.1 §4.1.1. */
export interface SensorDetails {
  /** By how much the value may be above what is measured, % of it: 0.0244 to 100. Undefined: unspecified. */
  readonly positiveTolerance?: number | undefined;
  /** By how much the value may be below what is measured, % of it: 0.0244 to 100. Undefined: unspecified. */
  readonly negativeTolerance?: number | undefined;
  /** How one value is made of several measurements. Default: unspecified. */
  readonly samplingFunction?: SamplingFunction;
  /** Seconds over which the sampling function runs, 0.0025 to 66,560,640. Undefined: not applicable. */
  readonly measurementPeriod?: number | undefined;
  /** Seconds between two measurements, 0.0025 to 66,560,640. Undefined: not applicable. */
  readonly updateInterval?: number | undefined;
}

/** A sensor of a server, with how it measures. */
export interface SensorDescriptor extends SensorDetails {
  /** Property ID. */
  readonly propertyId: number;
}

/** Steps of a tolerance of 100 %. */
const toleranceSteps = 4095;

function encodeTolerance(name: string, percent: number | undefined): number {
  if (percent === undefined) return 0;
  const steps = Math.round((percent * toleranceSteps) / 100);
  // Less than a step would be unspecified.
  if (steps >= 1 && steps <= toleranceSteps) return steps;
  throw new RangeError(`${name}: ${percent} % is not from 0.0244 to 100`);
}

function decodeTolerance(steps: number): number | undefined {
  return steps === 0 ? undefined : (100 * steps) / toleranceSteps;
}

/** Code of one second, and the factor from one code to the next. */
const oneSecond = 64;
const factor = 1.1;
/** Codes above it have no time. */
const lastTime = 253;

/** The code n of the time that is nearest to so many seconds; 0: not applicable. */
function encodeTime(name: string, seconds: number | undefined): number {
  if (seconds === undefined) return 0;
  const code = Math.round(oneSecond + Math.log(seconds) / Math.log(factor));
  if (code >= 1 && code <= lastTime) return code;
  throw new RangeError(`${name}: ${seconds} s is not from 0.0025 to 66560640`);
}

function decodeTime(code: number): number | undefined {
  return code === 0 || code > lastTime ? undefined : factor ** (code - oneSecond);
}

/** A descriptor as it is sent. Throws RangeError naming what is out of range. */
export function encodeDescriptor(
  propertyId: number,
  details: SensorDetails,
): SensorDescriptorValues {
  const sampling = samplingFunctions.indexOf(details.samplingFunction ?? "unspecified");
  if (sampling < 0)
    throw new RangeError(
      `samplingFunction: ${String(details.samplingFunction)} is none of ${samplingFunctions.join(", ")}`,
    );
  return {
    propertyId,
    details: {
      tolerance: {
        positive: encodeTolerance("positiveTolerance", details.positiveTolerance),
        negative: encodeTolerance("negativeTolerance", details.negativeTolerance),
      },
      samplingFunction: sampling,
      measurementPeriod: encodeTime("measurementPeriod", details.measurementPeriod),
      updateInterval: encodeTime("updateInterval", details.updateInterval),
    },
  };
}

/** The reverse; a sampling function that is reserved for future use is unspecified. */
export function decodeDescriptor(
  propertyId: number,
  details: NonNullable<SensorDescriptorValues["details"]>,
): SensorDescriptor {
  return {
    propertyId,
    positiveTolerance: decodeTolerance(details.tolerance.positive),
    negativeTolerance: decodeTolerance(details.tolerance.negative),
    samplingFunction: samplingFunctions[details.samplingFunction] ?? "unspecified",
    measurementPeriod: decodeTime(details.measurementPeriod),
    updateInterval: decodeTime(details.updateInterval),
  };
}
