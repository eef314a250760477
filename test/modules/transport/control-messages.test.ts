import test from "ava";
import { RunQueue } from "../../../modules/base/run-queue.js";
import type { DropReason } from "../../../modules/host/drop-reason.js";
import {
  ControlMessages,
  type ControlTransfer,
  type ReceivedControl,
} from "../../../modules/transport/control-messages.js";
import { RelayDistances } from "../../../modules/transport/relay-distance.js";
import { entries } from "../../support/entries.js";
import { testRecords } from "../../support/records.js";
import { TestClock } from "../../support/test-clock.js";

function make() {
  const clock = new TestClock();
  const queue = new RunQueue(clock);
  const { diagnostics } = testRecords();
  const distances = new RelayDistances();
  const sent: ControlTransfer[] = [];
  const sender = { sendPdu: (pdu: ControlTransfer) => sent.push(pdu) > 0 };
  const settings = { defaultTtl: 7 };
  const control = new ControlMessages({ queue, diagnostics, distances, sender, settings });
  const entered = entries(queue, control);
  const handled: ReceivedControl[] = [];
  const handler = {
    reason: undefined as DropReason | undefined,
    receiveControl(message: ReceivedControl) {
      handled.push(message);
      return this.reason;
    },
  };
  control.on(0x0b, handler);
  const receive = (seq: number, changes: Partial<ReceivedControl> = {}) =>
    entered.receive(
      {
        opcode: 0x0b,
        parameters: Uint8Array.of(1, 2),
        src: 5,
        dst: 1,
        ttl: 4,
        ivIndex: 7,
        seq,
        ...changes,
      } as ReceivedControl,
      3,
    );
  return { control, diagnostics, distances, handled, handler, queue, receive, sent };
}

const transfer: ControlTransfer = {
  control: true,
  bytes: Uint8Array.of(0x0b, 1),
  netKeyIndex: 0,
  src: 1,
  dst: 5,
  ttl: 7,
};

test("a message goes to whoever takes its opcode, once, and shows how far away its source is", (t) => {
  const { diagnostics, distances, handled, receive } = make();
  receive(10);
  receive(10);
  receive(9);
  t.is(handled.length, 1);
  t.deepEqual(handled[0]!.parameters, Uint8Array.of(1, 2));
  t.is(distances.to(5), 3);
  t.deepEqual(diagnostics.drops(), { "network.replay": 2 });
  receive(11);
  receive(0, { ivIndex: 8 });
  t.is(handled.length, 3);
});

test("an opcode that nobody takes is dropped, and counted", (t) => {
  const { diagnostics, handled, receive } = make();
  receive(10, { opcode: 0x0c });
  t.is(handled.length, 0);
  t.deepEqual(diagnostics.drops(), { "transport.unknown-control": 1 });
});

test("a message that has no effect may have it later, and says nothing of its source", (t) => {
  const { diagnostics, distances, handled, handler, receive } = make();
  handler.reason = "transport.length";
  receive(10);
  t.is(distances.to(5), -1);
  t.deepEqual(diagnostics.drops(), { "transport.length": 1 });
  handler.reason = undefined;
  receive(10);
  t.is(handled.length, 2);
  t.is(distances.to(5), 3);
});

test("two cannot take one opcode", (t) => {
  const { control, handler } = make();
  t.throws(() => control.on(0x0b, handler), { instanceOf: RangeError, message: /opcode 11/ });
});

test("0 to 11 octets of parameters are sent; more, or no opcode, are refused", (t) => {
  const { control, sent } = make();
  t.true(control.send(transfer));
  t.true(control.send({ ...transfer, bytes: new Uint8Array(12) }));
  t.is(sent.length, 2);
  for (const length of [0, 13])
    t.throws(() => control.send({ ...transfer, bytes: new Uint8Array(length) }), {
      instanceOf: RangeError,
    });
});

test("once it is closed nothing is sent or handled", (t) => {
  const { control, handled, queue, receive, sent } = make();
  queue.entered = true;
  control.sendSoon(transfer);
  control.receive(
    { opcode: 0x0b, parameters: new Uint8Array(0), src: 5, ivIndex: 7, seq: 1 } as ReceivedControl,
    1,
  );
  control.close();
  queue.leave();
  receive(10);
  t.false(control.send(transfer));
  t.deepEqual([sent.length, handled.length], [0, 0]);
});
