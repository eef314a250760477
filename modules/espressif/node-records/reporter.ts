import { getUint16BE, putUint16BE } from "../../base/bytes.js";
import { Abort } from "../../base/abort.js";
import { frozen } from "../../base/frozen.js";
import { Timer } from "../../base/timer.js";
import { SequenceError } from "../../network/sequence.js";
import { TransportError } from "../../transport/transport-error.js";
import type { NodeRecord } from "./messages.js";
import { Stage, type StoredNode } from "./node-record-store.js";
import { isProvisioner } from "./record-check.js";
import { type Collectors, isBusy, ReportRoute, Route } from "./report-route.js";
import type { ReporterOptions } from "./reporter-options.js";

/**
 * Record of the collectors: address of the collector and of the parent (2 octets each,
 * big-endian).
 */
const collectorsKey = "fast.to";

/** Reports without an acknowledgment after which the route is changed. */
const maxReportsPerRoute = 4;

/** Queries without an answer after which a retry of the direct route ends. */
const maxQueriesOfRetry = 3;

/** Records of one report on the relayed route: each relay in range sends every segment again. */
const maxRelayedRecords = 3;
/** Queries without an answer after which the relayed route is left. */
const maxRelayedQueries = 2;
/** Factor of the query delay on the relayed route. */
const relayedDelayFactor = 8;

/** Milliseconds after which a report is not deferred further: a dense network may always be busy. */
const maxDeferral = 30_000;

/**
 * Factor of the time from one query to the next in a busy air, as many others ask as well: of a collector
 * that is known to be in range. One out of range is to be left soon.
 */
const busyDelayFactor = 2;

/** The longest delay between two rounds of routes, as a multiple of the batch delay. */
const maxRoundDelayFactor = 32;

/** What became of a message in the transport layer. */
const Outcome = frozen({
  /** All segments were acknowledged. */
  sent: 0,
  /** Segments were sent, and not all of them acknowledged. */
  failed: 1,
  /** No segment was sent: there was no sequence number or no room in the transport layer. */
  unsent: 2,
});
type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Sends the stored records of a node to its collector, directly or through other nodes. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #route = new ReportRoute();
  #collectors: Collectors | undefined;
  /** A query is under way: a report without records, which asks for the last number that was received. */
  #querying = false;
  /** Number of the last report, 0..255. */
  #number = 0;
  /** Addresses of the records in the report that is not acknowledged yet. */
  #sent: readonly number[] = [];
  /** Reports sent on this route without an acknowledgment. */
  #attempts = 0;
  #queriesLeft = 0;
  /** Whether the destination is asked before the next report: others wait, or a report failed. */
  #asks = false;
  /** Whether links held back a report: when they are over, all provisioners have one. */
  #heldBack = false;
  /** Whether the destination was asked, and takes a report now. */
  #admitted = false;
  /** Until when the destination wants not to be asked, ms of the clock. */
  #waitUntil = 0;
  /** Records of the next report: halved when a report is not delivered, doubled when one is. */
  #recordLimit: number;
  /** Milliseconds until the next round of routes. Doubled after each round. */
  #roundDelay: number;
  /** When the next report was first deferred, ms of the clock; undefined: it was not. */
  #deferredSince: number | undefined;
  /** The message under way. */
  #message: Abort | undefined;
  /** Runs until the next report or, from the end of a message on, until its acknowledgment is overdue. */
  readonly #timer: Timer<Reporter>;
  /** What became of the message whose acknowledgment the timer waits for; undefined: it waits for the next report. */
  #outcome: Outcome | undefined;
  #closed = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#timer = new Timer(options.clock, Reporter.#timeOut, this);
    this.#recordLimit = options.parameters.maxRecords;
    this.#roundDelay = options.parameters.batchDelay;
    const record = options.records.read(collectorsKey);
    if (record?.length !== 4) return;
    this.#collectors = { collector: getUint16BE(record, 0), parent: getUint16BE(record, 2) };
    this.update();
  }

  get collectors(): Collectors | undefined {
    return this.#collectors;
  }

  /**
   * The address to which nodes that this node provisions report: the collector if this node
   * reaches it directly, else `own`, this node's address. It is `own` as well where this node was
   * set as the collector.
   */
  collectorForChildren(own: number): number {
    const { collector } = this.#collectors ?? {};
    return collector !== undefined && this.#route.current === Route.direct ? collector : own;
  }

  /** Starts to report to these nodes. Repeated messages with the same addresses have no effect. */
  setCollectors(collectors: Collectors): void {
    const { collector, parent } = this.#collectors ?? {};
    if (collector === collectors.collector && parent === collectors.parent) return;
    const record = new Uint8Array(4);
    putUint16BE(record, 0, collectors.collector);
    putUint16BE(record, 2, collectors.parent);
    this.#options.records.write(collectorsKey, record);
    this.#collectors = collectors;
    this.#restart();
    const { nodes } = this.#options;
    for (const { address } of nodes.inStage(Stage.addressReported))
      nodes.setStage(address, Stage.configured);
    this.update();
  }

  /** Reports to no node until collectors are set: the node left its network. */
  reset(): void {
    const { parameters, records } = this.#options;
    this.#timer.stop();
    this.#restart();
    this.#collectors = undefined;
    this.#number = 0;
    this.#recordLimit = parameters.maxRecords;
    this.#deferredSince = undefined;
    records.delete(collectorsKey);
  }

  close(): void {
    this.#closed = true;
    this.#timer.stop();
  }

  /** Number of records that are not reported yet. */
  get pending(): number {
    return this.#options.nodes.count(Stage.configured);
  }

  /** Schedules a report. Called when records were stored. */
  update(): void {
    if (this.#closed || !this.#collectors || this.#querying || this.#sent.length > 0) return;
    if (this.pending === 0) return this.#timer.stop();
    const { clock, conditions, parameters } = this.#options;
    const { batchDelay, batchSize, forwardedBatchDelay } = parameters;
    // While no record may be sent the delay is the interval at which congestion is checked.
    const records = this.#reportable(conditions.congested());
    const delay = this.#route.current === Route.direct ? batchDelay : forwardedBatchDelay;
    const own = records[0]?.address === conditions.ownAddress();
    const least = own || records.length >= batchSize ? 0 : delay;
    this.#start(Math.max(least, this.#waitUntil - clock.now()));
  }

  /**
   * The destination has the report with this number, and none after it. `wait`: milliseconds until
   * it is asked whether it takes another one; 0: it takes one now.
   */
  acknowledged(number: number, wait = 0): void {
    const queried = this.#querying;
    const delivered = this.#sent.length > 0 && number === this.#number;
    if (this.#closed || (!queried && !delivered)) return;
    this.#route.answered();
    this.#timer.stop();
    this.#abortMessage();
    this.#querying = false;
    this.#asks = wait > 0;
    this.#waitUntil = this.#options.clock.now() + wait;
    this.#admitted = !delivered && !this.#asks;
    if (delivered) return this.#delivered();
    // The destination may have a report with the next number from before this node restarted:
    // the next report gets another number, so that a late answer does not acknowledge it.
    if (number === this.#nextNumber) this.#number = number;
    this.#start(wait);
  }

  /**
   * Where the records go. A node that is the collector itself passes all records on to the node
   * that set it, which the others do not hear: a top provisioner that does not advertise.
   */
  get #destinations(): Collectors {
    const { collector, parent } = this.#collectors!;
    const isOwn = collector === this.#options.conditions.ownAddress();
    return { collector: isOwn ? parent : collector, parent };
  }

  #restart(): void {
    this.#route.reset();
    this.#querying = false;
    this.#asks = false;
    this.#admitted = false;
    this.#waitUntil = 0;
    this.#attempts = 0;
    this.#sent = [];
    this.#roundDelay = this.#options.parameters.batchDelay;
    this.#abortMessage();
  }

  /**
   * Records that may be sent now. While the air is congested these are the provisioners'
   * only, whose own reports are accepted after that, until there are enough for a whole report:
   * in a network of a thousand nodes provisioning takes a minute, and all reports after it would
   * come at the same time. A record of this node itself goes first and alone: without its range
   * the collector refuses the others.
   */
  #reportable(congested: boolean): readonly StoredNode[] {
    const { conditions, nodes, parameters } = this.#options;
    const records = nodes.inStage(Stage.configured);
    const own = conditions.ownAddress();
    for (const record of records) if (record.address === own) return [record];
    const few = records.length < parameters.maxRecords;
    return congested && few ? records.filter(isProvisioner) : records;
  }

  get #nextNumber(): number {
    return (this.#number + 1) & 0xff;
  }

  #delivered(): void {
    const { conditions, nodes, parameters } = this.#options;
    this.#recordLimit = Math.min(parameters.maxRecords, 2 * this.#recordLimit);
    this.#roundDelay = parameters.batchDelay;
    for (const address of this.#sent) {
      // A provisioner's device key is needed for its reports, and Node Addr Get asks for own nodes.
      const node = nodes.get(address);
      if (node && (node.own || isProvisioner(node))) nodes.setStage(address, Stage.recordReported);
      else nodes.remove(address);
    }
    this.#sent = [];
    this.#attempts = 0;
    this.#route.delivered(this.#destinations, conditions);
    this.update();
  }

  #abortMessage(): void {
    this.#message?.abort();
    this.#message = undefined;
  }

  #start(delay: number): void {
    this.#outcome = undefined;
    this.#timer.start(delay);
  }

  static #timeOut(reporter: Reporter): void {
    if (reporter.#outcome === undefined) reporter.#report();
    else if (reporter.#outcome === Outcome.unsent) reporter.#unsent();
    else reporter.#unacknowledged(reporter.#outcome === Outcome.failed);
  }

  #report(): void {
    const { conditions } = this.#options;
    if (!this.#collectors) return;
    const relayed = this.#route.current === Route.relayed;
    const limit = relayed ? Math.min(maxRelayedRecords, this.#recordLimit) : this.#recordLimit;
    const records = this.#reportable(conditions.congested()).slice(0, limit);
    this.#abortMessage();
    this.#sent = [];
    if (records.length === 0) {
      this.#admitted = false;
      if (this.pending > 0) this.#heldBack = true;
      return this.update();
    }
    if (this.#attempts >= maxReportsPerRoute) return this.#changeRoute();
    const delay = this.#defer();
    if (delay > 0) return this.#start(delay);
    this.#queriesLeft = this.#maxMessages - 1;
    if (this.#mustAsk(records.length)) return this.#query();
    this.#admitted = this.#heldBack = false;
    this.#sent = records.map(({ address }) => address);
    this.#number = this.#nextNumber;
    this.#attempts++;
    this.#send(records);
  }

  /**
   * Whether a query comes first. A long message to a node out of range would only occupy the air,
   * and one of many at the same time, too, as they come while links are heard and after these.
   */
  #mustAsk(records: number): boolean {
    if (!this.#route.reachable) return true;
    const { conditions } = this.#options;
    const after = this.#heldBack && this.#route.current === Route.direct;
    const many = records > 1 && (after || conditions.congested());
    return !this.#admitted && (this.#asks || many);
  }

  /** Milliseconds until the report may be sent: many reports at a time would collide. */
  #defer(): number {
    const { clock, conditions } = this.#options;
    this.#deferredSince ??= clock.now();
    const delay = clock.now() - this.#deferredSince < maxDeferral ? conditions.deferral() : 0;
    if (delay === 0) this.#deferredSince = undefined;
    return delay;
  }

  /** Messages on this route, the report included, before it is sent again or the route is changed. */
  get #maxMessages(): number {
    const { maxQueries } = this.#options.parameters;
    if (this.#route.current === Route.relayed) return maxRelayedQueries;
    return this.#route.retriesDirect ? Math.min(maxQueriesOfRetry, maxQueries + 1) : maxQueries + 1;
  }

  #changeRoute(): void {
    const { conditions, parameters } = this.#options;
    this.#attempts = 0;
    if (!this.#route.next(this.#destinations, conditions)) return this.#start(0);
    this.#start(this.#roundDelay);
    this.#roundDelay = Math.min(2 * this.#roundDelay, maxRoundDelayFactor * parameters.batchDelay);
  }

  #query(): void {
    this.#querying = true;
    this.#send([]);
  }

  #send(records: readonly NodeRecord[]): void {
    const { collector, parent } = this.#destinations;
    const { current } = this.#route;
    const dst = current === Route.parent ? parent : collector;
    const message = new Abort();
    this.#message = message;
    const onEnd = (error?: Error) => this.#messageEnded(message, outcomeOf(error));
    const options = { dst, signal: message, onEnd, ...(current !== Route.relayed && { ttl: 0 }) };
    try {
      this.#options.server.report(this.#number, records, options);
    } catch {
      // The node left its network. The report was not sent: no query asks for its number, which
      // may be that of a report from before a restart.
      this.#messageEnded(message, Outcome.unsent);
    }
  }

  /** Starts the time for the acknowledgment, unless the message was replaced by another one. */
  #messageEnded(message: Abort, outcome: Outcome): void {
    if (this.#closed || this.#message !== message) return;
    const { conditions, parameters } = this.#options;
    const { queryDelay } = parameters;
    const waits = this.#route.inRange && isBusy(conditions);
    const growth = waits ? busyDelayFactor : parameters.queryDelayFactor;
    const queries = this.#maxMessages - 1 - this.#queriesLeft;
    const factor = this.#route.current === Route.relayed ? relayedDelayFactor : 1;
    this.#outcome = outcome;
    this.#timer.start(factor * queryDelay * growth ** queries);
  }

  /** The message was not sent: it does not count as an attempt. */
  #unsent(): void {
    if (this.#sent.length > 0) this.#attempts--;
    this.#querying = false;
    this.#report();
  }

  /** No acknowledgment came. `failed`: nor were the segments of the message acknowledged. */
  #unacknowledged(failed: boolean): void {
    if (!failed && this.#queriesLeft-- > 0) return this.#query();
    const reportFailed = failed && !this.#querying;
    if (reportFailed) {
      this.#recordLimit = Math.max(1, this.#recordLimit >> 1);
      this.#asks = true;
    }
    this.#querying = false;
    // A collector that answers queries and receives no report is at the limit of its range.
    const marginal = reportFailed && this.#route.current === Route.direct;
    if (this.#route.reachable && !marginal) this.#report();
    else this.#changeRoute();
  }
}

function outcomeOf(error: Error | undefined): Outcome {
  if (!error) return Outcome.sent;
  const noRoom = error instanceof TransportError && error.reason === "no-room";
  return noRoom || error instanceof SequenceError ? Outcome.unsent : Outcome.failed;
}
