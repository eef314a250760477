import type { WifiConnection, WifiFailure, WifiNetwork } from "../../host/wifi.js";

// The state of the credentials that a client sent, as a reducer.

/** Why joining failed finally. */
export type StationFailure = Exclude<WifiFailure, "lost">;

/** State of a station that joins the network of a client's credentials. */
export type StationState =
  /** Nothing was sent yet. */
  | { readonly name: "idle" }
  /** Credentials were set, and not applied yet. */
  | { readonly name: "configured"; readonly network: WifiNetwork }
  /**
   * Joins soon, or again: `failures` attempts in a row failed. `worked`: the network
   * was joined once, so that it is tried without a limit.
   */
  | {
      readonly name: "waiting" | "connecting";
      readonly network: WifiNetwork;
      readonly failures: number;
      readonly worked: boolean;
    }
  | {
      readonly name: "connected";
      readonly network: WifiNetwork;
      readonly connection: WifiConnection;
    }
  | { readonly name: "failed"; readonly network: WifiNetwork; readonly reason: StationFailure };

export type StationEvent =
  /** Credentials came. */
  | { readonly type: "set"; readonly network: WifiNetwork }
  /** They shall be used. */
  | { readonly type: "apply" }
  | { readonly type: "timer" }
  | { readonly type: "connected"; readonly connection: WifiConnection }
  | { readonly type: "failed"; readonly reason: WifiFailure }
  /** The client has disconnected: credentials that were not applied are dropped. */
  | { readonly type: "left" }
  /** All is forgotten. */
  | { readonly type: "reset" }
  /** Other credentials shall be sent, after these worked. */
  | { readonly type: "reprovision" };

export type StationEffect =
  | { readonly type: "wait"; readonly milliseconds: number }
  | { readonly type: "connect"; readonly network: WifiNetwork }
  | { readonly type: "disconnect" }
  | { readonly type: "store"; readonly network: WifiNetwork }
  | { readonly type: "forget" }
  /** The credentials worked. */
  | { readonly type: "provisioned" };

export interface StationRules {
  /** Milliseconds from "apply" to the first attempt, and between attempts to join what never worked. */
  readonly delay: number;
  /** Attempts after which joining what never worked has failed. */
  readonly attempts: number;
  /** Whether credentials are stored before it is known that they work. */
  readonly storeUntried: boolean;
  /** A network that worked before the service began: what is sent may replace it; without that it is joined again. */
  readonly known?: WifiNetwork | undefined;
}

export interface StationStep {
  readonly state: StationState;
  readonly effects: readonly StationEffect[];
}

/** The next state and what is to be done; undefined for what cannot be at this point. */
export function stationStep(
  state: StationState,
  event: StationEvent,
  rules: StationRules,
): StationStep | undefined {
  switch (event.type) {
    case "set":
      return set(state, event.network, rules);
    case "apply":
      return apply(state, rules);
    case "timer":
      if (state.name !== "waiting") return undefined;
      return {
        state: { ...state, name: "connecting" },
        effects: [{ type: "connect", network: state.network }],
      };
    case "connected":
      if (state.name !== "connecting") return undefined;
      return {
        state: { name: "connected", network: state.network, connection: event.connection },
        effects: state.worked
          ? [{ type: "provisioned" }]
          : [{ type: "store", network: state.network }, { type: "provisioned" }],
      };
    case "failed":
      return failed(state, event.reason, rules);
    case "left":
      return left(state, rules);
    case "reset":
      return { state: { name: "idle" }, effects: [{ type: "disconnect" }, { type: "forget" }] };
    case "reprovision":
      if (state.name !== "connected" && !isTriedWithoutLimit(state)) return undefined;
      return { state: { name: "idle" }, effects: [{ type: "disconnect" }, { type: "forget" }] };
  }
}

/** Whether what the state is about was joined once, and is away. */
function isTriedWithoutLimit(state: StationState): boolean {
  return (state.name === "waiting" || state.name === "connecting") && state.worked;
}

function set(
  state: StationState,
  network: WifiNetwork,
  { known }: StationRules,
): StationStep | undefined {
  const next: StationState = { name: "configured", network };
  switch (state.name) {
    case "waiting":
    case "connecting":
      // provisioning is offered because the known network is not found: for credentials of others
      return known && state.network === known
        ? { state: next, effects: [{ type: "disconnect" }] }
        : undefined;
    case "connected":
      return undefined;
    default:
      return { state: next, effects: [] };
  }
}

/** The known network is what remains of credentials that were not used, or did not work. */
function left(state: StationState, { known }: StationRules): StationStep | undefined {
  const unused = state.name === "configured" || (known && state.name === "failed");
  if (!unused) return undefined;
  return known ? waitToJoin(known, 0) : { state: { name: "idle" }, effects: [] };
}

/** A network that worked is joined again, later the more often it failed. */
function waitToJoin(network: WifiNetwork, failures: number): StationStep {
  return {
    state: { name: "waiting", network, failures, worked: true },
    effects: [{ type: "wait", milliseconds: joinDelay(failures) }],
  };
}

function apply(
  state: StationState,
  { delay, storeUntried }: StationRules,
): StationStep | undefined {
  if (state.name !== "configured") return undefined;
  const { network } = state;
  const wait: StationEffect = { type: "wait", milliseconds: delay };
  return {
    state: { name: "waiting", network, failures: 0, worked: false },
    effects: storeUntried ? [{ type: "store", network }, wait] : [wait],
  };
}

function failed(
  state: StationState,
  reason: WifiFailure,
  { attempts, delay, storeUntried, known }: StationRules,
): StationStep | undefined {
  if (state.name !== "connecting" && state.name !== "connected") return undefined;
  const { network } = state;
  if (state.name === "connected") return waitToJoin(network, 0);
  const failures = state.failures + 1;
  if (state.worked) return waitToJoin(network, failures);
  if (failures < attempts)
    return {
      state: { name: "waiting", network, failures, worked: false },
      effects: [{ type: "wait", milliseconds: delay }],
    };
  // A network without an address for the station is reported as not found.
  const last = reason === "lost" ? "not-found" : reason;
  return {
    state: { name: "failed", network, reason: last },
    effects: storeUntried ? [{ type: "disconnect" }, unstore(known)] : [{ type: "disconnect" }],
  };
}

/** What was stored untried gives way to what was stored before. */
function unstore(known: WifiNetwork | undefined): StationEffect {
  return known ? { type: "store", network: known } : { type: "forget" };
}

/** Milliseconds to the next attempt to join a network that worked once: from the first, doubled each time, to the longest. */
const firstJoinDelay = 1000;
const longestJoinDelay = 60_000;

/** Milliseconds to wait after so many attempts in a row that failed, from 0. */
export function joinDelay(failures: number): number {
  return Math.min(longestJoinDelay, firstJoinDelay * 2 ** Math.min(failures, 16));
}
