// In which order a server speaks, whatever becomes of each of its messages.
import test from "ava";
import { RunQueue } from "../../../../modules/base/run-queue.js";
import {
  Lane,
  Outbox,
  type Report,
} from "../../../../modules/foundation/remote-provisioning/outbox.js";
import { TestClock } from "../../../support/test-clock.js";

const client = { src: 1, netKeyIndex: 0 };
const other = { src: 2, netKeyIndex: 0 };

function rig() {
  const clock = new TestClock();
  const queue = new RunQueue(clock);
  const log: string[] = [];
  const ends: ((delivered: boolean) => void)[] = [];
  const send = (one: Report) => {
    if (!outbox.begin(one)) return;
    log.push(`send ${one.payload![0]} to ${one.owner.src}`);
    ends.push((delivered) => outbox.ended(one, delivered));
  };
  const outbox = new Outbox({
    clock: queue.clock,
    queue,
    post: (one) => queue.call(send, one),
  });
  const report = (lane: Lane, octet: number, to = client, needed?: () => boolean) =>
    outbox.report(lane, to, Uint8Array.of(octet), needed, (delivered) =>
      log.push(`${octet} ${delivered ? "delivered" : "lost"}`),
    );
  /** The report that was sent last got there, or did not. */
  const end = (delivered = true) => {
    ends[ends.length - 1]!(delivered);
    clock.advance(0);
  };
  const take = () => {
    clock.advance(0);
    return log.splice(0);
  };
  return { clock, end, ends, outbox, report, take };
}

for (const [name, lane] of Object.entries(Lane))
  if (lane !== Lane.answer)
    test(`an answer that was owed before goes before a report: ${name}`, (t) => {
      const { outbox, report, take } = rig();
      const first = outbox.answering(client);
      const second = outbox.answering(client);
      report(lane, 7);
      t.deepEqual(take(), []);
      // Answers have random delays, and may change places.
      second();
      t.deepEqual(take(), []);
      first();
      t.deepEqual(take(), ["send 7 to 1"]);
    });

test("an answer that is owed later, or to somebody else, holds nothing up", (t) => {
  const { outbox, report, take } = rig();
  outbox.answering(other);
  report(Lane.link, 7);
  outbox.answering(client);
  t.deepEqual(take(), ["send 7 to 1"]);
});

test("an answer ends once, however often that is told", (t) => {
  const { outbox, report, take } = rig();
  const first = outbox.answering(client);
  first();
  outbox.answering(client);
  first();
  report(Lane.link, 7);
  t.deepEqual(take(), []);
});

test("reports of a lane follow one another, also where one is lost at first", (t) => {
  const { clock, end, report, take } = rig();
  report(Lane.link, 1);
  report(Lane.link, 2);
  t.deepEqual(take(), ["send 1 to 1"]);
  end(false);
  clock.advance(499);
  t.deepEqual(take(), []);
  clock.advance(1);
  t.deepEqual(take(), ["send 1 to 1"]);
  end();
  t.deepEqual(take(), ["1 delivered", "send 2 to 1"]);
});

test("lanes and clients do not wait for each other", (t) => {
  const { report, take } = rig();
  report(Lane.link, 1);
  report(Lane.scan, 2);
  report(Lane.extendedScan, 3);
  report(Lane.scan, 4, other);
  t.deepEqual(take(), ["send 1 to 1", "send 2 to 1", "send 3 to 1", "send 4 to 2"]);
});

test("a report that never gets there is tried four times, and the next goes on", (t) => {
  const { clock, end, report, take } = rig();
  report(Lane.link, 1);
  report(Lane.link, 2);
  for (let i = 0; i < 4; i++) {
    t.deepEqual(take(), ["send 1 to 1"]);
    end(false);
    if (i < 3) clock.advance(500);
  }
  t.deepEqual(take(), ["1 lost", "send 2 to 1"]);
});

test("a report that is of no use when its turn comes, or comes again, is not sent", (t) => {
  const { clock, end, report, take } = rig();
  let needed = true;
  report(Lane.link, 1, client, () => needed);
  report(Lane.link, 2, client, () => needed);
  t.deepEqual(take(), ["send 1 to 1"]);
  needed = false;
  end(false);
  t.deepEqual(take(), ["1 lost", "2 lost"]);
  t.is(clock.pending, 0);
});

for (const [pending, prepare] of [
  ["waits for an answer", ({ outbox, report }) => (outbox.answering(client), report(Lane.scan, 1))],
  ["waits for the run queue", ({ report }) => report(Lane.scan, 1)],
  ["is being sent", ({ report, take }) => (report(Lane.scan, 1), take())],
  ["is to be tried again", ({ end, report, take }) => (report(Lane.scan, 1), take(), end(false))],
] as readonly (readonly [string, (rigged: ReturnType<typeof rig>) => unknown])[])
  for (const [way, stop] of [
    ["cancelled", (outbox: Outbox) => outbox.cancel(Lane.scan)],
    ["closed", (outbox: Outbox) => outbox.close()],
  ] as const)
    test(`a report that ${pending} is ${way}: nothing more is sent or told`, (t) => {
      const rigged = rig();
      const { clock, ends, outbox, take } = rigged;
      prepare(rigged);
      ends.splice(0, ends.length - 1);
      take();
      if (pending === "waits for the run queue") rigged.report(Lane.scan, 1);
      stop(outbox);
      t.is(outbox.count(Lane.scan), 0);
      // Transport tells what it gives up.
      for (const end of ends) end(false);
      clock.advance(60_000);
      t.deepEqual(take(), []);
      t.is(clock.pending, 0);
    });
