import test from "ava";
import { RunQueue } from "../../../modules/base/run-queue.js";
import { type Reply, ReplyQueue } from "../../../modules/access/reply-queue.js";
import { AccessError } from "../../../modules/access/outgoing-access.js";
import { TransportError } from "../../../modules/transport/transport-error.js";
import { entries } from "../../support/entries.js";
import { ProbeServer } from "../../support/probe-models.js";
import { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

interface TestReply {
  readonly toGroup: boolean;
  readonly delay: boolean;
  readonly send: () => void;
  readonly onFail: (error: Error) => void;
}

/** A reply that nobody misses. */
function reply(toGroup: boolean, send: () => void): TestReply {
  return { toGroup, delay: true, send, onFail: () => undefined };
}

/** What is added is found again by its payload. */
function make(seed = 1) {
  const clock = new TestClock();
  const run = new RunQueue(clock);
  const random = new TestRandom(seed);
  const added = new Map<Uint8Array, TestReply>();
  const sender = {
    sendReply: ({ payload }: Reply) => added.get(payload)!.send(),
    replyFailed: ({ payload }: Reply, error: Error) => added.get(payload)!.onFail(error),
  };
  const replies = entries(run, new ReplyQueue({ clock: run.clock, random, queue: run, sender }));
  const model = new ProbeServer();
  const queue = {
    add: (test: TestReply) => {
      const payload = new Uint8Array(1);
      added.set(payload, test);
      const queued = { due: 0, triesLeft: 0, posted: false };
      replies.add({ model, payload, dst: 5, ...queued }, test.toGroup, test.delay);
    },
    cancel: (error: Error) => replies.cancel(error),
    get length() {
      return replies.length;
    },
  };
  return { clock, queue };
}

/** The times of `count` replies, each asked for when the one before is out. */
function times(toGroup: boolean, count: number): number[] {
  const { clock, queue } = make();
  const delays: number[] = [];
  for (let i = 0; i < count; i++) {
    const begin = clock.now();
    queue.add(reply(toGroup, () => delays.push(clock.now() - begin)));
    clock.advance(1000);
  }
  return delays;
}

for (const [toGroup, longest] of [
  [false, 50],
  [true, 500],
] as const)
  test(`a reply to a ${toGroup ? "group" : "unicast"} message waits 20-${longest} ms`, (t) => {
    const delays = times(toGroup, 2000);
    t.is(delays.length, 2000);
    t.is(
      delays.reduce((a, b) => Math.min(a, b)),
      20,
    );
    const most = delays.reduce((a, b) => Math.max(a, b));
    t.true(most > longest - 5 && most <= longest, `${most}`);
    t.true(new Set(delays).size > (longest - 20) / 2);
  });

test("one reply too many sends the one that is due next at once", (t) => {
  const { clock, queue } = make(7);
  const sent: number[] = [];
  for (let i = 0; i < 16; i++) queue.add(reply(true, () => sent.push(i)));
  t.deepEqual(sent, []);
  queue.add(reply(true, () => sent.push(16)));
  t.is(sent.length, 1);
  const early = sent[0];
  clock.advance(500);
  t.is(sent.length, 17);
  t.is(new Set(sent).size, 17);

  // The one that went early is the one that would have been first.
  const other = make(7);
  const order: number[] = [];
  for (let i = 0; i < 16; i++) other.queue.add(reply(true, () => order.push(i)));
  other.clock.advance(500);
  t.is(order[0], early);
  t.is(clock.pending, 0);
});

test("a queue that is cancelled sends nothing more", (t) => {
  const { clock, queue } = make();
  let sent = 0;
  for (let i = 0; i < 5; i++) queue.add(reply(false, () => sent++));
  queue.cancel(new Error("closed"));
  t.is(clock.pending, 0);
  clock.advance(1000);
  t.is(sent, 0);
});

test("a reply for which transport has no room goes out 10 ms later, and again", (t) => {
  const { clock, queue } = make();
  const times: number[] = [];
  const failed: Error[] = [];
  queue.add({
    toGroup: false,
    delay: false,
    send: () => {
      times.push(clock.now());
      if (times.length < 4) throw new TransportError("no-room", "full");
    },
    onFail: (error) => failed.push(error),
  });
  clock.advance(1000);
  t.deepEqual(times, [0, 10, 20, 30]);
  t.deepEqual(failed, []);
});

test("another failure reaches the sender at once, and so does room that never comes", (t) => {
  for (const [error, tries] of [
    [new TransportError("store", "no sequence number"), 1],
    [new AccessError("no key"), 1],
    [new TransportError("no-room", "full"), 51],
  ] as const) {
    const { clock, queue } = make();
    let count = 0;
    const failed: Error[] = [];
    queue.add({
      toGroup: false,
      delay: true,
      send: () => {
        count++;
        throw error;
      },
      onFail: (why) => failed.push(why),
    });
    clock.advance(10_000);
    t.is(count, tries);
    t.deepEqual(failed, [error]);
    t.is(clock.pending, 0);
  }
});

test("without delay replies keep their order; those that wait are told when they are cancelled", (t) => {
  const { clock, queue } = make();
  const sent: number[] = [];
  for (let i = 0; i < 40; i++)
    queue.add({ toGroup: true, delay: false, send: () => sent.push(i), onFail: () => t.fail() });
  clock.advance(0);
  t.deepEqual(
    sent,
    Array.from({ length: 40 }, (_, i) => i),
  );
  const failed: Error[] = [];
  for (let i = 0; i < 5; i++)
    queue.add({ toGroup: true, delay: true, send: () => t.fail(), onFail: (e) => failed.push(e) });
  const error = new Error("suspended");
  queue.cancel(error);
  t.deepEqual(failed, Array<Error>(5).fill(error));
  t.is(queue.length, 0);
  t.is(clock.pending, 0);
});
