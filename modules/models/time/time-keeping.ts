import type { ChangingValue, MeshTime } from "./mesh-time.js";

/** A time and the time of a clock, in milliseconds, at which it was that time. */
export interface KnownTime {
  readonly time: MeshTime;
  readonly at: number;
}

/** A value without a change that is known. */
export function unchanging(current: number): ChangingValue {
  return { current, next: current, changeAt: 0 };
}

/** The value at a TAI: another one where its change is over. */
export function valueAt(value: ChangingValue, tai: number): ChangingValue {
  const { changeAt, next } = value;
  return changeAt !== 0 && tai >= changeAt ? unchanging(next) : value;
}

/** The value when its present one is set: a change that is known is still to come. */
export function withCurrent(value: ChangingValue, current: number): ChangingValue {
  return value.changeAt === 0 ? unchanging(current) : { ...value, current };
}

/** The value when its next change is set; `changeAt` 0: none is known. */
export function withChange(
  { current }: ChangingValue,
  { changeAt, next }: Pick<ChangingValue, "changeAt" | "next">,
): ChangingValue {
  return changeAt === 0 ? unchanging(current) : { current, next, changeAt };
}

/** TAI at a time of the clock. */
export function taiAt({ at, time }: KnownTime, now: number): number {
  return time.tai + (now - at) / 1000;
}

/** The uncertainty at a time of the clock, ms: it grows as the clock may be `drift` millionths too fast or too slow. */
export function uncertaintyAt({ at, time }: KnownTime, now: number, drift: number): number {
  return time.uncertainty + ((now - at) * drift) / 1e6;
}

/** Milliseconds that the way of a message adds to the uncertainty: when exactly it was sent is not known. */
const hopUncertainty = 30;

/**
 * Whether a time that was received is better than that of the server: it has the authority, or is not less certain after its
 * way. One that the server itself has sent is less certain then. `own`: the time of the server at present; undefined: unknown.
 */
export function isBetter(received: MeshTime, own: MeshTime | undefined): boolean {
  if (own === undefined) return true;
  if (received.authority !== own.authority) return received.authority;
  return received.uncertainty <= own.uncertainty;
}

/** A time as it is after its way. */
export function afterHop(time: MeshTime): MeshTime {
  return { ...time, uncertainty: time.uncertainty + hopUncertainty };
}
