import { getUint16BE, putUint16BE } from "../../base/bytes.js";
import { Abort } from "../../base/abort.js";
import { frozen } from "../../base/frozen.js";
import type { Records } from "../../base/records.js";
import { SequenceError } from "../../network/sequence.js";
import { TransportError } from "../../transport/transport-error.js";
import type { Clock, TimerHandle } from "../../host/clock.js";
import type { NodeRecord } from "./messages.js";
import { provisionsOn } from "./reported-record.js";
import { type BookEntry, type RecordBook, Stage } from "./record-book.js";
import type { NodeRecordServer } from "./server.js";

/** When reports are sent. Times in milliseconds. */
export interface ReportTiming {
  /** So many records are sent at once, */
  readonly enough: number;
  /** and fewer when no other came for so long. */
  readonly quiet: number;
  /** The same where records have several hops before them. */
  readonly hopQuiet: number;
  /** An acknowledgement that does not come is asked for after so long, */
  readonly ask: number;
  /** each time so much longer, */
  readonly factor: number;
  /** so often, before the report is sent again. */
  readonly asks: number;
  /** Records of one message, 1..9. */
  readonly most: number;
}

export interface ReporterOptions {
  readonly clock: Clock;
  readonly book: RecordBook;
  readonly server: NodeRecordServer;
  readonly timing: ReportTiming;
  /** Where it keeps whom it reports to. */
  readonly records: Records;
  /** Whether records of nodes that do not provision had better wait: the air is needed for more. */
  readonly busy: () => boolean;
  /** Whether nobody around is provisioned: relays are on again there. */
  readonly calm: () => boolean;
  /** Milliseconds for which a message had better wait, as others are reporting; then it is asked again. 0: none. */
  readonly hold: () => number;
}

/** Whom a node reports to. */
export interface Collectors {
  /** Who is to get the records in the end; no relay is on while others are provisioned. */
  readonly collector: number;
  /** Who passes them on where that one does not hear this node. */
  readonly parent: number;
}

const collectorsKey = "fast.to";

/** Reports in vain after which another way is tried. */
const triesOfOneWay = 4;

/** Reports that the parent takes before the collector is tried again; after that twice as many each time. */
const leastPassedOn = 1;
/** Questions in vain after which that is given up. */
const asksOfTrial = 3;

/** Records of one message over relays, */
const mostOverRelays = 3;
/** questions after which they are given up for now, */
const asksOverRelays = 2;
/** and how much longer an answer takes. */
const relaysSlower = 8;

/** Milliseconds after which it does not wait for others any more: an air may never be free. */
const longestHold = 30_000;

/** The longest rest between two rounds, as a multiple of `quiet`. */
const longestRest = 32;

/**
 * How records go: straight to the collector, or to the parent, who passes them on, or
 * to the collector over relays, which are on again where nobody is provisioned any
 * more: the parent may be gone, or this node elsewhere.
 */
const Way = frozen({ straight: 0, parent: 1, relays: 2 });
/** Straight, and to the parent twice: one silence need not mean that nobody hears. */
const round = frozen([Way.straight, Way.parent, Way.parent]);
/** The ways in turn. Relays cost the air of all, and who is silent may just be busy. */
const turns = frozen([...round, ...round, ...round, Way.relays]);

/** Brings the records of a node's book to their collector: straight, or hop by hop through those who provisioned it. */
export class Reporter {
  readonly #options: ReporterOptions;
  #collectors: Collectors | undefined;
  #way: number = Way.straight;
  /** Place in `turns`. */
  #turns = 0;
  /** Whom it reports to has answered: it is in reach, and has this node's key. */
  #reached = false;
  /** It is asked whether it hears this node, or has the report. */
  #asking = false;
  #number = 0;
  /** Addresses of the records under way. */
  #sent: readonly number[] = [];
  #tries = 0;
  #asks = 0;
  /** Records of the next report: fewer after one that did not get through, as over a weak link. */
  #most: number;
  /** Reports that the parent took in a row, and how many until the collector is tried again. */
  #passedOn = 0;
  #mostPassedOn = leastPassedOn;
  /** Milliseconds until the ways are tried again. */
  #rest: number;
  /** Since when others go first, ms of the clock; undefined: they do not. */
  #heldSince: number | undefined;
  /** The message under way. */
  #message: Abort | undefined;
  #timer: TimerHandle | undefined;
  #closed = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#most = options.timing.most;
    this.#rest = options.timing.quiet;
    const record = options.records.read(collectorsKey);
    if (record?.length !== 4) return;
    this.#collectors = { collector: getUint16BE(record, 0), parent: getUint16BE(record, 2) };
    this.changed();
  }

  get collectors(): Collectors | undefined {
    return this.#collectors;
  }

  /** Whom the nodes that this one provisions may report to: this one's collector, where it reaches that itself. */
  collectorOfChildren(own: number): number {
    const { collector } = this.#collectors ?? {};
    return collector !== undefined && this.#way === Way.straight ? collector : own;
  }

  /** Begins to report, to these. */
  setCollectors(collectors: Collectors): void {
    const { collector, parent } = this.#collectors ?? {};
    // Its answer was lost.
    if (collector === collectors.collector && parent === collectors.parent) return;
    const record = new Uint8Array(4);
    putUint16BE(record, 0, collectors.collector);
    putUint16BE(record, 2, collectors.parent);
    this.#options.records.write(collectorsKey, record);
    this.#collectors = collectors;
    this.#way = Way.straight;
    this.#turns = 0;
    this.#passedOn = 0;
    this.#mostPassedOn = leastPassedOn;
    this.#reached = false;
    this.#asking = false;
    this.#tries = 0;
    this.#sent = [];
    this.#giveUp();
    const { book, timing } = this.#options;
    this.#rest = timing.quiet;
    for (const { address } of book.at(Stage.announced)) book.setStage(address, Stage.configured);
    this.changed();
  }

  /** Records that are not reported yet. */
  get pending(): number {
    return this.#options.book.count(Stage.configured);
  }

  /** There are new records in the book. */
  changed(): void {
    if (this.#closed || !this.#collectors || this.#asking || this.#sent.length > 0) return;
    if (this.pending === 0) return this.#stop();
    const { busy, timing } = this.#options;
    const due = this.#waiting(busy());
    // A busy air is looked at again.
    const quiet = this.#way === Way.straight ? timing.quiet : timing.hopQuiet;
    this.#start(due.length >= timing.enough ? 0 : quiet);
  }

  /**
   * Those that may go now: while the air is busy only nodes whose own reports hang on
   * it. Of a thousand nodes the reports would take a third of the air otherwise.
   */
  #waiting(busy: boolean): readonly BookEntry[] {
    const waiting = this.#options.book.at(Stage.configured);
    return busy ? waiting.filter(provisionsOn) : waiting;
  }

  /** Whom it reports to has the report of this number, and none after it. */
  acknowledged(number: number): void {
    const asked = this.#asking;
    const arrived = this.#sent.length > 0 && number === this.#number;
    if (this.#closed || (!asked && !arrived)) return;
    this.#reached = true;
    // Somebody near is there, busy as he may be: relays have time.
    if (this.#way !== Way.relays) this.#turns %= round.length;
    this.#stop();
    this.#giveUp();
    this.#asking = false;
    if (arrived) return this.#arrived();
    // It hears this node, and lacks what was sent, or nothing was yet. What it has, as from before
    // a restart, is not to be taken for the next report when it says so once more.
    if (number === this.#next) this.#number = number;
    this.#start(0);
  }

  get #next(): number {
    return (this.#number + 1) & 0xff;
  }

  #arrived(): void {
    const { book, timing } = this.#options;
    this.#most = Math.min(timing.most, 2 * this.#most);
    this.#rest = timing.quiet;
    for (const address of this.#sent) {
      // The keys of those that report in turn are needed then; of its own it tells when it is asked.
      const entry = book.get(address);
      if (entry && (entry.own || provisionsOn(entry))) book.setStage(address, Stage.reported);
      else book.remove(address);
    }
    this.#sent = [];
    this.#tries = 0;
    if (this.#shorterWayDue()) this.#takeWay(0);
    this.changed();
  }

  /**
   * Whether the collector is tried again: at once after a report that all relays sent, and
   * now and then where the parent passes them on, as silence may have been the noise of
   * those who were provisioned then.
   */
  #shorterWayDue(): boolean {
    if (this.#way !== Way.parent) {
      this.#passedOn = 0;
      this.#mostPassedOn = leastPassedOn;
      return this.#way === Way.relays;
    }
    if (++this.#passedOn < this.#mostPassedOn || this.#options.busy()) return false;
    this.#passedOn = 0;
    this.#mostPassedOn *= 2;
    return true;
  }

  /** Reports to nobody until collectors are set: the node left its network. */
  reset(): void {
    const { most, quiet } = this.#options.timing;
    this.#stop();
    this.#giveUp();
    this.#collectors = undefined;
    this.#reached = false;
    this.#asking = false;
    this.#sent = [];
    this.#number = 0;
    this.#tries = 0;
    this.#most = most;
    this.#rest = quiet;
    this.#heldSince = undefined;
    this.#options.records.delete(collectorsKey);
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  /** The rest of the message under way is of no use any more, and what becomes of it of no matter. */
  #giveUp(): void {
    this.#message?.abort();
    this.#message = undefined;
  }

  #start(delay: number): void {
    this.#stop();
    this.#timer = this.#options.clock.schedule(() => {
      this.#timer = undefined;
      this.#report();
    }, delay);
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  #report(): void {
    const collectors = this.#collectors;
    const { busy } = this.#options;
    if (!collectors) return;
    // Every relay in earshot sends each segment again: a long message would drown itself.
    const most = this.#way === Way.relays ? Math.min(mostOverRelays, this.#most) : this.#most;
    const records = this.#waiting(busy()).slice(0, most);
    this.#giveUp();
    this.#sent = [];
    if (records.length === 0) return this.changed();
    if (this.#tries >= triesOfOneWay) return this.#turn();
    const hold = this.#hold();
    if (hold > 0) return this.#start(hold);
    this.#asks = this.#mostAsks - 1;
    // A long message to somebody out of reach would take the air from all.
    if (!this.#reached) return this.#ask();
    this.#sent = records.map(({ address }) => address);
    this.#number = this.#next;
    this.#tries++;
    this.#send(records);
  }

  /** Many reports at a time would keep each other from arriving: of those in earshot a few go at once. */
  #hold(): number {
    const { clock, hold } = this.#options;
    this.#heldSince ??= clock.now();
    const wait = clock.now() - this.#heldSince < longestHold ? hold() : 0;
    if (wait === 0) this.#heldSince = undefined;
    return wait;
  }

  get #mostAsks(): number {
    const { asks } = this.#options.timing;
    if (this.#way === Way.relays) return asksOverRelays;
    const trial = this.#way === Way.straight && this.#mostPassedOn > leastPassedOn;
    return trial ? Math.min(asksOfTrial, asks + 1) : asks + 1;
  }

  /** The next way: one that worked may not any more. After each round in vain the air rests, longer each time. */
  #turn(): void {
    this.#tries = 0;
    this.#takeWay((this.#turns + 1) % turns.length);
    if (this.#way === Way.relays && !this.#options.calm()) this.#takeWay(0);
    if (this.#way !== Way.straight || this.#turns % round.length !== 0) return this.#start(0);
    this.#start(this.#rest);
    this.#rest = Math.min(2 * this.#rest, longestRest * this.#options.timing.quiet);
  }

  #takeWay(turn: number): void {
    const { collector, parent } = this.#collectors!;
    this.#turns = turn;
    this.#reached = false;
    const way = turns[turn]!;
    this.#way = way === Way.parent && parent === collector ? Way.straight : way;
  }

  #ask(): void {
    this.#asking = true;
    this.#send([]);
  }

  #send(records: readonly NodeRecord[]): void {
    const { clock, server, timing } = this.#options;
    const { collector, parent } = this.#collectors!;
    const dst = this.#way === Way.parent ? parent : collector;
    const near = this.#way !== Way.relays;
    const asked = this.#mostAsks - 1 - this.#asks;
    const patience = (near ? 1 : relaysSlower) * timing.ask * timing.factor ** asked;
    const message = new Abort();
    this.#message = message;
    const then = (next: () => void) => {
      // What became of an earlier message is of no matter any more.
      if (this.#closed || this.#message !== message) return;
      this.#stop();
      this.#timer = clock.schedule(next, patience);
    };
    // The acknowledgement is awaited from when the message was sent.
    const onEnd = (error?: Error) =>
      then(() => (wasSent(error) ? this.#askAgain(error !== undefined) : this.#reportUnsent()));
    const number = this.#number;
    try {
      server.report(number, records, { dst, signal: message, onEnd, ...(near && { ttl: 0 }) });
    } catch {
      // The node left its network: that says nothing of the way. It is not asked for, as its
      // number may be that of a report from before a restart.
      then(() => this.#reportUnsent());
    }
  }

  /** What transport had no room for: it does not count as a try. */
  #reportUnsent(): void {
    this.#timer = undefined;
    if (this.#sent.length > 0) this.#tries--;
    this.#asking = false;
    this.#report();
  }

  /** Asks on, or sends the report again; who does not answer at all is out of reach. */
  #askAgain(failed: boolean): void {
    this.#timer = undefined;
    if (!failed && this.#asks-- > 0) return this.#ask();
    // Who answers at times and takes no report is at the edge of reach.
    const edge = failed && !this.#asking && this.#way === Way.straight;
    // A question tells nothing of how long a message may be.
    if (failed && !this.#asking) this.#most = Math.max(1, this.#most >> 1);
    this.#asking = false;
    if (this.#reached && !edge) this.#report();
    else this.#turn();
  }
}

/** Whether a message with this end was on the air: one without a number, or for which there was no room, was not. */
function wasSent(error: Error | undefined): boolean {
  const full = error instanceof TransportError && error.reason === "no-room";
  return !full && !(error instanceof SequenceError);
}
