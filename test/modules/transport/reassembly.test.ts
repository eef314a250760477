import test from "ava";
import { entries } from "../../support/entries.js";
import { RunQueue } from "../../../modules/base/run-queue.js";
import { defaultNetworkSettings } from "../../../modules/network/settings.js";
import { Reassembly } from "../../../modules/transport/reassembly.js";
import {
  decodeAcknowledgment,
  encodeSegment,
} from "../../../modules/transport/lower-transport-pdu.js";
import { defaultSarReceiver } from "../../../modules/transport/sar-configuration.js";
import { testRecords } from "../../support/records.js";
import { receivedPdu } from "../../support/received-pdu.js";
import { message, replayList } from "../../support/replay.js";
import { TestClock } from "../../support/test-clock.js";

const own = 0x0100;

interface Sent {
  readonly seq: number;
  readonly segO: number;
  /** SEQ of the first segment. */
  readonly first: number;
  readonly src?: number;
  readonly dst?: number;
  readonly segN?: number;
  readonly ttl?: number;
  readonly type?: number;
  readonly ivIndex?: number;
  readonly control?: boolean;
  readonly octets?: number;
}

/** `control.authentic`: what the upper transport layer says of messages that are complete. */
function make(base = testRecords(), incomingMessages = 6, backlog = 0) {
  const { diagnostics } = base;
  const clock = new TestClock();
  const { list: replay } = replayList(20, base);
  const control = { authentic: true };
  const acks: { dst: number; src: number; ttl: number; seqZero: number; bits: number }[] = [];
  const complete: { src: number; dst: number; seq: number; bytes: Uint8Array }[] = [];
  const queue = new RunQueue(clock);
  const layer = new Reassembly({
    incomingMessages,
    clock: queue.clock,
    diagnostics,
    replay,
    settings: defaultNetworkSettings(),
    sar: { sarReceiver: defaultSarReceiver },
    network: { backlog },
    control: {
      sendSoon: ({ src, dst, ttl, bytes }) => {
        const { bits, seqZero } = decodeAcknowledgment(bytes.subarray(1))!;
        acks.push({ src, dst, ttl, seqZero, bits });
      },
    },
    user: {
      reassembled: ({ highestSeq, identity: { dst, ivIndex, seq, src } }, bytes) => {
        if (!control.authentic) return;
        const changes = { firstSeq: seq, segmented: true, bytes };
        replay.admit(message(src, ivIndex, highestSeq, changes), false);
        complete.push({ src, dst, seq, bytes: bytes.slice() });
      },
    },
  });
  const incoming = entries(queue, layer);
  const receive = (sent: Sent) => {
    const {
      control: isControl = false,
      dst = own,
      first,
      ivIndex = 5,
      segN = 1,
      segO,
      seq,
      src = 2,
    } = sent;
    const { octets = isControl ? 8 : 12, ttl = 4, type = 0x41 } = sent;
    const header = { type, longMic: false, seqZero: first & 0x1fff, segO, segN };
    const pdu = encodeSegment(header, new Uint8Array(octets).fill(segO + 1), 0, octets);
    if (!replay.isNew(src, ivIndex, seq)) return;
    const fields = { ivIndex, control: isControl, ttl, seq, src, dst };
    incoming.receive(receivedPdu(fields, pdu));
  };
  return { ...base, acks, clock, complete, control, incoming, layer, receive, replay };
}

test("two segments in any order make one message, acknowledged at once", (t) => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const { acks, complete, receive } = make();
    for (const segO of order) receive({ seq: 100 + segO, first: 100, segO, octets: segO ? 3 : 12 });
    t.is(complete.length, 1);
    t.like(complete[0]!, { src: 2, dst: own, seq: 100 });
    t.deepEqual(
      complete[0]!.bytes,
      Uint8Array.from({ length: 15 }, (_, i) => (i < 12 ? 1 : 2)),
    );
    t.deepEqual(acks, [{ src: own, dst: 2, ttl: 7, seqZero: 100, bits: 3 }]);
  }
});

test("a message is being received from its first segment until it is complete or discarded", (t) => {
  const { clock, layer, receive } = make();
  t.false(layer.isReceiving(2, own));
  receive({ seq: 10, segO: 0, first: 10 });
  t.true(layer.isReceiving(2, own));
  t.false(layer.isReceiving(3, own));
  t.false(layer.isReceiving(2, own + 1));
  receive({ seq: 11, segO: 1, first: 10 });
  t.false(layer.isReceiving(2, own));
  receive({ seq: 20, segO: 0, first: 20 });
  t.true(layer.isReceiving(2, own));
  clock.advance(10_000);
  t.false(layer.isReceiving(2, own));
});

test("TTL 0 is acknowledged with TTL 0; a group is not acknowledged", (t) => {
  const { acks, clock, complete, receive } = make();
  for (const segO of [0, 1]) receive({ seq: 100 + segO, first: 100, segO, ttl: 0 });
  t.is(acks[0]!.ttl, 0);
  for (const segO of [0, 1]) receive({ seq: 110 + segO, first: 110, segO, dst: 0xc000 });
  clock.advance(60_000);
  t.is(complete.length, 2);
  t.is(acks.length, 1);
});

test("what is missing is told after the acknowledgement delay", (t) => {
  const { acks, clock, receive } = make();
  receive({ seq: 102, first: 100, segO: 2, segN: 3 });
  clock.advance(149);
  t.is(acks.length, 0);
  clock.advance(1);
  t.deepEqual(acks, [{ src: own, dst: 2, ttl: 7, seqZero: 100, bits: 4 }]);
});

test("where much waits for the radio, an acknowledgement waits for more segments, and repeats earn fewer", (t) => {
  const { acks, clock, complete, receive } = make(testRecords(), 6, 1000);
  receive({ seq: 100, first: 100, segO: 0, segN: 3 });
  clock.advance(1149);
  t.is(acks.length, 0);
  clock.advance(1);
  t.deepEqual(
    acks.map(({ bits }) => bits),
    [0b1],
  );
  for (const segO of [1, 2, 3]) receive({ seq: 100 + segO, first: 100, segO, segN: 3 });
  t.is(complete.length, 1);
  t.is(acks.length, 2, "at once when all is there");
  for (let i = 0; i < 10; i++) {
    receive({ seq: 110 + i, first: 100, segO: 3, segN: 3 });
    clock.advance(110);
  }
  t.is(acks.length, 2);
  clock.advance(100);
  receive({ seq: 130, first: 100, segO: 3, segN: 3 });
  t.is(acks.length, 3);
});

test("without new segments a message is discarded after ten seconds, and its place is free", (t) => {
  const { clock, diagnostics, receive } = make();
  receive({ seq: 100, first: 100, segO: 0 });
  clock.advance(9_999);
  t.is(diagnostics.dropped("transport.discard-timeout"), 0);
  clock.advance(1);
  t.is(diagnostics.dropped("transport.discard-timeout"), 1);
  t.is(clock.pending, 0);
});

test("a receiver that is full says so with bits 0, and takes messages again when one is over", (t) => {
  const { acks, clock, complete, diagnostics, receive } = make();
  for (let src = 1; src <= 6; src++) receive({ seq: 100, first: 100, segO: 0, src });
  receive({ seq: 100, first: 100, segO: 0, src: 7 });
  t.deepEqual(acks, [{ src: own, dst: 7, ttl: 7, seqZero: 100, bits: 0 }]);
  t.is(diagnostics.dropped("transport.no-room"), 1);
  receive({ seq: 100, first: 100, segO: 0, src: 8, dst: 0xc000 });
  t.is(acks.length, 1);
  t.is(diagnostics.dropped("transport.no-room"), 2);
  receive({ seq: 101, first: 100, segO: 1, src: 3 });
  for (const segO of [0, 1]) receive({ seq: 200 + segO, first: 200, segO, src: 7 });
  t.is(complete.length, 2);
  clock.advance(20_000);
  for (const segO of [0, 1]) receive({ seq: 300 + segO, first: 300, segO, src: 8 });
  t.is(complete.length, 3);
});

test("two messages of one way are put together side by side, whichever is newer; a third takes the place of the one heard least lately", (t) => {
  const { complete, receive } = make();
  receive({ seq: 100, first: 100, segO: 0 });
  receive({ seq: 120, first: 110, segO: 0 });
  receive({ seq: 121, first: 100, segO: 1 });
  receive({ seq: 122, first: 110, segO: 1 });
  t.deepEqual(
    complete.map(({ seq }) => seq),
    [100, 110],
  );
  for (const first of [200, 210, 220]) receive({ seq: first, first, segO: 0 });
  for (const first of [210, 220]) receive({ seq: first + 1, first, segO: 1 });
  t.deepEqual(
    complete.map(({ seq }) => seq),
    [100, 110, 210, 220],
  );
});

test("the same numbers under the next IV Index are another message", (t) => {
  const { complete, receive } = make();
  receive({ seq: 100, first: 100, segO: 0 });
  receive({ seq: 100, first: 100, segO: 0, ivIndex: 6 });
  t.is(complete.length, 0);
  receive({ seq: 101, first: 100, segO: 1 });
  t.is(complete.length, 1);
  receive({ seq: 101, first: 100, segO: 1, ivIndex: 6 });
  t.is(complete.length, 2);
});

const mismatches: readonly (readonly [string, Partial<Sent>, string])[] = [
  ["another AID", { type: 0x42 }, "transport.segment-mismatch"],
  ["another SegN", { segN: 2 }, "transport.segment-mismatch"],
  ["a control message", { control: true }, "transport.segment-mismatch"],
  ["a segment that is not full", { segO: 0, octets: 11 }, "transport.segment-header"],
  ["SegO above SegN", { segO: 2 }, "transport.segment-header"],
];

for (const [name, changes, reason] of mismatches)
  test(`a segment does not fit: ${name}`, (t) => {
    const { complete, diagnostics, receive } = make();
    receive({ seq: 100, first: 100, segO: 0 });
    receive({ seq: 101, first: 100, segO: 1, ...changes });
    t.is(diagnostics.dropped(reason as "transport.segment-header"), 1);
    receive({ seq: 102, first: 100, segO: 1 });
    t.is(complete.length, 1);
  });

test("a SeqZero that no number stands for is refused", (t) => {
  const { diagnostics, receive } = make();
  receive({ seq: 5, first: 6, segO: 0 });
  t.is(diagnostics.dropped("transport.segment-header"), 1);
});

test("repeats of a complete message are acknowledged and not delivered", (t) => {
  const { acks, clock, complete, receive } = make();
  for (const segO of [0, 1]) receive({ seq: 100 + segO, first: 100, segO });
  clock.advance(200);
  for (const segO of [0, 1]) receive({ seq: 102 + segO, first: 100, segO });
  t.is(complete.length, 1);
  t.is(acks.length, 2);
});

test("a complete message whose place was given to others is acknowledged again, and not delivered", (t) => {
  const { acks, clock, complete, diagnostics, receive } = make();
  for (const segO of [0, 1]) receive({ seq: 100 + segO, first: 100, segO });
  for (let src = 3; src <= 8; src++) receive({ seq: 100, first: 100, segO: 0, src });
  for (let src = 3; src <= 8; src++) receive({ seq: 101, first: 100, segO: 1, src });
  t.is(complete.length, 7);
  acks.length = 0;
  for (const segO of [0, 1]) receive({ seq: 102 + segO, first: 100, segO });
  t.is(complete.length, 7);
  // Once a round of segments, as while it had its place.
  t.deepEqual(acks, [{ src: own, dst: 2, ttl: 7, seqZero: 100, bits: 3 }]);
  clock.advance(1000);
  receive({ seq: 104, first: 100, segO: 0 });
  t.is(acks.length, 2);
  t.is(diagnostics.dropped("transport.old-sequence"), 0);
  for (const segO of [0, 1]) receive({ seq: 106 + segO, first: 106, segO });
  t.is(complete.length, 8);
  for (const segO of [0, 1]) receive({ seq: 110 + segO, first: 100, segO });
  t.is(complete.length, 8);
  t.is(diagnostics.dropped("transport.old-sequence"), 2);
});

test("it is acknowledged again where all places are taken too", (t) => {
  const { acks, complete, receive } = make(testRecords(), 2);
  for (const segO of [0, 1]) receive({ seq: 100 + segO, first: 100, segO });
  for (const src of [3, 4]) receive({ seq: 100, first: 100, segO: 0, src });
  acks.length = 0;
  receive({ seq: 102, first: 100, segO: 0 });
  t.deepEqual(acks, [{ src: own, dst: 2, ttl: 7, seqZero: 100, bits: 3 }]);
  t.is(complete.length, 1);
});

test("two messages of a source side by side, to the node and to a group, are both delivered, in either order", (t) => {
  for (const [first, second] of [
    [own, 0xc000],
    [0xc000, own],
  ] as const)
    for (const lastOf of [first, second]) {
      const { complete, receive } = make();
      receive({ seq: 100, first: 100, segO: 0, dst: first });
      receive({ seq: 102, first: 102, segO: 0, dst: second });
      const other = lastOf === first ? second : first;
      receive({ seq: 103, first: other === first ? 100 : 102, segO: 1, dst: other });
      receive({ seq: 104, first: lastOf === first ? 100 : 102, segO: 1, dst: lastOf });
      t.deepEqual(
        complete.map(({ dst }) => dst),
        [other, lastOf],
      );
      // And neither of them again.
      for (const [dst, seq] of [
        [first, 100],
        [second, 102],
      ] as const)
        for (const segO of [0, 1]) receive({ seq: 110 + seq + segO, first: seq, segO, dst });
      t.is(complete.length, 2);
    }
});

test("what no upper layer authenticated changes nothing of what is known of a source", (t) => {
  const { complete, control, receive, replay } = make();
  for (const segO of [0, 1]) receive({ seq: 100 + segO, first: 100, segO });
  control.authentic = false;
  // Garbage, in messages of one segment, with the highest number there is among them.
  for (let i = 0; i < 40; i++)
    receive({ seq: 0x2000 + i, first: 0x2000 + i, segO: 0, segN: 0, src: 2, dst: own });
  receive({ seq: 0xffffff, first: 0xffffff, segO: 0, segN: 0 });
  for (let src = 50; src < 90; src++) receive({ seq: 1, first: 1, segO: 0, segN: 0, src });
  control.authentic = true;
  for (const segO of [0, 1]) receive({ seq: 102 + segO, first: 100, segO });
  t.is(complete.length, 1, "a replay");
  for (const segO of [0, 1]) receive({ seq: 110 + segO, first: 110, segO });
  t.is(complete.length, 2);
  t.is(replay.size, 1);
});

test("nor after a restart, though they come with new numbers", (t) => {
  const first = make();
  for (const segO of [0, 1]) first.receive({ seq: 100 + segO, first: 100, segO });
  t.is(first.complete.length, 1);
  const again = make(testRecords(first.store.copy()));
  for (const segO of [0, 1]) again.receive({ seq: 102 + segO, first: 100, segO });
  t.is(again.complete.length, 0);
  t.deepEqual(again.acks, [{ src: own, dst: 2, ttl: 7, seqZero: 100, bits: 3 }]);
  for (const segO of [0, 1]) again.receive({ seq: 110 + segO, first: 110, segO });
  t.is(again.complete.length, 1);
});

test("the replay list learns the number of a message's first segment, when it is complete", (t) => {
  const { receive, replay } = make();
  receive({ seq: 103, first: 100, segO: 1 });
  t.true(replay.isNew(2, 5, 50));
  receive({ seq: 102, first: 100, segO: 0 });
  t.false(replay.isNew(2, 5, 100));
  t.true(replay.isNew(2, 5, 101));
});

test("close forgets everything", (t) => {
  const { acks, clock, incoming, receive } = make();
  receive({ seq: 100, first: 100, segO: 0 });
  incoming.close();
  t.is(clock.pending, 0);
  clock.advance(20_000);
  t.is(acks.length, 0);
});

test("a node has room for as many messages as its limits say", (t) => {
  for (const incomingMessages of [1, 3]) {
    const { complete, diagnostics, receive } = make(testRecords(), incomingMessages);
    for (let src = 1; src <= incomingMessages + 1; src++)
      receive({ seq: 100, first: 100, segO: 0, src });
    t.is(diagnostics.dropped("transport.no-room"), 1);
    for (let src = 1; src <= incomingMessages + 1; src++)
      receive({ seq: 101, first: 100, segO: 1, src });
    t.is(complete.length, incomingMessages);
  }
});
