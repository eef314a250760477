import test from "ava";
import { entries } from "../../support/entries.js";
import { RunQueue } from "../../../modules/base/run-queue.js";
import { Abort } from "../../../modules/base/abort.js";
import { Sequence, SequenceError } from "../../../modules/network/sequence.js";
import { provisionedIvState } from "../../../modules/network/iv-update.js";
import type { Network } from "../../../modules/network/network.js";
import type { OriginatedPdu } from "../../../modules/network/network-pdu.js";
import type { DeviceKey } from "../../../modules/crypto/application-key.js";
import type { Subnet } from "../../../modules/network/subnets.js";
import {
  decodeSegmentHeader,
  type SegmentAcknowledgment,
} from "../../../modules/transport/lower-transport-pdu.js";
import { RelayDistances } from "../../../modules/transport/relay-distance.js";
import { type Transfer } from "../../../modules/transport/segmented-message.js";
import { TransportError } from "../../../modules/transport/transport-error.js";
import { Segmentation } from "../../../modules/transport/segmentation.js";
import { defaultSarTransmitter } from "../../../modules/transport/sar-configuration.js";
import { testRecords } from "../../support/records.js";
import { TestClock } from "../../support/test-clock.js";

const subnet = { netKeyIndex: 0 } as Subnet;
const key = {} as DeviceKey;
/** The source of messages that cannot be encrypted. */
const broken = 0x0bad;
const otherSubnet = { netKeyIndex: 1 } as Subnet;

function make() {
  const { records, store } = testRecords();
  const clock = new TestClock();
  const sequence = Sequence.create(records, provisionedIvState(7, false), 1);
  const sent: (OriginatedPdu & { time: number })[] = [];
  const network = {
    backlog: 0,
    transmitCredentials: (netKeyIndex: number) => ({ subnet: { netKeyIndex } }),
    send: (pdu: OriginatedPdu) =>
      sent.push({ ...pdu, bytes: pdu.bytes.slice(), time: clock.now() }),
  } as unknown as Network;
  const queue = new RunQueue(clock);
  const layer = new Segmentation({
    distances: new RelayDistances(),
    clock: queue.clock,
    queue,
    network,
    sequence,
    sar: { sarTransmitter: defaultSarTransmitter },
    user: {
      seal: ({ payload, src }, seq) => {
        if (src === broken) throw new TransportError("cancelled", "its key is gone");
        return new Uint8Array(payload.length + 4).fill(seq);
      },
    },
  });
  const outgoing = entries(queue, layer);
  const results: string[] = [];
  const transfer = (dst: number, octets = 20, name = dst.toString(16)): Transfer => ({
    subnet,
    src: 0x0001,
    dst,
    ttl: 7,
    key,
    aid: 2,
    payload: new Uint8Array(octets - 4),
    onEnd: (error) => results.push(error ? `${name}: ${error.message}` : name),
  });
  const header = { type: 0, longMic: false, seqZero: 0, segO: 0, segN: 0 };
  const shown = () =>
    sent.map(({ bytes, dst }) => {
      decodeSegmentHeader(bytes, 0, bytes.length, false, header);
      return `${dst.toString(16)} ${header.seqZero} ${header.segO}/${header.segN}`;
    });
  const ack = (
    dst: number,
    seqZero: number,
    bits = 3,
    changes: Partial<SegmentAcknowledgment> = {},
  ) => outgoing.acknowledge(subnet, dst, 0x0001, { onBehalf: false, seqZero, bits, ...changes });
  return { ack, clock, layer, network, outgoing, results, sent, sequence, shown, store, transfer };
}

test("segments go out one interval apart, the first with the number of the message", (t) => {
  const { ack, clock, outgoing, results, sent, shown, transfer } = make();
  outgoing.sendSegmented(transfer(2, 30));
  clock.advance(150);
  t.deepEqual(shown(), ["2 0 0/2", "2 0 1/2", "2 0 2/2"]);
  t.deepEqual(
    sent.map(({ seq, time }) => [seq, time]),
    [
      [0, 0],
      [1, 60],
      [2, 120],
    ],
  );
  t.true(sent.every(({ control, ivIndex, ttl }) => !control && ivIndex === 7 && ttl === 7));
  t.true(ack(2, 0, 7));
  t.deepEqual(results, ["2"]);
  t.false(outgoing.busy);
  t.is(clock.pending, 0);
});

test("one message per destination, four destinations at a time", (t) => {
  const { ack, clock, outgoing, results, shown, transfer } = make();
  for (const dst of [2, 2, 3, 4, 5, 6]) outgoing.sendSegmented(transfer(dst));
  t.deepEqual(shown(), ["2 0 0/1", "3 1 0/1", "4 2 0/1", "5 3 0/1"]);
  t.true(outgoing.busy);
  t.true(ack(3, 1));
  t.true(outgoing.busy);
  clock.advance(0);
  t.is(shown()[4], "6 4 0/1");
  t.true(ack(2, 0));
  clock.advance(0);
  t.is(shown()[5], "2 5 0/1");
  t.deepEqual(results, ["3", "2"]);
});

test("what comes when one has just ended goes after those that wait", (t) => {
  const { ack, clock, layer, outgoing, results, shown, transfer } = make();
  outgoing.sendSegmented(transfer(2));
  outgoing.sendSegmented(transfer(2, 20, "second"));
  // Outside of an entry: the one that waits has its turn when the clock goes on.
  layer.acknowledge(subnet, 2, 0x0001, { onBehalf: false, seqZero: 0, bits: 3 });
  layer.sendSegmented(transfer(2, 20, "third"));
  t.is(shown().length, 1);
  clock.advance(0);
  ack(2, 1);
  clock.advance(0);
  ack(2, 2);
  t.deepEqual(results, ["2", "second", "third"]);
});

test("sixteen messages may wait", (t) => {
  const { ack, clock, outgoing, transfer } = make();
  for (let i = 0; i < 17; i++) outgoing.sendSegmented(transfer(2));
  t.throws(() => outgoing.sendSegmented(transfer(2)), {
    name: "TransportError",
    message: /16 segmented messages wait already/,
  });
  ack(2, 0);
  clock.advance(0);
  outgoing.sendSegmented(transfer(2));
});

const strangers: readonly (readonly [string, (rig: ReturnType<typeof make>) => boolean])[] = [
  ["another SeqZero", ({ ack }) => ack(2, 1)],
  ["another source", ({ ack }) => ack(3, 0)],
  [
    "another element",
    ({ outgoing }) =>
      outgoing.acknowledge(subnet, 2, 0x0002, { onBehalf: false, seqZero: 0, bits: 3 }),
  ],
  [
    "another subnet",
    ({ outgoing }) =>
      outgoing.acknowledge(otherSubnet, 2, 0x0001, { onBehalf: false, seqZero: 0, bits: 3 }),
  ],
];

for (const [name, acknowledge] of strangers)
  test(`an acknowledgement of nothing: ${name}`, (t) => {
    const rig = make();
    rig.outgoing.sendSegmented(rig.transfer(2));
    t.false(acknowledge(rig));
    t.deepEqual(rig.results, []);
    t.true(rig.ack(2, 0));
  });

test("a friend acknowledges for its node; bits 0 end the message", (t) => {
  const { ack, outgoing, results, transfer } = make();
  outgoing.sendSegmented(transfer(2));
  t.true(ack(9, 0, 3, { onBehalf: true }));
  outgoing.sendSegmented(transfer(2));
  t.true(ack(2, 1, 0));
  t.deepEqual(results, ["2", "2: 0002 has no room for the message"]);
});

test("without any acknowledgement a message ends after four rounds, a group message well after three", (t) => {
  const { clock, outgoing, results, sent, transfer } = make();
  outgoing.sendSegmented(transfer(2));
  outgoing.sendSegmented(transfer(0xc000));
  clock.advance(30_000);
  t.deepEqual(results.sort(), ["2: 0002 did not acknowledge all segments", "c000"]);
  t.is(sent.length, 14);
  t.is(new Set(sent.map(({ seq }) => seq)).size, 14);
  t.is(clock.pending, 0);
});

test("a store that gives no numbers ends a message, or refuses it", (t) => {
  const { clock, outgoing, results, sent, store, transfer } = make();
  outgoing.sendSegmented(transfer(2));
  store.failing = true;
  clock.advance(60);
  t.deepEqual(results, ["2: no sequence number can be had"]);
  outgoing.sendSegmented(transfer(2, 20, "segmented"));
  t.regex(results[1]!, /^segmented: no sequence numbers can be reserved/);
  t.throws(() => outgoing.sendUnsegmented(transfer(2, 10)), { instanceOf: SequenceError });
  const control = {
    netKeyIndex: 0,
    src: 1,
    dst: 2,
    ttl: 0,
    control: true,
    bytes: new Uint8Array(7),
  };
  t.false(outgoing.sendPdu(control));
  t.is(sent.length, 1);
  t.false(outgoing.busy);
  store.failing = false;
  t.true(outgoing.sendPdu(control));
});

test("a message that waits when the store fails is told so", (t) => {
  const { ack, clock, outgoing, results, store, transfer } = make();
  outgoing.sendSegmented(transfer(2));
  outgoing.sendSegmented(transfer(2, 20, "second"));
  store.failing = true;
  ack(2, 0);
  clock.advance(0);
  t.is(results[0], "2");
  t.regex(results[1]!, /^second: no sequence numbers can be reserved/);
});

test("a message ends before its numbers run 8192 ahead of its first", (t) => {
  const { clock, outgoing, results, sequence, transfer } = make();
  outgoing.sendSegmented(transfer(2));
  for (let i = 0; i < 8190; i++) sequence.next();
  clock.advance(60);
  t.deepEqual(results, []);
  sequence.next();
  clock.advance(1000);
  t.deepEqual(results, ["2: no sequence number can be had"]);
});

test("an unsegmented message has its type before it, and ends with the bearer", (t) => {
  const { outgoing, results, sent, transfer } = make();
  outgoing.sendUnsegmented(transfer(2, 15));
  t.is(sent[0]!.bytes.length, 16);
  t.is(sent[0]!.bytes[0], 0x42);
  t.deepEqual(results, []);
  sent[0]!.onEnd!(true);
  outgoing.sendUnsegmented(transfer(3, 15));
  sent[1]!.onEnd!(false);
  t.deepEqual(results, ["2", "3: the bearer's queue is full"]);
  t.false(outgoing.busy);
});

test("what waits for the radio is waited for, between segments and after the last", (t) => {
  const { clock, network, outgoing, sent, transfer } = make();
  const busy: { backlog: number } = network;
  busy.backlog = 100;
  outgoing.sendSegmented(transfer(2));
  clock.advance(160);
  busy.backlog = 0;
  clock.advance(2000);
  t.deepEqual(
    sent.slice(0, 2).map(({ time }) => time),
    [0, 160],
  );
  const calm = make();
  calm.outgoing.sendSegmented(calm.transfer(2));
  calm.clock.advance(2000);
  t.deepEqual(
    calm.sent.slice(0, 2).map(({ time }) => time),
    [0, 60],
  );
  // The wait after the last segment began with 100 ms waiting for the radio.
  t.is(sent[2]!.time - sent[1]!.time, calm.sent[2]!.time - calm.sent[1]!.time + 100);
});

test("cancelling ends all messages, those that wait too", (t) => {
  const { clock, outgoing, results, sent, transfer } = make();
  outgoing.sendSegmented(transfer(2));
  outgoing.sendSegmented(transfer(2));
  outgoing.cancel();
  t.deepEqual(results, [
    "2: the node was closed or suspended",
    "2: the node was closed or suspended",
  ]);
  t.is(clock.pending, 0);
  clock.advance(1000);
  t.is(sent.length, 1);
});

test("a message that is of no use any more sends no more segments, and makes room for the next", (t) => {
  const { ack, clock, outgoing, results, shown, transfer } = make();
  const signal = new Abort();
  outgoing.sendSegmented({ ...transfer(2, 60, "first"), signal });
  outgoing.sendSegmented(transfer(2, 20, "second"));
  clock.advance(70);
  t.deepEqual(shown(), ["2 0 0/4", "2 0 1/4"]);
  signal.abort();
  clock.advance(0);
  t.deepEqual(shown().slice(2), ["2 2 0/1"]);
  t.false(ack(2, 0, 31), "nobody waits for its acknowledgement");
  ack(2, 2);
  clock.advance(60_000);
  t.deepEqual(results, ["second"], "its end is not told");
  t.is(shown().filter((line) => line.includes("/4")).length, 2);
  t.false(outgoing.busy);
  t.is(clock.pending, 0);
});

test("one that waits is given up without having been sent", (t) => {
  const { ack, clock, outgoing, results, shown, transfer } = make();
  const signal = new Abort();
  outgoing.sendSegmented(transfer(2, 20, "first"));
  outgoing.sendSegmented({ ...transfer(2, 20, "second"), signal });
  outgoing.sendSegmented(transfer(2, 20, "third"));
  signal.abort();
  ack(2, 0);
  clock.advance(0);
  ack(2, 1);
  clock.advance(60_000);
  t.deepEqual(results, ["first", "third"]);
  t.is(shown().length, 2);
  t.false(outgoing.busy);
});

test("a signal that comes after the end of its message changes nothing", (t) => {
  const { ack, outgoing, results, transfer } = make();
  const signal = new Abort();
  outgoing.sendSegmented({ ...transfer(2, 20, "first"), signal });
  ack(2, 0);
  outgoing.sendSegmented(transfer(2, 20, "second"));
  signal.abort();
  t.true(outgoing.busy);
  t.true(ack(2, 1));
  t.deepEqual(results, ["first", "second"]);
});

const ends: readonly (readonly [string, (rig: ReturnType<typeof make>, abort: Abort) => void])[] = [
  ["acknowledged", ({ ack }) => ack(2, 0)],
  ["given up by the peer", ({ ack }) => ack(2, 0, 0)],
  ["timed out", ({ clock }) => clock.advance(60_000)],
  ["cancelled by who sent it", (_rig, abort) => abort.abort()],
  ["cancelled with all others", ({ outgoing }) => outgoing.cancel()],
];

for (const [name, end] of ends)
  test(`who waits until no message is under way is told when the last one is over: ${name}`, (t) => {
    const rig = make();
    const { clock, outgoing, shown, transfer } = rig;
    const abort = new Abort();
    outgoing.sendSegmented({ ...transfer(2), signal: abort });
    let idle = 0;
    outgoing.whenIdle(() => idle++);
    clock.advance(0);
    t.is(idle, 0);
    end(rig, abort);
    clock.advance(0);
    t.is(idle, 1);
    t.false(outgoing.busy);
    outgoing.sendSegmented(transfer(3));
    t.true(shown().at(-1)!.startsWith("3 "));
    t.is(idle, 1);
  });

test("a sender that is never idle becomes it: while somebody waits for that, new messages wait", (t) => {
  const { ack, clock, outgoing, sequence, shown, transfer } = make();
  outgoing.sendSegmented(transfer(2));
  const begun = shown().length;
  let changed = false;
  outgoing.whenIdle(() => {
    changed = sequence.update({ type: "beacon", ivIndex: 9, inProgress: false });
  });
  for (const dst of [3, 4, 5, 6]) outgoing.sendSegmented(transfer(dst));
  clock.advance(50);
  t.is(shown().length, begun);
  t.true(ack(2, 0));
  clock.advance(0);
  t.true(changed);
  // Those that waited have numbers of the new IV Index.
  t.deepEqual(shown().slice(begun), ["3 0 0/1", "4 1 0/1", "5 2 0/1", "6 3 0/1"]);
});

/** How a message ends, and the rest after it. */
const endsWithSignal: readonly (readonly [string, (rig: ReturnType<typeof make>) => void])[] = [
  ["acknowledged", ({ ack }) => ack(2, 0)],
  ["timed out", ({ clock }) => clock.advance(60_000)],
  ["cancelled with all others", ({ outgoing }) => outgoing.cancel()],
];

for (const [name, end] of endsWithSignal)
  test(`a signal that outlives its messages keeps no listener of theirs: ${name}`, (t) => {
    const rig = make();
    const { clock, outgoing, transfer } = rig;
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      addEventListener: (_type: string, listener: () => void) => listeners.add(listener),
      removeEventListener: (_type: string, listener: () => void) => listeners.delete(listener),
    };
    // The second never starts.
    outgoing.sendSegmented({ ...transfer(2), signal });
    outgoing.sendSegmented({ ...transfer(3), signal, src: broken });
    t.is(listeners.size, 1);
    end(rig);
    clock.advance(0);
    t.is(listeners.size, 0);
  });
