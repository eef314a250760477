import { frozen } from "../../base/frozen.js";
import { randomBetween } from "../../base/random.js";
import type { Random } from "../../host/random.js";

/** How long something is waited for before it is sent again: base x U(1, spread) x factor^tries, at most cap (ms). */
export interface Backoff {
  readonly base: number;
  readonly spread: number;
  readonly factor: number;
  readonly cap: number;
}

/** Times of a PB-ADV link. All in milliseconds. */
export interface PbAdvTiming {
  /** Random delay before each provisioning PDU and each acknowledgement. */
  readonly delay: { readonly low: number; readonly high: number };
  /** Advertising events of each segment, acknowledgement and Link Open, each time they are sent; 1..8. */
  readonly transmissions: number;
  /** Between those events. */
  readonly interval: number;
  /** From the last segment to the next try. */
  readonly retransmission: Backoff;
  /** A PDU that is not acknowledged for so long closes the link. */
  readonly transactionTimeout: number;
  /** From one Link Open to the next. */
  readonly linkOpen: Backoff;
  /** The peer has so long to acknowledge a Link Open. */
  readonly openTimeout: number;
  /** Advertising events of a Link Close; 3..8. */
  readonly closeTransmissions: number;
  /**
   * Whether the peer's next transaction counts as an acknowledgement of ours:
   * it does where each PDU answers the one before, as those of provisioning do.
   */
  readonly implicitAcknowledgement: boolean;
  /** Two acknowledgements of one transaction are so far apart: a repeated PDU of many segments earns few. */
  readonly acknowledgementGap: number;
  /**
   * So long an acknowledgement waits behind an answer that is sent at once; it is
   * not sent at all when the peer goes on before. 0: it goes ahead of the answer.
   */
  readonly answerLead: number;
}

/** What the specification describes and most stacks do: Mesh Protocol 1.1 §5.3.3. */
export const standardTiming: PbAdvTiming = frozen({
  delay: { low: 20, high: 50 },
  transmissions: 3,
  interval: 20,
  retransmission: { base: 500, spread: 1, factor: 1, cap: 500 },
  transactionTimeout: 30_000,
  linkOpen: { base: 500, spread: 1, factor: 1, cap: 500 },
  openTimeout: 60_000,
  closeTransmissions: 3,
  implicitAcknowledgement: false,
  acknowledgementGap: 0,
  answerLead: 0,
});

/**
 * Everything once and at once, and again soon when it is not acknowledged. The
 * waits grow beyond a second: there are stacks that acknowledge only with their
 * next beat, half a second away, and drop the acknowledgement when the PDU
 * comes again before that.
 */
export const fastTiming: PbAdvTiming = frozen({
  delay: { low: 0, high: 0 },
  transmissions: 1,
  interval: 20,
  retransmission: { base: 20, spread: 2, factor: 1.6, cap: 1200 },
  transactionTimeout: 30_000,
  linkOpen: { base: 20, spread: 2, factor: 1.6, cap: 1500 },
  openTimeout: 10_000,
  closeTransmissions: 3,
  implicitAcknowledgement: true,
  acknowledgementGap: 15,
  answerLead: 0,
});

/** The wait after try number `tries` (0 is the first). */
export function backoffDelay(backoff: Backoff, tries: number, random: Random): number {
  const spread = randomBetween(random, 0, 1000) / 1000;
  const factor = 1 + spread * (backoff.spread - 1);
  return Math.min(backoff.cap, backoff.base * factor * backoff.factor ** tries);
}

/** Throws RangeError, naming the option, for times that do not work. */
export function checkTiming(timing: PbAdvTiming): void {
  const { transmissions, closeTransmissions, interval, delay } = timing;
  if (!Number.isInteger(transmissions) || transmissions < 1 || transmissions > 8)
    throw new RangeError(`transmissions must be 1..8, not ${transmissions}`);
  if (!Number.isInteger(closeTransmissions) || closeTransmissions < 3 || closeTransmissions > 8)
    throw new RangeError(`closeTransmissions must be 3..8, not ${closeTransmissions}`);
  if (!(interval >= 20)) throw new RangeError(`interval must be 20 ms or more, not ${interval}`);
  if (!(delay.low >= 0 && delay.high >= delay.low))
    throw new RangeError(`delay must be 0 <= low <= high`);
  for (const [name, backoff] of [
    ["retransmission", timing.retransmission],
    ["linkOpen", timing.linkOpen],
  ] as const)
    if (!(backoff.base > 0 && backoff.spread >= 1 && backoff.factor >= 1 && backoff.cap > 0))
      throw new RangeError(`${name} must have base and cap over 0, spread and factor of 1 or more`);
  if (!(timing.transactionTimeout > 0)) throw new RangeError("transactionTimeout must be over 0");
  if (!(timing.openTimeout > 0)) throw new RangeError("openTimeout must be over 0");
}
