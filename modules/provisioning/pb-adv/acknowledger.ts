/**
 * Acknowledges the peer's last transaction (Mesh Protocol 1.1 §5.3.3), as often as needed: only
 * the next PDU of the peer shows that it received the acknowledgment, and some stacks neither
 * repeat a PDU that was answered nor send the next one before it is acknowledged.
 */
export type AcknowledgerState =
  /** Nothing to acknowledge: the peer has sent nothing yet, or has begun its next transaction. */
  | { readonly name: "idle" }
  /** An acknowledgement is about to be sent. */
  | (Owed & { readonly name: "sending" })
  /** The next one is sent when a timer runs out. */
  | (Owed & { readonly name: "waiting"; readonly until: AcknowledgementTimer })
  /** Nothing further is sent unless the peer asks for it. */
  | (Owed & { readonly name: "quiet" });

interface Owed {
  /** The peer's last transaction. */
  readonly transaction: number;
  /** Advertising events of its acknowledgment that have ended. */
  readonly events: number;
  /** Whether a PDU of this side has begun since, which is the answer. */
  readonly answering: boolean;
  /** Whether the peer has the answer. */
  readonly answered: boolean;
}

/**
 * `lead`: the answer is sent first. `again`: there is no answer yet. `reminder`: the peer has
 * the answer, but does not send its next PDU. `rest`: the peer still sends segments, and may not receive.
 */
export type AcknowledgementTimer = "lead" | "again" | "reminder" | "rest";

/** Parameters of the timing. */
export interface AcknowledgementRules {
  /** Events that end before the answer begins; 0: the answer waits for none. */
  readonly acknowledgements: number;
  /** Milliseconds that the acknowledgment waits behind an answer; 0: it is sent before it. */
  readonly answerLead: number;
}

export type AcknowledgerEvent =
  /** A new transaction of the peer is complete. */
  | { readonly type: "received"; readonly transaction: number }
  /** It was passed on; an answer inside that call has begun. */
  | { readonly type: "handed-up" }
  /** A PDU of this side begins. */
  | { readonly type: "answering" }
  /** The peer has it, and no other PDU is to be sent. */
  | { readonly type: "answered" }
  /** A PDU of this side is sent again: the peer may be waiting for the acknowledgment. */
  | { readonly type: "retransmitting" }
  /** A segment of the last transaction was received again; its remaining segments follow. */
  | { readonly type: "repeated"; readonly transaction: number; readonly more: number }
  /** The acknowledgement was sent. */
  | { readonly type: "transmitted" }
  | { readonly type: "timer" }
  /** The peer began its next transaction. */
  | { readonly type: "peer-went-on" }
  /** The link is closed: what is about to be sent still is. */
  | { readonly type: "closed" };

export type AcknowledgerEffect =
  /** PDUs of this side wait; they go on. */
  | { readonly type: "hold" }
  | { readonly type: "release" }
  | {
      readonly type: "send-acknowledgement";
      readonly transaction: number;
      /** Whether it answers what came just now, and so comes after a delay of its own. */
      readonly delayed: boolean;
    }
  | {
      readonly type: "start-acknowledgement-timer";
      readonly timer: AcknowledgementTimer;
      /** Of a reminder: acknowledgements that were sent; of the rest: segments to come. */
      readonly count: number;
    }
  /** Stops the timer, and what is not sent yet. */
  | { readonly type: "stop-acknowledgement" };

export interface AcknowledgerStep {
  readonly state: AcknowledgerState;
  readonly effects: readonly AcknowledgerEffect[];
}

export const initialAcknowledger: AcknowledgerState = Object.freeze({ name: "idle" });

export function reduceAcknowledger(
  state: AcknowledgerState,
  event: AcknowledgerEvent,
  rules: AcknowledgementRules,
): AcknowledgerStep {
  switch (event.type) {
    case "received":
      return received(event.transaction, rules);
    case "repeated":
      return repeated(state, event, rules);
    case "peer-went-on":
      return {
        state: initialAcknowledger,
        effects:
          state.name === "idle" ? [] : [{ type: "stop-acknowledgement" }, { type: "release" }],
      };
    case "closed":
      return {
        state: initialAcknowledger,
        effects: state.name === "waiting" ? [{ type: "stop-acknowledgement" }] : [],
      };
    default:
      return state.name === "idle" ? unchanged(state) : whileOwed(state, event, rules);
  }
}

type OwedState = Exclude<AcknowledgerState, { name: "idle" }>;

function received(transaction: number, rules: AcknowledgementRules): AcknowledgerStep {
  const owed: Owed = { transaction, events: 0, answering: false, answered: false };
  if (rules.answerLead > 0) return unchanged({ ...owed, name: "quiet" });
  return send(owed, true, rules);
}

function repeated(
  state: AcknowledgerState,
  { transaction, more }: Extract<AcknowledgerEvent, { type: "repeated" }>,
  rules: AcknowledgementRules,
): AcknowledgerStep {
  if (state.name === "sending" || (state.name === "waiting" && state.until === "lead"))
    return unchanged(state);
  // In `idle` the peer began another transaction, and yet comes back to the one before.
  const owed: Owed =
    state.name === "idle" ? { transaction, events: 0, answering: true, answered: false } : state;
  return more > 0 && rules.acknowledgements > 0
    ? wait(owed, "rest", more)
    : send(owed, true, rules);
}

function whileOwed(
  state: OwedState,
  event: Exclude<AcknowledgerEvent, { type: "received" | "repeated" | "peer-went-on" | "closed" }>,
  rules: AcknowledgementRules,
): AcknowledgerStep {
  switch (event.type) {
    case "handed-up":
      if (state.name !== "quiet" || state.events > 0) return unchanged(state);
      return state.answering ? wait(state, "lead") : send(state, true, rules);
    case "answering": {
      const answering = { ...state, answering: true, answered: false };
      if (state.name !== "waiting") return unchanged(answering);
      // There is no need to wait for what the peer does: it waits for us.
      switch (state.until) {
        case "again":
          return send(answering, false, rules);
        case "reminder":
          return {
            state: { ...answering, name: "quiet" },
            effects: [{ type: "stop-acknowledgement" }],
          };
        default:
          return unchanged({ ...answering, name: "waiting", until: state.until });
      }
    }
    case "answered":
      if (rules.answerLead > 0)
        return { state: initialAcknowledger, effects: [{ type: "stop-acknowledgement" }] };
      if (state.name === "quiet" || (state.name === "waiting" && state.until === "reminder"))
        return remind({ ...state, answered: true }, rules);
      return unchanged({ ...state, answered: true });
    case "retransmitting":
      if (state.name === "sending" || rules.acknowledgements === 0) return unchanged(state);
      return send(state, false, rules);
    case "transmitted":
      return state.name === "sending" ? sent(state, rules) : unchanged(state);
    case "timer":
      return state.name === "waiting" ? send(state, false, rules) : unchanged(state);
  }
}

function sent(state: OwedState, rules: AcknowledgementRules): AcknowledgerStep {
  const owed = { ...state, events: state.events + 1 };
  if (owed.events < rules.acknowledgements)
    return owed.answering ? send(owed, false, rules) : wait(owed, "again");
  const step = owed.answered ? remind(owed, rules) : unchanged({ ...owed, name: "quiet" });
  return { state: step.state, effects: [{ type: "release" }, ...step.effects] };
}

function unchanged(state: AcknowledgerState): AcknowledgerStep {
  return { state, effects: [] };
}

function send(owed: Owed, delayed: boolean, rules: AcknowledgementRules): AcknowledgerStep {
  const { transaction } = owed;
  const effects: AcknowledgerEffect[] = [
    { type: "stop-acknowledgement" },
    { type: "send-acknowledgement", transaction, delayed },
  ];
  if (rules.acknowledgements > 0) effects.unshift({ type: "hold" });
  return { state: { ...owed, name: "sending" }, effects };
}

function wait(owed: Owed, until: AcknowledgementTimer, count = owed.events): AcknowledgerStep {
  return {
    state: { ...owed, name: "waiting", until },
    effects: [{ type: "start-acknowledgement-timer", timer: until, count }],
  };
}

function remind(owed: Owed, rules: AcknowledgementRules): AcknowledgerStep {
  return rules.acknowledgements === 0
    ? unchanged({ ...owed, name: "quiet" })
    : wait(owed, "reminder");
}
