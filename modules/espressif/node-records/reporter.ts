import type { Clock, TimerHandle } from "../../host/clock.js";
import type { NodeRecord } from "./messages.js";
import { type RecordBook, Stage } from "./record-book.js";
import type { NodeRecordServer } from "./server.js";

/** When reports are sent. Times in milliseconds. */
export interface ReportTiming {
  /** So many records are sent at once, */
  readonly enough: number;
  /** and fewer when no other came for so long. */
  readonly quiet: number;
  /** A report that is not acknowledged is sent again after so long; twice as long each time, */
  readonly retry: number;
  /** up to this. */
  readonly longestRetry: number;
  /** Records of one message, 1..10. */
  readonly most: number;
}

export interface ReporterOptions {
  readonly clock: Clock;
  readonly book: RecordBook;
  readonly server: NodeRecordServer;
  readonly timing: ReportTiming;
}

/** Whom a node reports to. */
export interface Collectors {
  /** Who is to get the records in the end; no relay is on while others are provisioned. */
  readonly collector: number;
  /** Who passes them on where that one does not hear this node. */
  readonly parent: number;
}

/** After so many reports in vain the collector counts as out of reach. */
const directTries = 2;

/** Brings the records of a node's book to their collector: straight, or hop by hop through those who provisioned it. */
export class Reporter {
  readonly #options: ReporterOptions;
  #collectors: Collectors | undefined;
  #direct = true;
  #number = 0;
  /** Addresses of the records under way. */
  #sent: readonly number[] = [];
  #tries = 0;
  #timer: TimerHandle | undefined;
  #closed = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  get collectors(): Collectors | undefined {
    return this.#collectors;
  }

  /** Whom the nodes that this one provisions may report to: this one's collector, where it reaches that itself. */
  collectorOfChildren(own: number): number {
    const { collector } = this.#collectors ?? {};
    return collector !== undefined && this.#direct ? collector : own;
  }

  /** Begins to report, to these. */
  setCollectors(collectors: Collectors): void {
    this.#collectors = collectors;
    this.#direct = true;
    this.#tries = 0;
    this.#sent = [];
    this.changed();
  }

  /** Records that are not reported yet. */
  get pending(): number {
    let count = 0;
    for (const { stage } of this.#options.book.entries) if (stage === Stage.configured) count++;
    return count;
  }

  /** There are new records in the book. */
  changed(): void {
    const { pending } = this;
    if (this.#closed || !this.#collectors || this.#sent.length > 0 || pending === 0) return;
    const { enough, quiet } = this.#options.timing;
    this.#start(pending >= enough ? 0 : quiet);
  }

  /** The report of this number arrived. */
  acknowledged(number: number): void {
    if (this.#sent.length === 0 || number !== this.#number) return;
    const { book } = this.#options;
    for (const address of this.#sent) {
      // The device keys of those that this node took in are needed when they report in turn.
      if (book.get(address)?.own) book.setStage(address, Stage.reported);
      else book.remove(address);
    }
    this.#sent = [];
    this.#tries = 0;
    this.#stop();
    this.changed();
  }

  close(): void {
    this.#closed = true;
    this.#stop();
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
    const { book, server, timing } = this.#options;
    if (!collectors) return;
    if (this.#direct && this.#tries >= directTries && collectors.parent !== collectors.collector) {
      this.#direct = false;
      this.#tries = 0;
    }
    const records: NodeRecord[] = [];
    for (const entry of book.entries)
      if (entry.stage === Stage.configured && records.length < timing.most) records.push(entry);
    if (records.length === 0) return;
    this.#sent = records.map(({ address }) => address);
    this.#number = (this.#number + 1) & 0xff;
    const dst = this.#direct ? collectors.collector : collectors.parent;
    const wait = Math.min(timing.longestRetry, timing.retry * 2 ** this.#tries);
    this.#tries++;
    try {
      server.report(this.#number, records, { dst, ttl: 0, onEnd: () => this.#again(wait) });
    } catch {
      // The node left its network, or transport has no room: the timer tries again.
      this.#again(wait);
    }
  }

  /** The acknowledgement is awaited from when the report was sent. */
  #again(wait: number): void {
    if (!this.#closed && this.#sent.length > 0) this.#start(wait);
  }
}
