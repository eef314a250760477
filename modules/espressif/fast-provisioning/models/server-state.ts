import { frozen } from "../../../base/frozen.js";
import { ActionStatus, actionMask, FastProvAction } from "./codes.js";
import type { FastProvInfo } from "./info-set.js";
import type { FastProvInfoAnswer } from "./info-status.js";
import type { FastProvSettings, InfoCheck } from "./info-validation.js";

/** The settings of a provisioner, and who sent them. */
export interface Assignment {
  readonly settings: FastProvSettings;
  /** Unicast address of the sender of the Info Set. */
  readonly requester: number;
}

/** The state of the Fast Provisioning Server. ESP-IDF, fast_prov example: ble_mesh_fast_prov_server_model. */
export type ServerState =
  | { readonly name: "idle" }
  /** Until the NetKey of the Info Set is added. */
  | ({ readonly name: "pending" } & Assignment)
  /** Until the Info Status was sent. */
  | ({ readonly name: "entering" } & Assignment)
  | ({
      readonly name: "active";
      /** Action of the disable timer; NONE: it does not run. */
      readonly disableAction: FastProvAction;
    } & Assignment);

export type ServerEvent =
  | {
      readonly type: "info";
      readonly info: FastProvInfo;
      readonly src: number;
      /** Result of the check while the server is idle. */
      readonly check: InfoCheck;
      /** Whether the node has the NetKey of the settings. */
      readonly keyKnown: boolean;
    }
  /** Net Key Add was received. `kept`: the key was added. */
  | { readonly type: "net-key"; readonly kept: boolean }
  /** The Info Status of an ENTER was sent. */
  | { readonly type: "status-sent" }
  /** A Generic OnOff message was received: the disable timer starts. */
  | { readonly type: "light" }
  /** A node was provisioned: the disable timer is restarted if it runs. */
  | { readonly type: "provisioned" }
  | { readonly type: "disable-timer" }
  /** The application suspends. */
  | { readonly type: "suspend" };

export type ServerEffect =
  | { readonly type: "answer"; readonly answer: FastProvInfoAnswer }
  /** Subscribe to the group, before the other effects. If it fails the answer is the group status `addFailed`. */
  | { readonly type: "subscribe"; readonly groupAddress: number }
  /** Answer with success, then the event `status-sent`. */
  | { readonly type: "answer-entering" }
  | { readonly type: "answer-net-key"; readonly netKey: number; readonly action: number }
  | { readonly type: "begin" }
  | { readonly type: "start-disable-timer" }
  | { readonly type: "suspend" }
  /** As `suspend`; the node also deletes the addresses of the nodes that it knows. */
  | { readonly type: "exit" };

export interface ServerStep {
  readonly state: ServerState;
  readonly effects: readonly ServerEffect[];
}

export function reduceServer(state: ServerState, event: ServerEvent): ServerStep {
  switch (event.type) {
    case "info":
      return onInfo(state, event);
    case "net-key":
      return onNetKey(state, event.kept);
    case "status-sent":
      return state.name === "entering"
        ? { state: activeFrom(state), effects: [{ type: "begin" }] }
        : unchanged(state);
    case "light":
      if (state.name !== "active" || state.disableAction !== FastProvAction.none)
        return unchanged(state);
      return {
        state: { ...state, disableAction: FastProvAction.suspend },
        effects: [{ type: "start-disable-timer" }],
      };
    case "provisioned":
      return state.name === "active" && state.disableAction !== FastProvAction.none
        ? { state, effects: [{ type: "start-disable-timer" }] }
        : unchanged(state);
    case "disable-timer":
      if (state.name !== "active" || state.disableAction === FastProvAction.none)
        return unchanged(state);
      return end(state.disableAction === FastProvAction.exit ? "exit" : "suspend");
    case "suspend":
      return state.name === "active" ? end("suspend") : unchanged(state);
  }
}

function unchanged(state: ServerState, ...effects: ServerEffect[]): ServerStep {
  return { state, effects };
}

/** The server becomes idle, unlike that of ESP-IDF's example, so that another ENTER is accepted. */
function end(how: "suspend" | "exit"): ServerStep {
  return { state: { name: "idle" }, effects: [{ type: how }] };
}

function activeFrom({ settings, requester }: Assignment): ServerState {
  return { name: "active", disableAction: FastProvAction.none, settings, requester };
}

const allFailed: FastProvInfoAnswer = frozen({
  context: 1,
  unicast: 1,
  netKeyIndex: 1,
  group: 1,
  primary: 1,
  matchValue: 1,
  action: 1,
});

function onInfo(state: ServerState, event: Extract<ServerEvent, { type: "info" }>): ServerStep {
  switch (state.name) {
    case "entering":
      return unchanged(state, { type: "answer", answer: { busy: true } });
    case "pending":
      return unchanged(state, { type: "answer", answer: allFailed });
    case "active":
      return whileActive(state, event);
    case "idle":
      return whileIdle(state, event);
  }
}

function whileIdle(
  state: ServerState,
  { check, keyKnown, src }: Extract<ServerEvent, { type: "info" }>,
): ServerStep {
  if (check.result === "refused")
    return unchanged(state, { type: "answer", answer: check.statuses });
  if (check.result === "group only")
    return unchanged(
      state,
      { type: "subscribe", groupAddress: check.groupAddress },
      { type: "answer", answer: check.statuses },
    );
  const { settings } = check;
  const assignment: Assignment = { settings, requester: src };
  const { groupAddress } = settings;
  const subscribe: ServerEffect[] =
    groupAddress === undefined ? [] : [{ type: "subscribe", groupAddress }];
  if (keyKnown)
    return {
      state: { name: "entering", ...assignment },
      effects: [...subscribe, { type: "answer-entering" }],
    };
  const waiting: FastProvInfoAnswer = { netKeyIndex: 1, action: ActionStatus.pending };
  return {
    state: { name: "pending", ...assignment },
    effects: [...subscribe, { type: "answer", answer: waiting }],
  };
}

function whileActive(
  state: Extract<ServerState, { name: "active" }>,
  { info, src, check }: Extract<ServerEvent, { type: "info" }>,
): ServerStep {
  const action = (info.action ?? FastProvAction.none) & actionMask;
  if (action === FastProvAction.suspend || action === FastProvAction.exit) {
    const effects: ServerEffect[] = [{ type: "answer", answer: { action: ActionStatus.success } }];
    // A timer that runs is not restarted, but has the new action.
    if (state.disableAction === FastProvAction.none) effects.push({ type: "start-disable-timer" });
    return { state: { ...state, disableAction: action }, effects };
  }
  // The requester repeats a message whose answer it did not receive.
  if (
    check.result === "accepted" &&
    src === state.requester &&
    sameSettings(check.settings, state.settings)
  )
    return unchanged(state, { type: "answer", answer: success });
  return unchanged(state, { type: "answer", answer: { action: ActionStatus.alreadyInProgress } });
}

/** The answer to an accepted ENTER: every status is 0. */
export const success: FastProvInfoAnswer = frozen({
  context: 0,
  unicast: 0,
  netKeyIndex: 0,
  group: 0,
  primary: 0,
  matchValue: 0,
  action: 0,
});

function sameSettings(a: FastProvSettings, b: FastProvSettings): boolean {
  return (
    a.range?.min === b.range?.min &&
    a.range?.max === b.range?.max &&
    a.netKeyIndex === b.netKeyIndex &&
    a.groupAddress === b.groupAddress &&
    a.primaryAddress === b.primaryAddress &&
    a.isPrimary === b.isPrimary &&
    a.matchValue.join() === b.matchValue.join()
  );
}

function onNetKey(state: ServerState, kept: boolean): ServerStep {
  const answer = (status: number): ServerEffect => ({
    type: "answer-net-key",
    netKey: status,
    action: status,
  });
  if (state.name !== "pending" || !kept) return unchanged(state, answer(1));
  return { state: activeFrom(state), effects: [answer(0), { type: "begin" }] };
}
