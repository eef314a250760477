import { frozen } from "../../base/frozen.js";
import { randomBetween } from "../../base/random.js";
import type { Random } from "../../host/random.js";
import type { EarlyReception } from "./early-reception.js";

/** Time until a PDU is sent again: base x U(1, spread) x factor^tries, at most cap (ms). */
export interface Backoff {
  /** Time until the first repetition, milliseconds. */
  readonly base: number;
  /** Upper limit of a random factor, from 1. */
  readonly spread: number;
  /** Factor from one repetition to the next. */
  readonly factor: number;
  /** Upper limit of the result, milliseconds. */
  readonly cap: number;
}

/** Range of a random delay in milliseconds, both ends included. */
export interface DelayRange {
  /** The shortest delay. */
  readonly low: number;
  /** The longest delay. */
  readonly high: number;
}

/** Times of a PB-ADV link. All in milliseconds. */
export interface PbAdvTiming {
  /**
   * Random delay before each generic provisioning PDU: segments, acknowledgements and
   * link control alike (Mesh Protocol 1.1 §5.3.3). It counts from what made the PDU
   * necessary; besides, two PDUs of this end are at least `low` apart. 0 and 0: none.
   */
  readonly delay: DelayRange;
  /** Advertising events of each segment and Link Open, each time they are sent; 1..8. */
  readonly transmissions: number;
  /** The same while fewer than `links` PB-ADV links are heard, as `reception` counts them; absent: as always. */
  readonly lightLoad?: { readonly links: number; readonly transmissions: number };
  /** Between those events. */
  readonly interval: number;
  /**
   * Events of an acknowledgement that end before the first event of the answer to what they
   * acknowledge, 0..8: some stacks drop their PDU when the answer begins, and send the next one
   * only after it is acknowledged. 0: there is one, and the answer does not wait for it.
   */
  readonly acknowledgements: number;
  /** From the last segment to the retransmission. */
  readonly retransmission: Backoff & {
    /** The shortest first wait, for a peer whose acknowledgments come sooner than `base`. */
    readonly least: number;
  };
  /** Time without an acknowledgment of a PDU after which the link is closed. */
  readonly transactionTimeout: number;
  /** From one Link Open to the next. */
  readonly linkOpen: Backoff;
  /** Time within which the peer must acknowledge a Link Open. */
  readonly openTimeout: number;
  /** Advertising events of a Link Close; 3..8. It is not acknowledged: a peer that misses them all keeps its link. */
  readonly closeTransmissions: number;
  /** Between those, 20 or more; 0-10 ms are added at random. The remaining ones are not sent to a peer that closes as well. */
  readonly closeInterval: number;
  /**
   * Whether the peer's next transaction counts as an acknowledgement of ours: it does where
   * each PDU answers the one before, as those of provisioning do, but §5.3.3 counts none.
   */
  readonly implicitAcknowledgement: boolean;
  /** Least time between two acknowledgments of one transaction, so that a repeated PDU of many segments causes few. */
  readonly acknowledgementGap: number;
  /**
   * Time that an acknowledgment waits behind an answer that is sent at once; it is not sent
   * at all when the peer sends its next PDU before. 0: it is sent before the answer.
   */
  readonly answerLead: number;
  /** Whether a link uses the delays of `standardTiming` after three PDUs in a row, of either side, were sent again; after eight where `reception` shows that the radio is not to blame. */
  readonly calmsDown: boolean;
  /** What the node has learned of its radio; undefined: nothing is learned. */
  readonly reception?: EarlyReception | undefined;
}

/**
 * What keeps the rules of Mesh Protocol 1.1 §5.3.3, and the default: 20 to 50 ms before each
 * PDU, so that a radio that cannot receive right after an event of its own receives again. The
 * first retransmission allows for a peer that does the same, with 28 ms to send and 10 ms to
 * receive; later ones leave time to stacks that acknowledge with a timer of half a second, and
 * drop the acknowledgment when the PDU is received again before. A Link Close has six events
 * over 300 ms or more: three in 95 ms can all be in one time in which a peer does not receive.
 */
export const standardTiming: PbAdvTiming = frozen({
  delay: { low: 20, high: 50 },
  transmissions: 1,
  interval: 20,
  acknowledgements: 2,
  retransmission: { base: 150, spread: 1, factor: 1.6, cap: 1200, least: 45 },
  transactionTimeout: 30_000,
  linkOpen: { base: 100, spread: 1.2, factor: 1.4, cap: 1500 },
  openTimeout: 60_000,
  closeTransmissions: 6,
  closeInterval: 60,
  implicitAcknowledgement: false,
  acknowledgementGap: 0,
  answerLead: 0,
  calmsDown: false,
});

/**
 * For fast provisioning alone, between nodes of this stack with radios that receive right after
 * an event of their own: each PDU once and at once, without the delays of Mesh Protocol 1.1
 * §5.3.3, until several in a row had to be sent again.
 */
export const fastProvisioningTiming: PbAdvTiming = frozen({
  delay: { low: 0, high: 0 },
  transmissions: 1,
  interval: 20,
  acknowledgements: 0,
  retransmission: { base: 20, spread: 2, factor: 1.6, cap: 1200, least: 20 },
  transactionTimeout: 30_000,
  linkOpen: { base: 20, spread: 2, factor: 1.6, cap: 1500 },
  openTimeout: 10_000,
  // A link of fast provisioning that is not closed ends by itself in seconds.
  closeTransmissions: 3,
  closeInterval: 20,
  implicitAcknowledgement: true,
  acknowledgementGap: 15,
  answerLead: 0,
  calmsDown: true,
});

/** Milliseconds by which a peer answers later that uses a random delay as well. */
const laterAnswer = 20;

/** The timing of a link that was too fast: the delays of the specification, and waits that allow for the peer's. */
export function calmTiming(timing: PbAdvTiming): PbAdvTiming {
  const { linkOpen, retransmission } = timing;
  return {
    ...timing,
    delay: standardTiming.delay,
    retransmission: {
      ...retransmission,
      base: retransmission.base + laterAnswer,
      least: retransmission.least + laterAnswer,
    },
    linkOpen: { ...linkOpen, base: linkOpen.base + laterAnswer },
    calmsDown: false,
  };
}

/**
 * A delay from a range. The rule gives the range alone: short delays are likelier than long
 * ones, as whatever comes after on a link waits for each of them.
 */
export function drawDelay({ low, high }: DelayRange, random: Random): number {
  const even = randomBetween(random, 0, 1000) / 1000;
  return low + (high - low) * even ** 3;
}

/** The wait after try number `tries` (0 is the first). */
export function backoffDelay(backoff: Backoff, tries: number, random: Random): number {
  const spread = randomBetween(random, 0, 1000) / 1000;
  const factor = 1 + spread * (backoff.spread - 1);
  return Math.min(backoff.cap, backoff.base * factor * backoff.factor ** tries);
}

/** Throws RangeError, naming the option, for times out of range. */
export function checkTiming(timing: PbAdvTiming): void {
  const { acknowledgements, closeInterval, closeTransmissions, delay, interval, lightLoad } =
    timing;
  for (const transmissions of [timing.transmissions, lightLoad?.transmissions ?? 1])
    if (!Number.isInteger(transmissions) || transmissions < 1 || transmissions > 8)
      throw new RangeError(`transmissions must be 1..8, not ${transmissions}`);
  if (!Number.isInteger(closeTransmissions) || closeTransmissions < 3 || closeTransmissions > 8)
    throw new RangeError(`closeTransmissions must be 3..8, not ${closeTransmissions}`);
  if (!Number.isInteger(acknowledgements) || acknowledgements < 0 || acknowledgements > 8)
    throw new RangeError(`acknowledgements must be 0..8, not ${acknowledgements}`);
  if (!(closeInterval >= 20))
    throw new RangeError(`closeInterval must be 20 ms or more, not ${closeInterval}`);
  if (!(interval >= 20)) throw new RangeError(`interval must be 20 ms or more, not ${interval}`);
  if (!(delay.low >= 0 && delay.high >= delay.low))
    throw new RangeError(`delay must be 0 <= low <= high`);
  for (const [name, backoff] of [
    ["retransmission", timing.retransmission],
    ["linkOpen", timing.linkOpen],
  ] as const)
    if (!(backoff.base > 0 && backoff.spread >= 1 && backoff.factor >= 1 && backoff.cap > 0))
      throw new RangeError(`${name} must have base and cap over 0, spread and factor of 1 or more`);
  if (!(
    timing.retransmission.least > 0 && timing.retransmission.least <= timing.retransmission.base
  ))
    throw new RangeError("retransmission must have least over 0, up to base");
  if (!(timing.transactionTimeout > 0)) throw new RangeError("transactionTimeout must be over 0");
  if (!(timing.openTimeout > 0)) throw new RangeError("openTimeout must be over 0");
}
