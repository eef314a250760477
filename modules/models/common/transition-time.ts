import { development } from "../../base/development.js";
import type { Field } from "../../access/field.js";
import { frozen } from "../../base/frozen.js";

/** Milliseconds a step, by resolution. Mesh Model 1.1 §3.1.3. */
const resolutions = frozen([100, 1000, 10_000, 600_000]);
const unknownSteps = 0x3f;
/** Milliseconds of the longest transition: 62 steps of 10 minutes. */
export const longestTransition = 62 * 600_000;

/** Milliseconds of a transition time octet; undefined: unknown. */
export function decodeTransitionTime(octet: number): number | undefined {
  development.args?.("decodeTransitionTime", [octet]);
  const steps = octet & 0x3f;
  return steps === unknownSteps ? undefined : steps * resolutions[octet >> 6]!;
}

/** The octet of the shortest transition time that is not below `milliseconds`. Throws RangeError outside 0..37,200,000. */
export function encodeTransitionTime(milliseconds: number): number {
  if (typeof milliseconds !== "number") milliseconds = NaN;
  for (let resolution = 0; milliseconds >= 0 && resolution < 4; resolution++) {
    const steps = Math.ceil(milliseconds / resolutions[resolution]!);
    if (steps < unknownSteps) return (resolution << 6) | steps;
  }
  throw new RangeError(`transition of ${milliseconds} ms: 0..${longestTransition} ms`);
}

/** A transition time in milliseconds; the unknown one is prohibited. */
export const transitionTime: Field<number> = frozen({
  minimum: 1,
  read(reader) {
    const time = decodeTransitionTime(reader.number(1));
    if (time === undefined) reader.ok = false;
    return time ?? 0;
  },
  write: (writer, milliseconds) => writer.number(encodeTransitionTime(milliseconds), 1),
});

/** A remaining time in milliseconds; undefined, and one that is too long for it, is the unknown one. */
export const remainingTime: Field<number | undefined> = frozen({
  minimum: 1,
  read: (reader) => decodeTransitionTime(reader.number(1)),
  write: (writer, milliseconds) =>
    writer.number(
      milliseconds === undefined || milliseconds > longestTransition
        ? unknownSteps
        : encodeTransitionTime(milliseconds),
      1,
    ),
});

/** A delay in milliseconds, 0..1275 in steps of 5. */
export const delayTime: Field<number> = frozen({
  minimum: 1,
  read: (reader) => reader.number(1) * 5,
  write(writer, milliseconds) {
    if (!(milliseconds >= 0 && milliseconds <= 1275))
      throw new RangeError(`delay of ${milliseconds} ms: 0..1275 ms`);
    writer.number(Math.round(milliseconds / 5), 1);
  },
});
