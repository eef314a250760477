/** Sends provisioning PDUs one after the other, each until it is acknowledged (Mesh Protocol 1.1 §5.3.3). */
export type SenderState =
  | { readonly name: "idle"; readonly next: number }
  | {
      readonly name: "sending";
      /** Transaction number of what is sent now. */
      readonly transaction: number;
      readonly pdu: Uint8Array;
      /** Times that it was sent before. */
      readonly tries: number;
      /** Whether segments still wait for the radio. */
      readonly onAir: boolean;
      /** PDUs to be sent afterwards. */
      readonly queue: readonly Uint8Array[];
    }
  | { readonly name: "stopped" };

export type SenderEvent =
  | { readonly type: "send"; readonly pdu: Uint8Array }
  /** The last segment was sent. */
  | { readonly type: "transmitted" }
  | { readonly type: "retransmit" }
  | { readonly type: "timeout" }
  | { readonly type: "acknowledged"; readonly transaction: number }
  /** The peer began its next transaction, so it has ours. */
  | { readonly type: "peer-went-on" }
  | { readonly type: "stop" };

export type SenderEffect =
  | {
      readonly type: "transmit";
      readonly transaction: number;
      readonly pdu: Uint8Array;
      /** 0 the first time. */
      readonly tries: number;
    }
  | { readonly type: "cancel-transmissions" }
  | { readonly type: "start-retransmission-timer"; readonly tries: number }
  | { readonly type: "start-timeout-timer" }
  | { readonly type: "stop-timers" }
  | { readonly type: "delivered"; readonly pdu: Uint8Array }
  | { readonly type: "gave-up" };

export interface SenderStep {
  readonly state: SenderState;
  readonly effects: readonly SenderEffect[];
}

/** A sender whose first transaction has this number: 0x00 at a provisioner, 0x80 at a device. */
export function initialSender(first: 0x00 | 0x80): SenderState {
  return { name: "idle", next: first };
}

/** Transaction numbers stay in their half: 00..7F of the provisioner, 80..FF of the device. */
export function nextTransaction(transaction: number): number {
  return (transaction & 0x80) | ((transaction + 1) & 0x7f);
}

export function reduceSender(state: SenderState, event: SenderEvent): SenderStep {
  if (state.name === "stopped") return { state, effects: [] };
  if (event.type === "stop")
    return {
      state: { name: "stopped" },
      effects:
        state.name === "sending" ? [{ type: "cancel-transmissions" }, { type: "stop-timers" }] : [],
    };
  if (state.name === "idle")
    return event.type === "send" ? begin(state.next, event.pdu, []) : { state, effects: [] };

  switch (event.type) {
    case "send":
      return { state: { ...state, queue: [...state.queue, event.pdu] }, effects: [] };
    case "transmitted":
      if (!state.onAir) return { state, effects: [] };
      return {
        state: { ...state, onAir: false },
        effects: [{ type: "start-retransmission-timer", tries: state.tries }],
      };
    case "retransmit": {
      if (state.onAir) return { state, effects: [] };
      const { transaction, pdu } = state;
      const tries = state.tries + 1;
      return {
        state: { ...state, tries, onAir: true },
        effects: [{ type: "transmit", transaction, pdu, tries }],
      };
    }
    case "timeout":
      return {
        state: { name: "stopped" },
        effects: [{ type: "cancel-transmissions" }, { type: "stop-timers" }, { type: "gave-up" }],
      };
    case "acknowledged":
      return event.transaction === state.transaction ? delivered(state) : { state, effects: [] };
    case "peer-went-on":
      return delivered(state);
  }
}

function begin(transaction: number, pdu: Uint8Array, queue: readonly Uint8Array[]): SenderStep {
  return {
    state: { name: "sending", transaction, pdu, tries: 0, onAir: true, queue },
    effects: [{ type: "start-timeout-timer" }, { type: "transmit", transaction, pdu, tries: 0 }],
  };
}

function delivered(state: Extract<SenderState, { name: "sending" }>): SenderStep {
  const effects: SenderEffect[] = [
    { type: "cancel-transmissions" },
    { type: "stop-timers" },
    { type: "delivered", pdu: state.pdu },
  ];
  const next = nextTransaction(state.transaction);
  const [pdu, ...queue] = state.queue;
  if (pdu === undefined) return { state: { name: "idle", next }, effects };
  const step = begin(next, pdu, queue);
  return { state: step.state, effects: [...effects, ...step.effects] };
}
