import type { WifiConnection, WifiFailure, WifiNetwork } from "../../host/wifi.js";

// What becomes of the credentials that a client sent, as a reducer.

/** Why joining failed for good. */
export type StationFailure = Exclude<WifiFailure, "lost">;

export type StationState =
  /** Nothing was sent yet. */
  | { readonly name: "idle" }
  /** There are credentials, nobody said to use them. */
  | { readonly name: "configured"; readonly network: WifiNetwork }
  /** Joins soon, or again: `failures` attempts failed. */
  | { readonly name: "waiting"; readonly network: WifiNetwork; readonly failures: number }
  | { readonly name: "connecting"; readonly network: WifiNetwork; readonly failures: number }
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
  /** The client is gone: what it sent without saying to use it is forgotten. */
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
  /** Milliseconds from "apply" to the first attempt, and between attempts. */
  readonly delay: number;
  /** Attempts after which joining has failed. */
  readonly attempts: number;
  /** Whether credentials are stored before it is known that they work. */
  readonly storeUntried: boolean;
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
      return busy(state)
        ? undefined
        : { state: { name: "configured", network: event.network }, effects: [] };
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
        effects: [{ type: "store", network: state.network }, { type: "provisioned" }],
      };
    case "failed":
      return failed(state, event.reason, rules);
    case "left":
      return state.name === "configured" ? { state: { name: "idle" }, effects: [] } : undefined;
    case "reset":
      return { state: { name: "idle" }, effects: [{ type: "disconnect" }, { type: "forget" }] };
    case "reprovision":
      if (state.name !== "connected") return undefined;
      return { state: { name: "idle" }, effects: [{ type: "disconnect" }, { type: "forget" }] };
  }
}

/** Whether other credentials would come too late. */
function busy({ name }: StationState): boolean {
  return name === "waiting" || name === "connecting" || name === "connected";
}

function apply(
  state: StationState,
  { delay, storeUntried }: StationRules,
): StationStep | undefined {
  if (state.name !== "configured") return undefined;
  const { network } = state;
  const wait: StationEffect = { type: "wait", milliseconds: delay };
  return {
    state: { name: "waiting", network, failures: 0 },
    effects: storeUntried ? [{ type: "store", network }, wait] : [wait],
  };
}

function failed(
  state: StationState,
  reason: WifiFailure,
  { attempts, delay, storeUntried }: StationRules,
): StationStep | undefined {
  if (state.name !== "connecting" && state.name !== "connected") return undefined;
  const { network } = state;
  if (state.name === "connected")
    return {
      state: { name: "waiting", network, failures: 0 },
      effects: [{ type: "wait", milliseconds: delay }],
    };
  const failures = state.failures + 1;
  if (failures < attempts)
    return {
      state: { name: "waiting", network, failures },
      effects: [{ type: "wait", milliseconds: delay }],
    };
  // one that lets us in and gives no address is as good as not there
  const last = reason === "lost" ? "not-found" : reason;
  return {
    state: { name: "failed", network, reason: last },
    effects: storeUntried ? [{ type: "disconnect" }, { type: "forget" }] : [{ type: "disconnect" }],
  };
}
