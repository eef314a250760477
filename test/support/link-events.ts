// Events and effects of a server's link, in few words.
import {
  type LinkState,
  NppiProcedure,
  type RemoteStatus,
} from "../../modules/foundation/remote-provisioning/codes.js";
import {
  idleLink,
  serverLink,
  type ServerLinkEffect,
  type ServerLinkEvent,
  type ServerLinkState,
} from "../../modules/foundation/remote-provisioning/link-server.js";
import { CloseReason } from "../../modules/provisioning/link.js";

export const owner = { src: 1, netKeyIndex: 0 };
export const stranger = { src: 2, netKeyIndex: 0 };
export const otherSubnet = { src: 1, netKeyIndex: 1 };
export const target = { uuid: new Uint8Array(16).fill(1), timeout: undefined };
export const otherDevice = { uuid: new Uint8Array(16).fill(2), timeout: undefined };
export const own = { refresh: NppiProcedure.deviceKeyRefresh };
export const pdu = (octet: number) => Uint8Array.of(octet, octet);

export const open = (
  from = owner,
  to: typeof target | { refresh: number } = target,
): ServerLinkEvent => ({
  type: "open",
  from,
  target: to,
});
export const close = (from = owner): ServerLinkEvent => ({
  type: "close",
  from,
  reason: CloseReason.success,
});
export const send = (number: number, from = owner): ServerLinkEvent => ({
  type: "send",
  from,
  number,
  pdu: pdu(number),
});
export const received = (octet: number): ServerLinkEvent => ({ type: "received", pdu: pdu(octet) });
export const closed = (by: "local" | "peer", reason: CloseReason): ServerLinkEvent => ({
  type: "closed",
  by,
  reason,
});
export const opened: ServerLinkEvent = { type: "opened" };
export const delivered: ServerLinkEvent = { type: "delivered" };
export const reported: ServerLinkEvent = { type: "reported" };

export const status = (status: RemoteStatus, state: LinkState): ServerLinkEffect => ({
  type: "status",
  status,
  state,
});
export const report = (
  status: RemoteStatus,
  state: LinkState,
  reason?: number,
): ServerLinkEffect => ({
  type: "report",
  owner,
  status,
  state,
  ...(reason !== undefined && { reason }),
});
export const outboundReport = (number: number): ServerLinkEffect => ({
  type: "outbound-report",
  owner,
  number,
});
export const pduReport = (number: number, octet: number): ServerLinkEffect => ({
  type: "pdu-report",
  owner,
  number,
  pdu: pdu(octet),
});
export const deliver = (octet: number): ServerLinkEffect => ({ type: "deliver", pdu: pdu(octet) });
export const closeLink = (reason: number): ServerLinkEffect => ({ type: "close-link", reason });

/** The state after these events. */
export function after(...events: readonly ServerLinkEvent[]): ServerLinkState {
  return events.reduce((state, event) => serverLink(state, event).state, idleLink);
}
