import { frozen } from "../../base/frozen.js";
import { CloseReason } from "../link.js";

/** Opens, accepts and closes a PB-ADV link (Mesh Protocol 1.1 §5.3.2). */
export type ControlState =
  /** Link Open was sent; `onAir` while it waits for the radio. */
  | { readonly name: "opening"; readonly tries: number; readonly onAir: boolean }
  | {
      readonly name: "open";
      readonly role: "provisioner" | "device";
      /** Whether any PDU but Link Open was received on it. */
      readonly used: boolean;
    }
  /** Closed for its user; the Link Close may not have been received yet. */
  | { readonly name: "closing"; readonly reason: CloseReason; readonly onAir: boolean }
  | { readonly name: "closed" };

export type ControlEvent =
  | { readonly type: "link-open" }
  | { readonly type: "link-ack" }
  | { readonly type: "link-close"; readonly reason: CloseReason }
  /** Any transaction PDU of the peer. */
  | { readonly type: "transaction" }
  /** The Link Open or Link Close was sent. */
  | { readonly type: "transmitted" }
  | { readonly type: "retry" }
  | { readonly type: "open-timeout" }
  | { readonly type: "linger-over" }
  /** The user of the link, or a transaction that timed out, closes it. */
  | { readonly type: "close"; readonly reason: CloseReason };

export type ControlEffect =
  | { readonly type: "send-link-open" }
  | { readonly type: "send-link-ack" }
  | { readonly type: "send-link-close"; readonly reason: CloseReason }
  | { readonly type: "start-retry-timer"; readonly tries: number }
  | { readonly type: "start-open-timer" }
  | { readonly type: "start-linger-timer" }
  | { readonly type: "stop-link-timers" }
  | { readonly type: "opened" }
  | { readonly type: "closed"; readonly reason: CloseReason; readonly by: "local" | "peer" }
  /** Nothing more will be sent or taken on this link. */
  | { readonly type: "released" };

export interface ControlStep {
  readonly state: ControlState;
  readonly effects: readonly ControlEffect[];
}

/** A provisioner opens a link. */
export function openLink(): ControlStep {
  return {
    state: { name: "opening", tries: 0, onAir: true },
    effects: [{ type: "start-open-timer" }, { type: "send-link-open" }],
  };
}

/** A device accepts a Link Open. */
export function acceptLink(): ControlStep {
  return {
    state: { name: "open", role: "device", used: false },
    effects: [{ type: "send-link-ack" }, { type: "opened" }],
  };
}

const nothing: readonly ControlEffect[] = frozen([]);

export function reduceControl(state: ControlState, event: ControlEvent): ControlStep {
  switch (state.name) {
    case "opening":
      return whileOpening(state, event);
    case "open":
      return whileOpen(state, event);
    case "closing":
      return whileClosing(state, event);
    case "closed":
      return { state, effects: nothing };
  }
}

function whileOpening(
  state: Extract<ControlState, { name: "opening" }>,
  event: ControlEvent,
): ControlStep {
  switch (event.type) {
    case "link-ack":
      return {
        state: { name: "open", role: "provisioner", used: false },
        effects: [{ type: "stop-link-timers" }, { type: "opened" }],
      };
    case "transmitted":
      return state.onAir
        ? {
            state: { ...state, onAir: false },
            effects: [{ type: "start-retry-timer", tries: state.tries }],
          }
        : { state, effects: nothing };
    case "retry":
      return {
        state: { name: "opening", tries: state.tries + 1, onAir: true },
        effects: [{ type: "send-link-open" }],
      };
    case "open-timeout":
      return close(CloseReason.timeout);
    case "close":
      return close(event.reason);
    case "link-close":
      return closedByPeer(event.reason);
    case "link-open":
    case "transaction":
    case "linger-over":
      return { state, effects: nothing };
  }
}

function whileOpen(
  state: Extract<ControlState, { name: "open" }>,
  event: ControlEvent,
): ControlStep {
  switch (event.type) {
    case "link-open":
      // Until a PDU of the provisioner shows that it received the Link Ack.
      return state.role === "device" && !state.used
        ? { state, effects: [{ type: "send-link-ack" }] }
        : { state, effects: nothing };
    case "transaction":
      return { state: state.used ? state : { ...state, used: true }, effects: nothing };
    case "close":
      return close(event.reason);
    case "link-close":
      return closedByPeer(event.reason);
    case "link-ack":
    case "transmitted":
    case "retry":
    case "open-timeout":
    case "linger-over":
      return { state, effects: nothing };
  }
}

function whileClosing(
  state: Extract<ControlState, { name: "closing" }>,
  event: ControlEvent,
): ControlStep {
  switch (event.type) {
    case "transmitted":
      return {
        state: { ...state, onAir: false },
        effects: [{ type: "stop-link-timers" }, { type: "start-linger-timer" }],
      };
    case "transaction":
    case "link-ack":
      // The peer has not received the Link Close.
      return state.onAir
        ? { state, effects: nothing }
        : {
            state: { ...state, onAir: true },
            effects: [{ type: "send-link-close", reason: state.reason }],
          };
    case "link-close":
    case "linger-over":
      return {
        state: { name: "closed" },
        effects: [{ type: "stop-link-timers" }, { type: "released" }],
      };
    case "link-open":
    case "retry":
    case "open-timeout":
    case "close":
      return { state, effects: nothing };
  }
}

function close(reason: CloseReason): ControlStep {
  return {
    state: { name: "closing", reason, onAir: true },
    effects: [
      { type: "stop-link-timers" },
      { type: "send-link-close", reason },
      { type: "closed", reason, by: "local" },
    ],
  };
}

function closedByPeer(reason: CloseReason): ControlStep {
  return {
    state: { name: "closed" },
    effects: [
      { type: "stop-link-timers" },
      { type: "closed", reason, by: "peer" },
      { type: "released" },
    ],
  };
}
