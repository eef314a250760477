import { frozen } from "../base/frozen.js";
import { allSegments } from "./lower-transport-pdu.js";
import {
  multicastInterval,
  type SarTransmitter,
  segmentInterval,
  unicastInterval,
} from "./sar-configuration.js";

/**
 * The sending of one segmented message, as a reducer: its segments are sent in rounds, one and
 * as many more as the SAR Unicast or SAR Multicast Retransmissions Count says. Mesh Protocol
 * 1.1 §3.5.3.3.
 */
export type SenderState =
  | (SenderProgress & { readonly phase: "sending"; readonly next: number })
  | (SenderProgress & { readonly phase: "waiting" })
  | { readonly phase: "ended" };

interface SenderProgress {
  readonly segN: number;
  readonly unicast: boolean;
  readonly ttl: number;
  /** Relays on the path; -1: not known. */
  readonly relays: number;
  /** Segments acknowledged so far, as bits. */
  readonly acked: number;
  /** Rounds that may still be sent, in all and without progress. */
  readonly remaining: number;
  readonly remainingWithoutProgress: number;
}

export type SenderEvent =
  { readonly type: "timer" } | { readonly type: "acknowledgment"; readonly bits: number };

export type SenderEffect =
  | { readonly type: "send"; readonly segment: number }
  /** Replaces the timer that runs. */
  | { readonly type: "schedule"; readonly delay: number }
  | { readonly type: "end"; readonly result: SenderResult };

export type SenderResult = "delivered" | "sent" | "timeout" | "cancelled-by-peer";

export interface SenderStep {
  readonly state: SenderState;
  readonly effects: readonly SenderEffect[];
}

const ended: SenderState = frozen({ phase: "ended" });

/** Segments that are not acknowledged. */
export function openSegments({ acked, segN }: SenderProgress): number {
  let open = 0;
  for (let i = 0; i <= segN; i++) open += ((acked >>> i) & 1) ^ 1;
  return open;
}

function nextUnacked(acked: number, from: number, segN: number): number {
  for (let i = from; i <= segN; i++) if (((acked >>> i) & 1) === 0) return i;
  return -1;
}

/**
 * Milliseconds that the acknowledgment is waited for. A neighbour that was silent after one round
 * may be slow, or out of range by now: it gets as long as any other node.
 */
function acknowledgmentWait(
  { relays, remainingWithoutProgress, ttl }: SenderProgress,
  sar: SarTransmitter,
): number {
  const silent = remainingWithoutProgress < sar.unicastRetransmissionsWithoutProgressCount;
  return unicastInterval(sar, ttl, silent ? -1 : relays);
}

/** Sends segment `segment` and waits: for the next one, or for an acknowledgement after the last. */
function transmit(progress: SenderProgress, segment: number, sar: SarTransmitter): SenderStep {
  const { segN, acked, relays } = progress;
  const next = nextUnacked(acked, segment + 1, segN);
  const send: SenderEffect = { type: "send", segment };
  if (next >= 0)
    return {
      state: { ...progress, phase: "sending", next },
      effects: [send, { type: "schedule", delay: segmentInterval(sar, relays) }],
    };
  const delay = progress.unicast ? acknowledgmentWait(progress, sar) : multicastInterval(sar);
  return {
    state: { ...progress, phase: "waiting" },
    effects: [send, { type: "schedule", delay }],
  };
}

function end(result: SenderResult): SenderStep {
  return { state: ended, effects: [{ type: "end", result }] };
}

/** The first round begins at once. */
export function startSender(
  options: {
    readonly segN: number;
    readonly unicast: boolean;
    readonly ttl: number;
    readonly relays: number;
  },
  sar: SarTransmitter,
): SenderStep {
  const remaining = options.unicast
    ? sar.unicastRetransmissionsCount
    : sar.multicastRetransmissionsCount;
  const progress = {
    ...options,
    acked: 0,
    remaining,
    remainingWithoutProgress: sar.unicastRetransmissionsWithoutProgressCount,
  };
  return transmit(progress, 0, sar);
}

function retransmit(
  progress: SenderProgress,
  remainingWithoutProgress: number,
  sar: SarTransmitter,
): SenderStep {
  const { remaining, unicast } = progress;
  if (remaining === 0) return end(unicast ? "timeout" : "sent");
  if (unicast && remainingWithoutProgress < 0) return end("timeout");
  const first = nextUnacked(progress.acked, 0, progress.segN);
  return transmit({ ...progress, remaining: remaining - 1, remainingWithoutProgress }, first, sar);
}

export function sender(state: SenderState, event: SenderEvent, sar: SarTransmitter): SenderStep {
  if (state.phase === "ended") return { state, effects: [] };
  switch (event.type) {
    case "timer":
      if (state.phase === "sending") return transmit(state, state.next, sar);
      return retransmit(state, state.remainingWithoutProgress - 1, sar);
    case "acknowledgment":
      return acknowledged(state, event.bits, sar);
  }
}

function acknowledged(
  state: Exclude<SenderState, { phase: "ended" }>,
  bits: number,
  sar: SarTransmitter,
): SenderStep {
  if (!state.unicast) return { state, effects: [] };
  if (bits === 0) return end("cancelled-by-peer");
  const acked = (state.acked | bits) >>> 0;
  const all = allSegments(state.segN);
  if ((acked & all) >>> 0 === all) return end("delivered");
  const progress = acked !== state.acked;
  if (state.phase === "sending") {
    // The round continues with the segments that are missing; the timer for its next segment runs.
    const next = nextUnacked(acked, state.next, state.segN);
    if (next >= 0) return { state: { ...state, acked, next }, effects: [] };
    return {
      state: { ...state, acked, phase: "waiting" },
      effects: [{ type: "schedule", delay: acknowledgmentWait(state, sar) }],
    };
  }
  const left = progress
    ? sar.unicastRetransmissionsWithoutProgressCount
    : state.remainingWithoutProgress - 1;
  return retransmit({ ...state, acked }, left, sar);
}
