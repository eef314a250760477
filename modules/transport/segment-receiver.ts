import { allSegments } from "./lower-transport-pdu.js";
import {
  acknowledgmentDelay,
  discardInterval,
  receiverSegmentInterval,
  type SarReceiver,
} from "./sar-configuration.js";

/** The reception of one segmented message, as a reducer. Mesh Protocol 1.1 §3.5.3.4. */
export type ReceiverState =
  | {
      readonly phase: "receiving";
      readonly segN: number;
      /** Sent to a unicast address: it is acknowledged. */
      readonly unicast: boolean;
      /** Segments received so far, as bits. */
      readonly received: number;
      /** Acknowledgements still to be repeated. */
      readonly repeats: number;
      readonly acknowledging: boolean;
    }
  | {
      readonly phase: "complete";
      readonly segN: number;
      readonly unicast: boolean;
      /** An acknowledgment was sent recently: the next repeated segment causes none. */
      readonly quiet: boolean;
    }
  | { readonly phase: "discarded" };

export type ReceiverEvent =
  | { readonly type: "segment"; readonly segO: number }
  | { readonly type: "acknowledgment-timer" }
  | { readonly type: "discard-timer" };

export type ReceiverEffect =
  /** Keeps the segment's octets: it is new. */
  | { readonly type: "keep" }
  | { readonly type: "acknowledge"; readonly bits: number }
  | { readonly type: "schedule-acknowledgment"; readonly delay: number }
  | { readonly type: "schedule-discard"; readonly delay: number }
  /** All segments were received. */
  | { readonly type: "complete" }
  | { readonly type: "discard" };

export interface ReceiverStep {
  readonly state: ReceiverState;
  readonly effects: readonly ReceiverEffect[];
}

export function startReceiver(options: {
  readonly segN: number;
  readonly unicast: boolean;
}): ReceiverState {
  return { ...options, phase: "receiving", received: 0, repeats: 0, acknowledging: false };
}

/** The state of a message that was received completely before. */
export function completedReceiver(options: {
  readonly segN: number;
  readonly unicast: boolean;
}): ReceiverState {
  return { ...options, phase: "complete", quiet: false };
}

function onSegment(state: ReceiverState, segO: number, sar: SarReceiver): ReceiverStep {
  if (state.phase === "discarded") return { state, effects: [] };
  const all = allSegments(state.segN);
  if (state.phase === "complete") {
    if (!state.unicast || state.quiet) return { state, effects: [] };
    return {
      state: { ...state, quiet: true },
      effects: [
        { type: "acknowledge", bits: all },
        { type: "schedule-acknowledgment", delay: acknowledgmentDelay(sar, 31) },
      ],
    };
  }
  const received = (state.received | (1 << segO)) >>> 0;
  const isNew = received !== state.received;
  if (received === all) {
    // A message is acknowledged after it was processed and stored in the replay protection list, for a power cut at any instant.
    const effects: ReceiverEffect[] = [{ type: "keep" }, { type: "complete" }];
    if (state.unicast)
      effects.push(
        { type: "acknowledge", bits: all },
        { type: "schedule-acknowledgment", delay: acknowledgmentDelay(sar, 31) },
      );
    const { segN, unicast } = state;
    return { state: { phase: "complete", segN, unicast, quiet: unicast }, effects };
  }
  const effects: ReceiverEffect[] = [];
  if (isNew) {
    effects.push({ type: "keep" });
    effects.push({ type: "schedule-discard", delay: discardInterval(sar) });
  }
  // Every new segment restarts the acknowledgment timer; a repeat only starts one that does not run.
  if (state.unicast && (isNew || !state.acknowledging))
    effects.push({ type: "schedule-acknowledgment", delay: acknowledgmentDelay(sar, state.segN) });
  const repeats = state.segN > sar.segmentsThreshold ? sar.acknowledgmentRetransmissionsCount : 0;
  return { state: { ...state, received, repeats, acknowledging: state.unicast }, effects };
}

export function receiver(
  state: ReceiverState,
  event: ReceiverEvent,
  sar: SarReceiver,
): ReceiverStep {
  switch (event.type) {
    case "segment":
      return onSegment(state, event.segO, sar);
    case "acknowledgment-timer":
      if (state.phase === "complete") return { state: { ...state, quiet: false }, effects: [] };
      if (state.phase === "discarded") return { state, effects: [] };
      if (state.repeats === 0)
        return {
          state: { ...state, acknowledging: false },
          effects: [{ type: "acknowledge", bits: state.received }],
        };
      return {
        state: { ...state, repeats: state.repeats - 1 },
        effects: [
          { type: "acknowledge", bits: state.received },
          { type: "schedule-acknowledgment", delay: receiverSegmentInterval(sar) },
        ],
      };
    case "discard-timer":
      if (state.phase !== "receiving") return { state, effects: [] };
      return { state: { phase: "discarded" }, effects: [{ type: "discard" }] };
  }
}
