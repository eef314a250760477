import { equalBytes } from "../../base/bytes.js";
import { frozen } from "../../base/frozen.js";
import { CloseReason } from "../../provisioning/link.js";
import { LinkState, RemoteStatus } from "./codes.js";
import type { LinkTarget } from "./messages.js";

/** The client that opened a link: messages of other clients are ignored. */
export interface LinkOwner {
  readonly src: number;
  readonly netKeyIndex: number;
}

export function sameOwner(a: LinkOwner, b: LinkOwner): boolean {
  return a.src === b.src && a.netKeyIndex === b.netKeyIndex;
}

/** PDUs of the device that may wait for their report; one more closes the link. */
const queueCapacity = 4;

/**
 * The Remote Provisioning Link state of a server with what belongs to it. Mesh
 * Protocol 1.1 §4.2.26, §4.4.5.5.
 */
export type ServerLinkState =
  | { readonly phase: "idle" }
  | (OpenLinkState & { readonly phase: "opening" | "active" | "transfer" | "closing" });

interface OpenLinkState {
  readonly owner: LinkOwner;
  readonly target: LinkTarget;
  /** Numbers of the last PDU sent to the device, and of the last one reported. */
  readonly outbound: number;
  readonly inbound: number;
  /** PDUs of the device whose report waits for the one before it. */
  readonly waiting: readonly Uint8Array[];
  /** A PDU Report is on its way to the client. */
  readonly reporting: boolean;
  /** What the closing will be reported as. */
  readonly closing: RemoteStatus | undefined;
}

export type ServerLinkEvent =
  | { readonly type: "open"; readonly from: LinkOwner; readonly target: LinkTarget }
  | { readonly type: "close"; readonly from: LinkOwner; readonly reason: CloseReason }
  | {
      readonly type: "send";
      readonly from: LinkOwner;
      readonly number: number;
      readonly pdu: Uint8Array;
    }
  /** The link to the device is open, or could not be opened. */
  | { readonly type: "opened" }
  | { readonly type: "open-failed" }
  /** The device has the PDU. */
  | { readonly type: "delivered" }
  /** The device sent a PDU. */
  | { readonly type: "received"; readonly pdu: Uint8Array }
  /** The client has the last PDU Report, or cannot be reached. */
  | { readonly type: "reported" }
  | { readonly type: "report-failed" }
  /** The link to the device is closed. */
  | { readonly type: "closed"; readonly by: "local" | "peer"; readonly reason: CloseReason }
  /** The subnet of the client was deleted. */
  | { readonly type: "subnet-deleted"; readonly netKeyIndex: number };

export type ServerLinkEffect =
  /** Answers with Link Status. */
  | { readonly type: "status"; readonly status: RemoteStatus; readonly state: LinkState }
  /** Link Report to the owner. */
  | {
      readonly type: "report";
      readonly owner: LinkOwner;
      readonly status: RemoteStatus;
      readonly state: LinkState;
      readonly reason?: CloseReason;
    }
  | { readonly type: "open-link"; readonly target: LinkTarget }
  | { readonly type: "close-link"; readonly reason: CloseReason }
  | { readonly type: "deliver"; readonly pdu: Uint8Array }
  | { readonly type: "outbound-report"; readonly owner: LinkOwner; readonly number: number }
  | {
      readonly type: "pdu-report";
      readonly owner: LinkOwner;
      readonly number: number;
      readonly pdu: Uint8Array;
    };

export interface ServerLinkStep {
  readonly state: ServerLinkState;
  readonly effects: readonly ServerLinkEffect[];
}

export const idleLink: ServerLinkState = frozen({ phase: "idle" });

/** The Link State code of status messages. */
export function linkStateCode({ phase }: ServerLinkState): LinkState {
  return LinkState[phase];
}

function sameTarget(a: LinkTarget, b: LinkTarget): boolean {
  if ("refresh" in a || "refresh" in b)
    return "refresh" in a && "refresh" in b && a.refresh === b.refresh;
  return equalBytes(a.uuid, b.uuid);
}

function answered(state: ServerLinkState, status: RemoteStatus): ServerLinkStep {
  return { state, effects: [{ type: "status", status, state: linkStateCode(state) }] };
}

function unchanged(state: ServerLinkState): ServerLinkStep {
  return { state, effects: [] };
}

/** One step of the state machine; timers and messages are the caller's. */
export function serverLink(state: ServerLinkState, event: ServerLinkEvent): ServerLinkStep {
  switch (event.type) {
    case "open":
      return open(state, event.from, event.target);
    case "close":
      return close(state, event.from, event.reason);
    case "send":
      return send(state, event.from, event.number, event.pdu);
    case "subnet-deleted":
      if (state.phase === "idle" || state.owner.netKeyIndex !== event.netKeyIndex)
        return unchanged(state);
      return { state: idleLink, effects: [{ type: "close-link", reason: CloseReason.fail }] };
    default:
      return state.phase === "idle" ? unchanged(state) : fromDevice(state, event);
  }
}

function open(state: ServerLinkState, owner: LinkOwner, target: LinkTarget): ServerLinkStep {
  switch (state.phase) {
    case "idle": {
      const begun = {
        owner,
        target,
        outbound: 0,
        inbound: 0,
        waiting: [],
        reporting: false,
        closing: undefined,
      };
      const own = "refresh" in target;
      const next: ServerLinkState = { ...begun, phase: own ? "active" : "opening" };
      const step = answered(next, RemoteStatus.success);
      const effects: ServerLinkEffect[] = [...step.effects, { type: "open-link", target }];
      if (own)
        effects.push({
          type: "report",
          owner,
          status: RemoteStatus.success,
          state: LinkState.active,
        });
      return { state: next, effects };
    }
    case "opening":
    case "active":
      if (sameOwner(state.owner, owner) && sameTarget(state.target, target))
        return answered(state, RemoteStatus.success);
      return answered(state, RemoteStatus.linkCannotOpen);
    case "transfer":
    case "closing":
      return answered(state, RemoteStatus.invalidState);
  }
}

function close(state: ServerLinkState, from: LinkOwner, reason: CloseReason): ServerLinkStep {
  if (state.phase === "idle" || state.phase === "closing")
    return answered(state, RemoteStatus.success);
  if (!sameOwner(state.owner, from)) return answered(state, RemoteStatus.invalidState);
  const next: ServerLinkState = {
    ...state,
    phase: "closing",
    waiting: [],
    closing: RemoteStatus.linkClosedByClient,
  };
  const step = answered(next, RemoteStatus.success);
  return { state: next, effects: [...step.effects, { type: "close-link", reason }] };
}

function send(
  state: ServerLinkState,
  from: LinkOwner,
  number: number,
  pdu: Uint8Array,
): ServerLinkStep {
  if (state.phase !== "active" || !sameOwner(state.owner, from)) return unchanged(state);
  const { outbound, owner } = state;
  // A repeated PDU, or one out of order: the client hears how far this server is.
  if (number !== ((outbound + 1) & 0xff))
    return { state, effects: [{ type: "outbound-report", owner, number: outbound }] };
  return { state: { ...state, phase: "transfer" }, effects: [{ type: "deliver", pdu }] };
}

type OpenServerLink = Exclude<ServerLinkState, { readonly phase: "idle" }>;
type DeviceEvent = Exclude<
  ServerLinkEvent,
  { readonly type: "open" | "close" | "send" | "subnet-deleted" }
>;

function fromDevice(state: OpenServerLink, event: DeviceEvent): ServerLinkStep {
  const { owner } = state;
  const closing = state.phase === "closing";
  switch (event.type) {
    case "opened":
      if (state.phase !== "opening") return unchanged(state);
      return {
        state: { ...state, phase: "active" },
        effects: [{ type: "report", owner, status: RemoteStatus.success, state: LinkState.active }],
      };
    case "open-failed": {
      const status = closing ? RemoteStatus.linkClosedByClient : RemoteStatus.linkOpenFailed;
      return {
        state: idleLink,
        effects: [{ type: "report", owner, status, state: LinkState.idle }],
      };
    }
    case "delivered": {
      if (state.phase !== "transfer") return unchanged(state);
      const number = (state.outbound + 1) & 0xff;
      return {
        state: { ...state, phase: "active", outbound: number },
        effects: [{ type: "outbound-report", owner, number }],
      };
    }
    case "received":
      if (closing) return unchanged(state);
      if (state.waiting.length >= queueCapacity)
        return fail(state, RemoteStatus.linkClosedCannotReceivePdu);
      return reportNext({ ...state, waiting: [...state.waiting, event.pdu] });
    case "reported":
      return reportNext({ ...state, reporting: false });
    case "report-failed":
      if (closing) return unchanged({ ...state, reporting: false });
      return fail(
        { ...state, reporting: false },
        "refresh" in state.target
          ? RemoteStatus.linkClosedByServer
          : RemoteStatus.linkClosedCannotDeliverPduReport,
      );
    case "closed":
      return closed(state, event.by, event.reason);
  }
}

/** One PDU Report at a time, so that they come in order. */
function reportNext(state: OpenServerLink): ServerLinkStep {
  const [pdu, ...waiting] = state.waiting;
  if (state.reporting || !pdu) return unchanged(state);
  const number = (state.inbound + 1) & 0xff;
  return {
    state: { ...state, waiting, inbound: number, reporting: true },
    effects: [{ type: "pdu-report", owner: state.owner, number, pdu }],
  };
}

/** The server gives the link up; the report follows when it is closed. */
function fail(state: OpenServerLink, status: RemoteStatus): ServerLinkStep {
  return {
    state: { ...state, phase: "closing", waiting: [], closing: status },
    effects: [{ type: "close-link", reason: CloseReason.fail }],
  };
}

/** Why the bearer gave the link up: a PDU that it could not deliver, or something else. */
function gaveUp({ phase }: OpenServerLink): RemoteStatus {
  return phase === "transfer"
    ? RemoteStatus.linkClosedCannotSendPdu
    : RemoteStatus.linkClosedByServer;
}

function closed(state: OpenServerLink, by: "local" | "peer", reason: CloseReason): ServerLinkStep {
  const { owner } = state;
  const own = by === "peer" ? RemoteStatus.linkClosedByDevice : gaveUp(state);
  const status = state.closing ?? (state.phase === "opening" ? RemoteStatus.linkOpenFailed : own);
  const told =
    status === RemoteStatus.linkClosedByDevice || status === RemoteStatus.linkClosedByServer;
  return {
    state: idleLink,
    effects: [{ type: "report", owner, status, state: LinkState.idle, ...(told && { reason }) }],
  };
}
