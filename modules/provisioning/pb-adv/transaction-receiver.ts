import { frameCheckSequence } from "./fcs.js";
import { segmentLength, type GenericPdu } from "./generic-pdu.js";
import { nextTransaction } from "./transaction-sender.js";

/** A transaction of which some segments were received. */
interface Partial {
  readonly transaction: number;
  readonly start: Extract<GenericPdu, { type: "start" }> | undefined;
  /** Payloads by segment number. */
  readonly segments: readonly (Uint8Array | undefined)[];
}

/** Reassembly of the peer's provisioning PDUs (Mesh Protocol 1.1 §5.3.3). */
export interface ReceiverState {
  /** 0x00 where the peer is the provisioner, 0x80 where it is the device. */
  readonly half: 0x00 | 0x80;
  /** The peer's last complete transaction, and the number of its last segment. */
  readonly last: number | undefined;
  readonly lastSegment: number;
  readonly partial: Partial | undefined;
}

/** A Transaction Start or Continuation of the peer. */
export interface ReceiverEvent {
  readonly transaction: number;
  readonly pdu: Extract<GenericPdu, { type: "start" | "continuation" }>;
}

export type ReceiverEffect =
  /** The first segment of a new transaction was received. */
  | { readonly type: "began" }
  /** A segment of a transaction that is not complete was received again. */
  | { readonly type: "again" }
  /** A segment of a transaction that was delivered was received again; `more`: segments that follow it. */
  | { readonly type: "repeated"; readonly transaction: number; readonly more: number }
  /** The transaction is complete: it is passed on and acknowledged. */
  | { readonly type: "deliver"; readonly transaction: number; readonly pdu: Uint8Array }
  | {
      readonly type: "drop";
      readonly reason: "pb-adv.transaction" | "pb-adv.segment" | "pb-adv.fcs";
    };

export interface ReceiverStep {
  readonly state: ReceiverState;
  readonly effects: readonly ReceiverEffect[];
}

export function initialReceiver(half: 0x00 | 0x80): ReceiverState {
  return { half, last: undefined, lastSegment: 0, partial: undefined };
}

export function reduceReceiver(state: ReceiverState, event: ReceiverEvent): ReceiverStep {
  const { transaction, pdu } = event;
  if ((transaction & 0x80) !== state.half) return drop(state, "pb-adv.transaction");
  const segment = pdu.type === "start" ? 0 : pdu.segment;
  if (transaction === state.last) {
    const more = Math.max(0, state.lastSegment - segment);
    return { state, effects: [{ type: "repeated", transaction, more }] };
  }

  const effects: ReceiverEffect[] = [];
  let partial = state.partial;
  if (partial?.transaction !== transaction) {
    // Transaction numbers are consecutive; a link may begin with any.
    const expected = state.last === undefined ? undefined : nextTransaction(state.last);
    if (expected !== undefined && transaction !== expected)
      return drop(state, "pb-adv.transaction");
    partial = { transaction, start: undefined, segments: [] };
    effects.push({ type: "began" });
  }

  const start = pdu.type === "start" ? pdu : partial.start;
  const segments = partial.segments.slice();
  if (pdu.type === "start" && partial.start !== undefined && !sameStart(pdu, partial.start))
    segments.length = 0;
  if (start !== undefined && segment > start.lastSegment) return drop(state, "pb-adv.segment");
  if (segments[segment] !== undefined) effects.push({ type: "again" });
  while (segments.length < segment) segments.push(undefined);
  segments[segment] = pdu.payload;
  partial = { transaction, start, segments };

  const complete = start !== undefined && isComplete(segments, start.lastSegment);
  if (!complete) return { state: { ...state, partial }, effects };
  const whole = join(segments, start.totalLength);
  if (whole === undefined || frameCheckSequence(whole) !== start.fcs) {
    const reason = whole === undefined ? "pb-adv.segment" : "pb-adv.fcs";
    return {
      state: { ...state, partial: { transaction, start: undefined, segments: [] } },
      effects: [...effects, { type: "drop", reason }],
    };
  }
  return {
    state: { ...state, last: transaction, lastSegment: start.lastSegment, partial: undefined },
    effects: [...effects, { type: "deliver", transaction, pdu: whole }],
  };
}

function drop(state: ReceiverState, reason: "pb-adv.transaction" | "pb-adv.segment"): ReceiverStep {
  return { state, effects: [{ type: "drop", reason }] };
}

function sameStart(
  a: Extract<GenericPdu, { type: "start" }>,
  b: Extract<GenericPdu, { type: "start" }>,
): boolean {
  return a.totalLength === b.totalLength && a.fcs === b.fcs;
}

function isComplete(segments: readonly (Uint8Array | undefined)[], lastSegment: number): boolean {
  for (let i = 0; i <= lastSegment; i++) if (segments[i] === undefined) return false;
  return true;
}

function join(
  segments: readonly (Uint8Array | undefined)[],
  totalLength: number,
): Uint8Array | undefined {
  const whole = new Uint8Array(totalLength);
  let offset = 0;
  for (let i = 0; offset < totalLength; i++) {
    const segment = segments[i]!;
    if (segment.length !== segmentLength(totalLength, i)) return undefined;
    whole.set(segment, offset);
    offset += segment.length;
  }
  return whole;
}
