import { lastSegmentOf } from "./generic-pdu.js";

/** Sends provisioning PDUs one after the other, each until it is acknowledged (Mesh Protocol 1.1 §5.3.3). */
export type SenderState =
  | {
      readonly name: "idle";
      readonly next: number;
      /** Whether an acknowledgement is to be sent first: no segment of this side is sent. */
      readonly held: boolean;
    }
  | {
      readonly name: "sending";
      /** Transaction number of what is sent now. */
      readonly transaction: number;
      readonly pdu: Uint8Array;
      /** How often it was sent before. */
      readonly tries: number;
      /** The peer has answered it, but not acknowledged it yet. */
      readonly answered: boolean;
      /** The segment that is sent now, or was the last. */
      readonly segment: number;
      /**
       * `stopped`: the segment waits for `release`; `onAir`: it waits for its delay, or for
       * the radio; `sent`: all of them were sent, and the acknowledgement is awaited.
       */
      readonly step: "stopped" | "onAir" | "sent";
      readonly held: boolean;
      /** PDUs to be sent afterwards. */
      readonly queue: readonly Uint8Array[];
    }
  | { readonly name: "stopped" };

type Sending = Extract<SenderState, { name: "sending" }>;

export type SenderEvent =
  | { readonly type: "send"; readonly pdu: Uint8Array }
  /** Acknowledgments are sent first from now on; they were sent. */
  | { readonly type: "hold" }
  | { readonly type: "release" }
  /** The segment was sent. */
  | { readonly type: "transmitted" }
  | { readonly type: "retransmit" }
  | { readonly type: "timeout" }
  | { readonly type: "acknowledged"; readonly transaction: number }
  /** The peer has begun its next transaction, so it has this side's. */
  | { readonly type: "peer-went-on" }
  /** A PDU of the peer is complete, and may answer the PDU of this side: that is reported as delivered first. */
  | { readonly type: "peer-answered" }
  | { readonly type: "stop" };

export type SenderEffect =
  /** A PDU begins: the PDU that it answers is to be acknowledged first. */
  | { readonly type: "answering" }
  | {
      readonly type: "transmit";
      readonly transaction: number;
      readonly pdu: Uint8Array;
      readonly segment: number;
      /** 0 the first time. */
      readonly tries: number;
    }
  | { readonly type: "cancel-transmissions" }
  | { readonly type: "start-retransmission-timer"; readonly tries: number }
  | { readonly type: "start-timeout-timer" }
  | { readonly type: "stop-timers" }
  /** The peer has answered the PDU, which is still repeated until it is acknowledged. */
  | { readonly type: "answered" }
  /** The PDU is delivered. `answered`: that is reported already; `last`: no other PDU is to be sent. */
  | {
      readonly type: "delivered";
      readonly pdu: Uint8Array;
      readonly answered: boolean;
      readonly last: boolean;
    }
  | { readonly type: "gave-up" };

export interface SenderStep {
  readonly state: SenderState;
  readonly effects: readonly SenderEffect[];
}

/** A sender whose first transaction has this number: 0x00 at a provisioner, 0x80 at a device. */
export function initialSender(first: 0x00 | 0x80): SenderState {
  return { name: "idle", next: first, held: false };
}

/** Transaction numbers stay in their half: 00..7F of the provisioner, 80..FF of the device. */
export function nextTransaction(transaction: number): number {
  return (transaction & 0x80) | ((transaction + 1) & 0x7f);
}

/** Whether a PDU was sent once and awaits its acknowledgment. */
export function isSentOnce(state: SenderState): boolean {
  return state.name === "sending" && state.step === "sent" && state.tries === 0;
}

export function reduceSender(state: SenderState, event: SenderEvent): SenderStep {
  if (state.name === "stopped") return unchanged(state);
  switch (event.type) {
    case "hold":
      return unchanged({ ...state, held: true });
    case "stop":
      return {
        state: { name: "stopped" },
        effects:
          state.name === "sending"
            ? [{ type: "cancel-transmissions" }, { type: "stop-timers" }]
            : [],
      };
    case "release":
      if (state.name === "sending" && state.step === "stopped")
        return transmit({ ...state, held: false });
      return unchanged({ ...state, held: false });
    default:
      if (state.name === "sending") return whileSending(state, event);
      return event.type === "send"
        ? begin(state.next, event.pdu, [], state.held)
        : unchanged(state);
  }
}

function whileSending(state: Sending, event: SenderEvent): SenderStep {
  switch (event.type) {
    case "send":
      return unchanged({ ...state, queue: [...state.queue, event.pdu] });
    case "transmitted":
      if (state.step !== "onAir") return unchanged(state);
      if (state.segment < lastSegmentOf(state.pdu.length))
        return transmit({ ...state, segment: state.segment + 1 });
      return {
        state: { ...state, step: "sent" },
        effects: [{ type: "start-retransmission-timer", tries: state.tries }],
      };
    case "retransmit":
      return state.step === "sent"
        ? transmit({ ...state, tries: state.tries + 1, segment: 0 })
        : unchanged(state);
    case "timeout":
      return {
        state: { name: "stopped" },
        effects: [{ type: "cancel-transmissions" }, { type: "stop-timers" }, { type: "gave-up" }],
      };
    case "acknowledged":
      return event.transaction === state.transaction ? delivered(state) : unchanged(state);
    case "peer-went-on":
      return delivered(state);
    case "peer-answered":
      return answered(state);
    default:
      return unchanged(state);
  }
}

/**
 * The PDU is delivered, but repeated until it is acknowledged, as §5.3.3 accepts nothing else. A
 * PDU that was not sent completely cannot have been answered.
 */
function answered(state: Sending): SenderStep {
  if (state.answered || (state.tries === 0 && state.step !== "sent")) return unchanged(state);
  return { state: { ...state, answered: true }, effects: [{ type: "answered" }] };
}

function unchanged(state: SenderState): SenderStep {
  return { state, effects: [] };
}

function begin(
  transaction: number,
  pdu: Uint8Array,
  queue: readonly Uint8Array[],
  held: boolean,
): SenderStep {
  const state: Sending = {
    name: "sending",
    transaction,
    pdu,
    tries: 0,
    answered: false,
    segment: 0,
    step: "stopped",
    held,
    queue,
  };
  const step = transmit(state);
  return {
    state: step.state,
    effects: [{ type: "start-timeout-timer" }, { type: "answering" }, ...step.effects],
  };
}

/** Sends the segment, or lets it wait for `release`. */
function transmit(state: Sending): SenderStep {
  if (state.held) return unchanged({ ...state, step: "stopped" });
  const { transaction, pdu, segment, tries } = state;
  return {
    state: { ...state, step: "onAir" },
    effects: [{ type: "transmit", transaction, pdu, segment, tries }],
  };
}

function delivered(state: Sending): SenderStep {
  const [pdu, ...queue] = state.queue;
  const effects: SenderEffect[] = [
    { type: "cancel-transmissions" },
    { type: "stop-timers" },
    { type: "delivered", pdu: state.pdu, answered: state.answered, last: pdu === undefined },
  ];
  const next = nextTransaction(state.transaction);
  const { held } = state;
  if (pdu === undefined) return { state: { name: "idle", next, held }, effects };
  const step = begin(next, pdu, queue, held);
  return { state: step.state, effects: [...effects, ...step.effects] };
}
