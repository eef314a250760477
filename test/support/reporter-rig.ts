import type { SendOptions } from "../../modules/access/model.js";
import type { NodeRecord } from "../../modules/espressif/node-records/messages.js";
import {
  type StoredNode,
  NodeRecordStore,
  Stage,
} from "../../modules/espressif/node-records/node-record-store.js";
import { Reporter } from "../../modules/espressif/node-records/reporter.js";
import type { ReportParameters } from "../../modules/espressif/node-records/reporter-options.js";
import type { NodeRecordServer } from "../../modules/espressif/node-records/server.js";
import { crypto } from "./crypto.js";
import { testRecords, TestStore } from "./records.js";
import { TestClock } from "./test-clock.js";

export const collector = 0x0001;
/** Unicast address of the node that reports. */
export const own = 0x0009;
export const parent = 0x0005;
export const timing: ReportParameters = {
  batchSize: 4,
  batchDelay: 200,
  forwardedBatchDelay: 200,
  queryDelay: 80,
  queryDelayFactor: 1,
  maxQueries: 2,
  maxRecords: 3,
};
/** Milliseconds until a message is delivered. */
export const duration = 10;

export interface Sent {
  readonly time: number;
  readonly number: number;
  /** Addresses of the records; none: it asks. */
  readonly nodes: readonly number[];
  readonly dst: number;
  /** 0: no further than its hop; undefined: over relays. */
  readonly ttl: number | undefined;
}

/** The number with which a question is answered, as soon as it is delivered; undefined: it is not. */
export type Answers = (question: Sent) => number | undefined;

/** Who hears, and has nothing. */
export const lacks: Answers = ({ number }) => number ^ 0x80;
export const silent: Answers = () => undefined;

/** Over which way a message goes. */
export type Way = Pick<Sent, "dst" | "ttl">;

export const straight: Way = { dst: collector, ttl: 0 };
export const overParent: Way = { dst: parent, ttl: 0 };
export const overRelays: Way = { dst: collector, ttl: undefined };

/** Answers who are in reach over one way only, and have nothing. */
export function over(way: Way): Answers {
  return (question) =>
    question.dst === way.dst && question.ttl === way.ttl ? lacks(question) : undefined;
}

/** A reporter whose server and air are the test's. */
export function makeReporter(
  store = new TestStore(),
  clock = new TestClock(),
  changes: Partial<ReportParameters> = {},
) {
  const { records } = testRecords(store);
  const nodeStore = new NodeRecordStore({ crypto, records });
  const sent: Sent[] = [];
  const air = {
    busy: false,
    calm: true,
    /** Milliseconds for which others go first. */
    hold: 0,
    /** Thrown when something is to be sent. */
    error: undefined as Error | undefined,
    /** What becomes of a report. */
    failed: undefined as Error | undefined,
    /** Milliseconds that a report with records takes. */
    duration,
    answers: silent,
    /** Numbers of the messages that were given up, also those that were delivered before. */
    givenUp: [] as number[],
  };
  const server = {
    report(number: number, nodes: readonly NodeRecord[], options: SendOptions) {
      if (air.error) throw air.error;
      const { dst, onEnd, signal, ttl } = options;
      const message = {
        time: clock.now(),
        number,
        nodes: nodes.map(({ address }) => address),
        dst,
        ttl,
      };
      sent.push(message);
      const asks = nodes.length === 0;
      const failed = asks ? undefined : air.failed;
      let ended = false;
      signal?.addEventListener("abort", () => {
        if (!asks && !ended) air.givenUp.push(number);
        // Transport tells nothing of what was given up.
        ended = !asks;
      });
      clock.schedule(
        () => {
          if (ended) return;
          ended = true;
          onEnd?.(failed);
          const answer = asks ? air.answers(message) : undefined;
          if (answer !== undefined) reporter.acknowledged(answer);
        },
        asks ? duration : air.duration,
      );
    },
  } as unknown as NodeRecordServer;
  const congested = () => air.busy;
  const noLinksHeard = () => air.calm;
  const deferral = () => air.hold;
  const ownAddress = () => own;
  const reporter = new Reporter({
    clock,
    nodes: nodeStore,
    server,
    parameters: { ...timing, ...changes },
    records,
    conditions: { congested, deferral, noLinksHeard, ownAddress },
  });
  const add = (address: number, changes: Partial<StoredNode> = {}) => {
    nodeStore.put({
      address,
      elements: 1,
      uuid: new Uint8Array(16).fill(address),
      deviceKey: new Uint8Array(16).fill(address),
      stage: Stage.configured,
      own: true,
      rangeMin: 0,
      rangeMax: 0,
      ...changes,
    });
    reporter.update();
  };
  /** Acknowledges what was sent last. */
  const acknowledge = () => reporter.acknowledged(sent[sent.length - 1]!.number);
  const reports = () => sent.filter((message) => message.nodes.length > 0);
  /** What each report carried. */
  const nodes = () => reports().map((report) => report.nodes);
  const questions = () => sent.filter((message) => message.nodes.length === 0);
  return {
    acknowledge,
    add,
    air,
    nodeStore,
    clock,
    nodes,
    questions,
    reporter,
    reports,
    sent,
    store,
  };
}

export type ReporterRig = ReturnType<typeof makeReporter>;

/** One that knows its collector, and nobody has answered it yet. */
export function begun(): ReporterRig {
  const rig = makeReporter();
  rig.reporter.setCollectors({ collector, parent });
  return rig;
}

/** One that is in reach of its collector, at 0 ms with nothing sent that counts; questions are not answered any more. */
export function reached(): ReporterRig {
  const rig = begun();
  for (const address of [0x70, 0x71, 0x72, 0x73]) rig.add(address);
  rig.clock.advance(0);
  rig.reporter.acknowledged(0x80);
  for (const address of [0x70, 0x71, 0x72, 0x73]) rig.nodeStore.remove(address);
  rig.clock.advance(0);
  rig.reporter.update();
  rig.sent.length = 0;
  return rig;
}

/**
 * One that has reported 0x70 over this way, as report 1, and nothing was sent since; questions
 * are not answered any more.
 */
export function reachedOver(way: Way): ReporterRig {
  const rig = begun();
  rig.air.answers = over(way);
  rig.add(0x70);
  rig.clock.advance(60_000, () => rig.reports().length > 0);
  // A busy air keeps it from trying the collector again.
  rig.air.busy = true;
  rig.acknowledge();
  rig.air.busy = false;
  rig.air.answers = silent;
  rig.sent.length = 0;
  return rig;
}

/** Over which ways they went. */
export function ways(sent: ReporterRig["sent"]) {
  return sent.map(({ dst, ttl }) => ({ dst, ttl }));
}

/** So many messages over each of the ways. */
export function each(count: number, list: readonly Way[]): Way[] {
  return list.flatMap((way) => Array.from({ length: count }, () => way));
}

/** Lets as many reports go without an acknowledgement. */
export function inVain(rig: ReporterRig, count: number): void {
  const until = rig.reports().length + count;
  rig.clock.advance(60_000, () => rig.reports().length >= until);
}
