// The same state over several events: order, repeats, numbers. Mesh Protocol 1.1 §4.4.5.5.
import test from "ava";
import {
  LinkState,
  RemoteStatus,
} from "../../../../modules/foundation/remote-provisioning/codes.js";
import {
  idleLink,
  serverLink,
  type ServerLinkEffect,
  type ServerLinkEvent,
  type ServerLinkState,
} from "../../../../modules/foundation/remote-provisioning/link-server.js";
import { CloseReason } from "../../../../modules/provisioning/link.js";
import {
  owner,
  own,
  open,
  close,
  send,
  received,
  closed,
  opened,
  delivered,
  reported,
  report,
  outboundReport,
  pduReport,
  deliver,
  closeLink,
  after,
} from "../../../support/link-events.js";

const active = after(open(), opened);
const ownActive = after(open(owner, own));

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
