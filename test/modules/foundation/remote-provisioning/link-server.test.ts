// The Remote Provisioning Link state of a server, event by event. Mesh Protocol 1.1 §4.4.5.5.
import test from "ava";
import {
  LinkState,
  Refresh,
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

const owner = { src: 1, netKeyIndex: 0 };
const stranger = { src: 2, netKeyIndex: 0 };
const otherSubnet = { src: 1, netKeyIndex: 1 };
const target = { uuid: new Uint8Array(16).fill(1), timeout: undefined };
const otherDevice = { uuid: new Uint8Array(16).fill(2), timeout: undefined };
const own = { refresh: Refresh.deviceKey };
const pdu = (octet: number) => Uint8Array.of(octet, octet);

const open = (from = owner, to: typeof target | { refresh: number } = target): ServerLinkEvent => ({
  type: "open",
  from,
  target: to,
});
const close = (from = owner): ServerLinkEvent => ({
  type: "close",
  from,
  reason: CloseReason.success,
});
const send = (number: number, from = owner): ServerLinkEvent => ({
  type: "send",
  from,
  number,
  pdu: pdu(number),
});
const received = (octet: number): ServerLinkEvent => ({ type: "received", pdu: pdu(octet) });
const closed = (by: "local" | "peer", reason: CloseReason): ServerLinkEvent => ({
  type: "closed",
  by,
  reason,
});
const opened: ServerLinkEvent = { type: "opened" };
const delivered: ServerLinkEvent = { type: "delivered" };
const reported: ServerLinkEvent = { type: "reported" };

const status = (status: RemoteStatus, state: LinkState): ServerLinkEffect => ({
  type: "status",
  status,
  state,
});
const report = (status: RemoteStatus, state: LinkState, reason?: number): ServerLinkEffect => ({
  type: "report",
  owner,
  status,
  state,
  ...(reason !== undefined && { reason }),
});
const outboundReport = (number: number): ServerLinkEffect => ({
  type: "outbound-report",
  owner,
  number,
});
const pduReport = (number: number, octet: number): ServerLinkEffect => ({
  type: "pdu-report",
  owner,
  number,
  pdu: pdu(octet),
});
const deliver = (octet: number): ServerLinkEffect => ({ type: "deliver", pdu: pdu(octet) });
const closeLink = (reason: number): ServerLinkEffect => ({ type: "close-link", reason });

/** The state after these events. */
function after(...events: readonly ServerLinkEvent[]): ServerLinkState {
  return events.reduce((state, event) => serverLink(state, event).state, idleLink);
}

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
    open(owner, { refresh: Refresh.address }),
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

/** Takes events one after the other; all effects. */
function run(
  state: ServerLinkState,
  ...events: readonly ServerLinkEvent[]
): { state: ServerLinkState; effects: readonly ServerLinkEffect[] } {
  const all: ServerLinkEffect[] = [];
  for (const event of events) {
    const step = serverLink(state, event);
    state = step.state;
    all.push(...step.effects);
  }
  return { state, effects: all };
}

test("two PDUs of the device back to back: the second report waits for the first", (t) => {
  const first = run(active, received(7), received(8));
  t.deepEqual(first.effects, [pduReport(1, 7)]);
  const second = run(first.state, reported);
  t.deepEqual(second.effects, [pduReport(2, 8)]);
  const third = run(second.state, reported, received(9));
  t.deepEqual(third.effects, [pduReport(3, 9)]);
});

test("a PDU that the client sends again after its delivery is reported again and not delivered", (t) => {
  const { effects, state } = run(active, send(1), delivered, send(1), send(1));
  t.deepEqual(effects, [deliver(1), outboundReport(1), outboundReport(1), outboundReport(1)]);
  t.deepEqual(run(state, send(2)).effects, [deliver(2)]);
});

test("a client that sends while its last PDU and a report are under way: none waits for the other", (t) => {
  const { effects } = run(
    active,
    send(1),
    received(7),
    send(1),
    delivered,
    send(2),
    received(8),
    delivered,
    reported,
    reported,
  );
  t.deepEqual(effects, [
    deliver(1),
    pduReport(1, 7),
    outboundReport(1),
    deliver(2),
    outboundReport(2),
    pduReport(2, 8),
  ]);
});

test("numbers go round after 255", (t) => {
  let state = active;
  for (let i = 1; i <= 300; i++) {
    const step = run(state, send(i & 0xff), delivered, received(i & 0xff), reported);
    t.deepEqual(step.effects, [
      deliver(i & 0xff),
      outboundReport(i & 0xff),
      pduReport(i & 0xff, i & 0xff),
    ]);
    ({ state } = step);
  }
});

test("a device that sends faster than can be reported is closed on", (t) => {
  const flood = Array.from({ length: 8 }, (_, i) => received(i));
  const { effects, state } = run(active, ...flood);
  t.is(state.phase, "closing");
  t.deepEqual(effects, [pduReport(1, 0), closeLink(CloseReason.fail)]);
  t.deepEqual(run(state, closed("local", CloseReason.fail)), {
    state: idleLink,
    effects: [report(RemoteStatus.linkClosedCannotReceivePdu, LinkState.idle)],
  });
});

for (const [name, begun, code] of [
  ["a device", after(open(), opened), RemoteStatus.linkClosedCannotDeliverPduReport],
  ["the node itself", ownActive, RemoteStatus.linkClosedByServer],
] as const)
  test(`a report that does not arrive ends the link to ${name} with its status`, (t) => {
    const { effects } = run(
      begun,
      received(7),
      { type: "report-failed" },
      closed("local", CloseReason.fail),
    );
    t.like(effects[effects.length - 1]!, { type: "report", status: code, state: LinkState.idle });
  });

test("counters begin anew with the next link", (t) => {
  const { state } = run(
    active,
    send(1),
    delivered,
    received(7),
    reported,
    close(),
    closed("local", CloseReason.success),
    open(),
    opened,
  );
  t.deepEqual(run(state, send(1), delivered, received(9)).effects, [
    deliver(1),
    outboundReport(1),
    pduReport(1, 9),
  ]);
});
