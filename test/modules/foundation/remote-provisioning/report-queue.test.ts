// In which order a server speaks, whatever becomes of each of its messages.
import test from "ava";
import { RunQueue } from "../../../../modules/base/run-queue.js";
import {
  ReportKind,
  ReportQueue,
  type Report,
} from "../../../../modules/foundation/remote-provisioning/report-queue.js";
import { TestClock } from "../../../support/test-clock.js";

/** Reports of each kind that are kept. */
const capacity = 3;
const client = { src: 1, netKeyIndex: 0 };
const other = { src: 2, netKeyIndex: 0 };

function rig() {
  const clock = new TestClock();
  const queue = new RunQueue(clock);
  const log: string[] = [];
  const ends: ((delivered: boolean) => void)[] = [];
  const send = (one: Report) => {
    if (!reports.begin(one)) return;
    log.push(`send ${one.payload![0]} to ${one.owner.src}`);
    ends.push((delivered) => reports.ended(one, delivered));
  };
  const reports = new ReportQueue({
    clock: queue.clock,
    queue,
    diagnostics: { drop: (reason, octets) => log.push(`drop ${reason} ${octets}`) },
    capacity,
    post: (one) => queue.call(send, one),
  });
  const report = (kind: ReportKind, octet: number, to = client, needed?: () => boolean) =>
    reports.report(kind, to, Uint8Array.of(octet), needed, (delivered) =>
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
  return { clock, end, ends, reports, report, take };
}

for (const [name, kind] of Object.entries(ReportKind))
  if (kind !== ReportKind.status)
    test(`an answer that was owed before goes before a report: ${name}`, (t) => {
      const { reports, report, take } = rig();
      const first = reports.statusPending(client);
      const second = reports.statusPending(client);
      report(kind, 7);
      t.deepEqual(take(), []);
      // Answers have random delays, and may change places.
      second();
      t.deepEqual(take(), []);
      first();
      t.deepEqual(take(), ["send 7 to 1"]);
    });

test("an answer that is owed behind a report does not hold that up, and the next report waits for it", (t) => {
  const { end, reports, report, take } = rig();
  reports.statusPending(client)();
  report(ReportKind.link, 1);
  const second = reports.statusPending(client);
  const third = reports.statusPending(client);
  report(ReportKind.scan, 2);
  t.deepEqual(take(), ["send 1 to 1"]);
  end();
  second();
  t.deepEqual(take(), ["1 delivered"]);
  third();
  t.deepEqual(take(), ["send 2 to 1"]);
});

test("an answer that is owed later, or to somebody else, holds nothing up", (t) => {
  const { reports, report, take } = rig();
  reports.statusPending(other);
  report(ReportKind.link, 7);
  reports.statusPending(client);
  t.deepEqual(take(), ["send 7 to 1"]);
});

test("an answer ends once, however often that is told", (t) => {
  const { reports, report, take } = rig();
  const first = reports.statusPending(client);
  first();
  reports.statusPending(client);
  first();
  report(ReportKind.link, 7);
  t.deepEqual(take(), []);
});

test("reports of a kind follow one another, also where one is lost at first", (t) => {
  const { clock, end, report, take } = rig();
  report(ReportKind.link, 1);
  report(ReportKind.link, 2);
  t.deepEqual(take(), ["send 1 to 1"]);
  end(false);
  clock.advance(499);
  t.deepEqual(take(), []);
  clock.advance(1);
  t.deepEqual(take(), ["send 1 to 1"]);
  end();
  t.deepEqual(take(), ["1 delivered", "send 2 to 1"]);
});

test("kinds of reports and clients do not wait for each other", (t) => {
  const { report, take } = rig();
  report(ReportKind.link, 1);
  report(ReportKind.scan, 2);
  report(ReportKind.extendedScan, 3);
  report(ReportKind.scan, 4, other);
  t.deepEqual(take(), ["send 1 to 1", "send 2 to 1", "send 3 to 1", "send 4 to 2"]);
});

test("a report that never gets there is tried four times, and the next goes on", (t) => {
  const { clock, end, report, take } = rig();
  report(ReportKind.link, 1);
  report(ReportKind.link, 2);
  for (let i = 0; i < 4; i++) {
    t.deepEqual(take(), ["send 1 to 1"]);
    end(false);
    if (i < 3) clock.advance(500);
  }
  t.deepEqual(take(), ["1 lost", "send 2 to 1"]);
});

for (const [name, kind] of Object.entries(ReportKind))
  if (kind !== ReportKind.status)
    test(`reports that find no room are dropped, counted and told as lost, those of other kinds are kept: ${name}`, (t) => {
      const { end, report, take } = rig();
      for (let octet = 1; octet <= capacity + 2; octet++) report(kind, octet);
      report(kind === ReportKind.link ? ReportKind.scan : ReportKind.link, 9, other);
      const dropped = "drop access.no-reply 1";
      t.deepEqual(take(), [dropped, dropped, "4 lost", "5 lost", "send 1 to 1", "send 9 to 2"]);
      end();
      t.deepEqual(take(), ["9 delivered"]);
    });

test("a report that has ended gives its place to another", (t) => {
  const { end, report, take } = rig();
  for (let octet = 1; octet <= capacity; octet++) report(ReportKind.link, octet);
  t.deepEqual(take(), ["send 1 to 1"]);
  end();
  report(ReportKind.link, 4);
  t.deepEqual(take(), ["1 delivered", "send 2 to 1"]);
  report(ReportKind.link, 5);
  t.deepEqual(take(), ["drop access.no-reply 1", "5 lost"]);
});

test("where there is no room, reports that are of no use and not on their way are given up", (t) => {
  const { end, report, take } = rig();
  let needed = true;
  for (let octet = 1; octet <= capacity; octet++)
    report(ReportKind.link, octet, client, () => needed);
  t.deepEqual(take(), ["send 1 to 1"]);
  needed = false;
  report(ReportKind.link, 4);
  t.deepEqual(take(), ["2 lost", "3 lost"]);
  end();
  t.deepEqual(take(), ["1 delivered", "send 4 to 1"]);
});

test("a report that is of no use when its turn comes, or comes again, is not sent", (t) => {
  const { clock, end, report, take } = rig();
  let needed = true;
  report(ReportKind.link, 1, client, () => needed);
  report(ReportKind.link, 2, client, () => needed);
  t.deepEqual(take(), ["send 1 to 1"]);
  needed = false;
  end(false);
  t.deepEqual(take(), ["1 lost", "2 lost"]);
  t.is(clock.pending, 0);
});

for (const [pending, prepare] of [
  [
    "waits for an answer",
    ({ reports, report }) => (reports.statusPending(client), report(ReportKind.scan, 1)),
  ],
  ["waits for the run queue", ({ report }) => report(ReportKind.scan, 1)],
  ["is being sent", ({ report, take }) => (report(ReportKind.scan, 1), take())],
  [
    "is to be tried again",
    ({ end, report, take }) => (report(ReportKind.scan, 1), take(), end(false)),
  ],
] as readonly (readonly [string, (rigged: ReturnType<typeof rig>) => unknown])[])
  for (const [way, stop] of [
    ["cancelled", (reports: ReportQueue) => reports.cancel(ReportKind.scan)],
    ["closed", (reports: ReportQueue) => reports.close()],
  ] as const)
    test(`a report that ${pending} is ${way}: nothing more is sent or told`, (t) => {
      const rigged = rig();
      const { clock, ends, reports, take } = rigged;
      prepare(rigged);
      ends.splice(0, ends.length - 1);
      take();
      if (pending === "waits for the run queue") rigged.report(ReportKind.scan, 1);
      stop(reports);
      // Transport tells what it gives up.
      for (const end of ends) end(false);
      clock.advance(60_000);
      t.deepEqual(take(), []);
      t.is(clock.pending, 0);
    });
