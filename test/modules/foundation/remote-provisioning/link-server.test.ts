// The Remote Provisioning Link state of a server, event by event. Mesh Protocol 1.1 §4.4.5.5.
import test from "ava";
import {
  LinkState,
  NppiProcedure,
  RemoteStatus,
} from "../../../../modules/foundation/remote-provisioning/codes.js";
import {
  idleLink,
  linkStateCode,
  serverLink,
  type ServerLinkEffect,
  type ServerLinkEvent,
  type ServerLinkState,
} from "../../../../modules/foundation/remote-provisioning/link-server.js";
import { CloseReason } from "../../../../modules/provisioning/link.js";
import {
  owner,
  stranger,
  otherSubnet,
  target,
  otherDevice,
  own,
  open,
  close,
  send,
  received,
  closed,
  opened,
  delivered,
  reported,
  status,
  report,
  outboundReport,
  pduReport,
  deliver,
  closeLink,
  after,
} from "../../../support/link-events.js";

const opening = after(open());
const active = after(open(), opened);
const transfer = after(open(), opened, send(1));
const closing = after(open(), opened, close());
const ownActive = after(open(owner, own));
const ownTransfer = after(open(owner, own), send(1));

const { success, invalidState, linkCannotOpen } = RemoteStatus;

type Row = readonly [
  name: string,
  state: ServerLinkState,
  event: ServerLinkEvent,
  phase: ServerLinkState["phase"],
  effects: readonly ServerLinkEffect[],
];

const rows: readonly Row[] = [
  // Link Open
  [
    "idle, a device",
    idleLink,
    open(),
    "opening",
    [status(success, LinkState.opening), { type: "open-link", target }],
  ],
  [
    "idle, the node itself",
    idleLink,
    open(owner, own),
    "active",
    [
      status(success, LinkState.active),
      { type: "open-link", target: own },
      report(success, LinkState.active),
    ],
  ],
  ["opening, repeated", opening, open(), "opening", [status(success, LinkState.opening)]],
  [
    "opening, another device",
    opening,
    open(owner, otherDevice),
    "opening",
    [status(linkCannotOpen, LinkState.opening)],
  ],
  [
    "opening, the node itself",
    opening,
    open(owner, own),
    "opening",
    [status(linkCannotOpen, LinkState.opening)],
  ],
  [
    "opening, another client",
    opening,
    open(stranger),
    "opening",
    [status(linkCannotOpen, LinkState.opening)],
  ],
  [
    "opening, another subnet",
    opening,
    open(otherSubnet),
    "opening",
    [status(linkCannotOpen, LinkState.opening)],
  ],
  ["active, repeated", active, open(), "active", [status(success, LinkState.active)]],
  [
    "active, another client",
    active,
    open(stranger),
    "active",
    [status(linkCannotOpen, LinkState.active)],
  ],
  [
    "to itself, repeated",
    ownActive,
    open(owner, own),
    "active",
    [status(success, LinkState.active)],
  ],
  [
    "to itself, another procedure",
    ownActive,
    open(owner, { refresh: NppiProcedure.nodeAddressRefresh }),
    "active",
    [status(linkCannotOpen, LinkState.active)],
  ],
  ["transfer", transfer, open(), "transfer", [status(invalidState, LinkState.transfer)]],
  [
    "transfer, another client",
    transfer,
    open(stranger),
    "transfer",
    [status(invalidState, LinkState.transfer)],
  ],
  ["closing", closing, open(), "closing", [status(invalidState, LinkState.closing)]],
  // Link Close
  ["idle: close", idleLink, close(), "idle", [status(success, LinkState.idle)]],
  [
    "opening: close",
    opening,
    close(),
    "closing",
    [status(success, LinkState.closing), closeLink(CloseReason.success)],
  ],
  [
    "active: close",
    active,
    close(),
    "closing",
    [status(success, LinkState.closing), closeLink(CloseReason.success)],
  ],
  [
    "transfer: close gives the PDU up",
    transfer,
    close(),
    "closing",
    [status(success, LinkState.closing), closeLink(CloseReason.success)],
  ],
  ["closing: close again", closing, close(), "closing", [status(success, LinkState.closing)]],
  [
    "opening: close by another",
    opening,
    close(stranger),
    "opening",
    [status(invalidState, LinkState.opening)],
  ],
  [
    "active: close by another",
    active,
    close(stranger),
    "active",
    [status(invalidState, LinkState.active)],
  ],
  [
    "transfer: close from another subnet",
    transfer,
    close(otherSubnet),
    "transfer",
    [status(invalidState, LinkState.transfer)],
  ],
  // PDU Send
  ["idle: a PDU", idleLink, send(1), "idle", []],
  ["opening: a PDU", opening, send(1), "opening", []],
  ["active: the first PDU", active, send(1), "transfer", [deliver(1)]],
  ["active: a number too high", active, send(2), "active", [outboundReport(0)]],
  ["active: number 0", active, send(0), "active", [outboundReport(0)]],
  ["active: a PDU of another", active, send(1, stranger), "active", []],
  ["active: a PDU on another subnet", active, send(1, otherSubnet), "active", []],
  ["transfer: the PDU again", transfer, send(1), "transfer", []],
  ["transfer: the next PDU", transfer, send(2), "transfer", []],
  ["closing: a PDU", closing, send(1), "closing", []],
  // From the device
  ["opening: open", opening, opened, "active", [report(success, LinkState.active)]],
  ["active: open again", active, opened, "active", []],
  [
    "opening: it cannot be opened",
    opening,
    { type: "open-failed" },
    "idle",
    [report(RemoteStatus.linkOpenFailed, LinkState.idle)],
  ],
  [
    "closed while opening",
    opening,
    closed("local", CloseReason.timeout),
    "idle",
    [report(RemoteStatus.linkOpenFailed, LinkState.idle)],
  ],
  ["transfer: delivered", transfer, delivered, "active", [outboundReport(1)]],
  ["active: delivered", active, delivered, "active", []],
  ["closing: delivered", closing, delivered, "closing", []],
  ["active: a PDU of the device", active, received(7), "active", [pduReport(1, 7)]],
  [
    "transfer: a PDU of the device before the delivery is known",
    transfer,
    received(7),
    "transfer",
    [pduReport(1, 7)],
  ],
  ["closing: a PDU of the device", closing, received(7), "closing", []],
  [
    "active: the device closes",
    active,
    closed("peer", CloseReason.fail),
    "idle",
    [report(RemoteStatus.linkClosedByDevice, LinkState.idle, CloseReason.fail)],
  ],
  [
    "transfer: the device closes",
    transfer,
    closed("peer", CloseReason.success),
    "idle",
    [report(RemoteStatus.linkClosedByDevice, LinkState.idle, CloseReason.success)],
  ],
  [
    "active: the server's bearer gives up",
    active,
    closed("local", CloseReason.timeout),
    "idle",
    [report(RemoteStatus.linkClosedByServer, LinkState.idle, CloseReason.timeout)],
  ],
  [
    "transfer: the PDU cannot be sent",
    transfer,
    closed("local", CloseReason.timeout),
    "idle",
    [report(RemoteStatus.linkClosedCannotSendPdu, LinkState.idle)],
  ],
  [
    "closing: closed",
    closing,
    closed("local", CloseReason.success),
    "idle",
    [report(RemoteStatus.linkClosedByClient, LinkState.idle)],
  ],
  [
    "closing: the device closed by itself",
    closing,
    closed("peer", CloseReason.fail),
    "idle",
    [report(RemoteStatus.linkClosedByClient, LinkState.idle)],
  ],
  // The client cannot be reached
  [
    "active: a report does not arrive",
    after(open(), opened, received(7)),
    { type: "report-failed" },
    "closing",
    [closeLink(CloseReason.fail)],
  ],
  [
    "to itself: a report does not arrive",
    after(open(owner, own), received(7)),
    { type: "report-failed" },
    "closing",
    [closeLink(CloseReason.fail)],
  ],
  ["closing: a report does not arrive", closing, { type: "report-failed" }, "closing", []],
  // The subnet goes
  [
    "active: its subnet goes",
    active,
    { type: "subnet-deleted", netKeyIndex: 0 },
    "idle",
    [closeLink(CloseReason.fail)],
  ],
  ["active: another subnet goes", active, { type: "subnet-deleted", netKeyIndex: 1 }, "active", []],
  ["idle: a subnet goes", idleLink, { type: "subnet-deleted", netKeyIndex: 0 }, "idle", []],
  // To the node itself
  ["to itself: a PDU", ownActive, send(1), "transfer", [deliver(1)]],
  ["to itself: taken", ownTransfer, delivered, "active", [outboundReport(1)]],
  [
    "to itself: the node closes",
    ownActive,
    closed("peer", CloseReason.fail),
    "idle",
    [report(RemoteStatus.linkClosedByDevice, LinkState.idle, CloseReason.fail)],
  ],
];

for (const [name, state, event, phase, effects] of rows)
  test(`${event.type}: ${name}`, (t) => {
    const step = serverLink(state, event);
    t.is(step.state.phase, phase);
    t.deepEqual(step.effects, effects);
    t.is(linkStateCode(step.state), LinkState[phase]);
  });

for (const event of [
  opened,
  delivered,
  received(1),
  reported,
  { type: "report-failed" },
  { type: "open-failed" },
  closed("peer", CloseReason.fail),
] as const)
  test(`an idle server does nothing about "${event.type}"`, (t) => {
    t.deepEqual(serverLink(idleLink, event), { state: idleLink, effects: [] });
  });
