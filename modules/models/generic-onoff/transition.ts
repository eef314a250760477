import { frozen } from "../../base/frozen.js";

/** The Generic OnOff state with its transition, as a reducer. Times are ms. Mesh Model 1.1 §3.1.1, §3.3.1. */
export type OnOffState =
  | { readonly phase: "idle"; readonly present: boolean }
  | {
      /** Waiting for the delay of a message to pass. */
      readonly phase: "delay";
      readonly present: boolean;
      readonly target: boolean;
      readonly time: number;
      readonly end: number;
    }
  | {
      readonly phase: "transition";
      readonly present: boolean;
      readonly target: boolean;
      readonly end: number;
    };

export type OnOffEvent =
  | {
      readonly type: "set";
      readonly onOff: boolean;
      readonly time: number;
      readonly delay: number;
      readonly now: number;
    }
  /** The time that the state names as `end` has come. */
  | { readonly type: "timer"; readonly now: number };

const idleOn: OnOffState = frozen({ phase: "idle", present: true });
const idleOff: OnOffState = frozen({ phase: "idle", present: false });

/** The state without a transition: one object for all servers. */
export function idleState(present: boolean): OnOffState {
  return present ? idleOn : idleOff;
}

function begin(present: boolean, target: boolean, time: number, now: number): OnOffState {
  if (time === 0 || present === target) return idleState(target);
  // §3.1.1: a light is on from the beginning of a transition to on until the end of one to off.
  return { phase: "transition", present: true, target, end: now + time };
}

export function onOff(state: OnOffState, event: OnOffEvent): OnOffState {
  switch (event.type) {
    case "set": {
      const { present } = state;
      const { onOff: target, time, delay, now } = event;
      if (delay > 0) return { phase: "delay", present, target, time, end: now + delay };
      return begin(present, target, time, now);
    }
    case "timer":
      switch (state.phase) {
        case "idle":
          return state;
        case "delay":
          return begin(state.present, state.target, state.time, event.now);
        case "transition":
          return idleState(state.target);
      }
  }
}

/** The Target Generic OnOff state of a transition, or the present state without one. */
export function targetState(state: OnOffState): boolean {
  return state.phase === "transition" ? state.target : state.present;
}

/** What a status says of the transition under way. §3.2.1.4: before the delay has passed, all of its time remains. */
export function remaining(
  state: OnOffState,
  now: number,
): { target: boolean; remaining: number } | undefined {
  switch (state.phase) {
    case "idle":
      return undefined;
    case "delay":
      return { target: state.target, remaining: state.time };
    case "transition":
      return { target: state.target, remaining: Math.max(state.end - now, 0) };
  }
}
