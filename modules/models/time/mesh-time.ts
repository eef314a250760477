import { development } from "../../base/development.js";

/** What a Time Server knows of the time. Mesh Model 1.1 §5.1.1. */
export interface MeshTime {
  /** Seconds of International Atomic Time since 2000-01-01T00:00:00 TAI, in steps of 1/256 s, below 2^40. */
  readonly tai: number;
  /** How far it may be off, milliseconds in steps of 10; 2550: as much or more. */
  readonly uncertainty: number;
  /** Whether it comes from a reliable source, such as GPS or NTP. */
  readonly authority: boolean;
  /** How many seconds TAI is ahead of UTC, -255..32,512; 37 since 2017. */
  readonly taiUtcDelta: number;
  /** How many minutes local time is ahead of UTC, daylight saving time included; -960..2865 in steps of 15. */
  readonly zone: number;
}

/** A value that will be another one. Times are of TAI, as `MeshTime.tai`, whole seconds. */
export interface ChangingValue {
  /** The value at present. */
  readonly current: number;
  /** The value from `changeAt` on; `current` where no change is known. */
  readonly next: number;
  /** When it changes; 0: no change is known. */
  readonly changeAt: number;
}

/** Values of the Time Role state. Mesh Model 1.1 §5.1.2. */
export type TimeRole = "none" | "authority" | "relay" | "client";

/** Seconds from 1970-01-01T00:00:00 UTC to 2000-01-01T00:00:00 UTC. */
const unixOffset = 946_684_800;

/** The TAI of a time in seconds since 1970-01-01T00:00:00 UTC, as `Date.now() / 1000`. `taiUtcDelta`: seconds that TAI is ahead of UTC. */
export function taiOfUnixTime(unixTime: number, taiUtcDelta: number): number {
  development.args?.("taiOfUnixTime", [unixTime, taiUtcDelta]);
  return unixTime - unixOffset + taiUtcDelta;
}

/** The time in seconds since 1970-01-01T00:00:00 UTC of a TAI. */
export function unixTimeOf(time: Pick<MeshTime, "tai" | "taiUtcDelta">): number {
  development.args?.("unixTimeOf", [time]);
  const { tai, taiUtcDelta } = time;
  return tai + unixOffset - taiUtcDelta;
}
