import type { Backoff, PbAdvTiming } from "./timing.js";
import { backoffDelay } from "./timing.js";
import type { Random } from "../../host/random.js";

/** Response times of a peer: from the end of a PDU to its acknowledgment, in ms. */
export interface ResponseTimes {
  readonly soonest: number;
  readonly latest: number;
}

/** A peer uses another random delay each time: from 20 to 50 ms (§5.3.3). */
const spread = 30;
/** Reserve for the hosts of both sides, in ms. */
const margin = 5;

/** The times with one more; `times` undefined: it is the first. */
export function observe(times: ResponseTimes | undefined, time: number): ResponseTimes {
  if (times === undefined) return { soonest: time, latest: time };
  return { soonest: Math.min(times.soonest, time), latest: Math.max(times.latest, time) };
}

/** From the last segment of try number `tries` (0 is the first) to the next try. */
export function retransmissionDelay(
  { retransmission }: PbAdvTiming,
  times: ResponseTimes | undefined,
  tries: number,
  random: Random,
): number {
  return backoffDelay(withBase(retransmission, times), tries, random);
}

function withBase(
  retransmission: PbAdvTiming["retransmission"],
  times: ResponseTimes | undefined,
): Backoff {
  if (times === undefined) return retransmission;
  const slowest = Math.max(times.latest, times.soonest + spread) + margin;
  const base = Math.max(retransmission.least, Math.min(retransmission.base, slowest));
  return { ...retransmission, base };
}
