import { frozen } from "../base/frozen.js";

/** The SAR Transmitter states, as on the wire. Mesh Protocol 1.1 §4.2.47. */
export interface SarTransmitter {
  /** (n + 1) * 10 ms between two segments. */
  readonly segmentIntervalStep: number;
  /** SAR Unicast Retransmissions Count: n + 1 transmissions to a unicast address. */
  readonly unicastRetransmissionsCount: number;
  /**
   * SAR Unicast Retransmissions Without Progress Count: n + 1 transmissions without a new
   * acknowledged segment.
   */
  readonly unicastRetransmissionsWithoutProgressCount: number;
  /** (n + 1) * 25 ms before the segments are sent again. */
  readonly unicastRetransmissionsIntervalStep: number;
  /** (n + 1) * 25 ms more for each hop. */
  readonly unicastRetransmissionsIntervalIncrement: number;
  /** SAR Multicast Retransmissions Count: n + 1 transmissions to a group or virtual address. */
  readonly multicastRetransmissionsCount: number;
  /** (n + 1) * 25 ms between those. */
  readonly multicastRetransmissionsIntervalStep: number;
}

/** The SAR Receiver states, as on the wire. Mesh Protocol 1.1 §4.2.48. */
export interface SarReceiver {
  /** Messages with a last segment index above this get their acknowledgement repeated. */
  readonly segmentsThreshold: number;
  /** n + 1.5 segment intervals before an acknowledgement. */
  readonly acknowledgmentDelayIncrement: number;
  /** (n + 1) * 5 s without a new segment end the reception. */
  readonly discardTimeout: number;
  /** (n + 1) * 10 ms: the interval that the sender's segments are expected in. */
  readonly receiverSegmentIntervalStep: number;
  /** SAR Acknowledgment Retransmissions Count: n more acknowledgments. */
  readonly acknowledgmentRetransmissionsCount: number;
}

/** The SAR states of a node. Replaced as a whole, also while messages are under way. */
export interface SarStates {
  readonly sarTransmitter: SarTransmitter;
  readonly sarReceiver: SarReceiver;
}

/**
 * Segments go to a neighbour at the rate of legacy advertising; see `segmentInterval` for
 * others. A message is tried eight times, as long as some of its segments arrive: over six
 * hops with many lost packets each round loses one in three, and a sender that gives up after
 * three rounds has to repeat a whole procedure. A node that is switched off costs four rounds.
 */
export const defaultSarTransmitter: SarTransmitter = frozen({
  segmentIntervalStep: 1,
  unicastRetransmissionsCount: 7,
  unicastRetransmissionsWithoutProgressCount: 3,
  unicastRetransmissionsIntervalStep: 7,
  unicastRetransmissionsIntervalIncrement: 1,
  multicastRetransmissionsCount: 2,
  multicastRetransmissionsIntervalStep: 9,
});

export const defaultSarReceiver: SarReceiver = frozen({
  segmentsThreshold: 3,
  acknowledgmentDelayIncrement: 1,
  discardTimeout: 1,
  receiverSegmentIntervalStep: 5,
  acknowledgmentRetransmissionsCount: 0,
});

/**
 * The default SAR Transmitter state of a node by the number of its advertising sets: with several a
 * segment does not wait for the events of the one before, and neither does an acknowledgment. A
 * pause for relays is added in either case, as these may have a single set.
 */
export function sarTransmitterFor(sets: number): SarTransmitter {
  return sets > 1 ? parallelSarTransmitter : defaultSarTransmitter;
}

/** The default SAR Receiver state of a node by the number of its advertising sets. */
export function sarReceiverFor(sets: number): SarReceiver {
  return sets > 1 ? parallelSarReceiver : defaultSarReceiver;
}

const parallelSarTransmitter: SarTransmitter = frozen({
  ...defaultSarTransmitter,
  segmentIntervalStep: 0,
  unicastRetransmissionsIntervalStep: 5,
  unicastRetransmissionsIntervalIncrement: 0,
});

const parallelSarReceiver: SarReceiver = frozen({
  ...defaultSarReceiver,
  receiverSegmentIntervalStep: 2,
});

/**
 * Milliseconds more between two segments where there may be relays: a relay with a single
 * advertising set needs it for 75 ms for each PDU (three events), and PDUs in the other
 * direction need time as well.
 */
const relayPause = 40;

/** Milliseconds between two segments; `relays`: how many there are on the path, -1: not known. §4.2.47.1 */
export function segmentInterval(state: SarTransmitter, relays: number): number {
  return (state.segmentIntervalStep + 1) * 10 + (relays === 0 ? 0 : relayPause);
}

/**
 * Milliseconds that the sender waits for an acknowledgement. The increment for each hop that the
 * TTL allows is not for a neighbour: `relays` is 0 where the destination is known to be one.
 * §3.5.3.3.2
 */
export function unicastInterval(state: SarTransmitter, ttl: number, relays: number): number {
  const base = (state.unicastRetransmissionsIntervalStep + 1) * 25;
  const increment = (state.unicastRetransmissionsIntervalIncrement + 1) * 25;
  return ttl > 0 && relays !== 0 ? base + increment * (ttl - 1) : base;
}

/** Milliseconds between two rounds to a group or virtual address. */
export function multicastInterval(state: SarTransmitter): number {
  return (state.multicastRetransmissionsIntervalStep + 1) * 25;
}

/** Milliseconds of one segment as the receiver counts them. */
export function receiverSegmentInterval(state: SarReceiver): number {
  return (state.receiverSegmentIntervalStep + 1) * 10;
}

/** Milliseconds from a segment to its acknowledgement; `segN` is the last segment's index. §3.5.3.4 */
export function acknowledgmentDelay(state: SarReceiver, segN: number): number {
  const increment = state.acknowledgmentDelayIncrement + 1.5;
  return Math.min(segN + 0.5, increment) * receiverSegmentInterval(state);
}

/** Milliseconds without a segment after which a message is discarded. */
export function discardInterval(state: SarReceiver): number {
  return (state.discardTimeout + 1) * 5000;
}
