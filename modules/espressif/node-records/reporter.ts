import { getUint16BE, putUint16BE } from "../../base/bytes.js";
import type { Records } from "../../base/records.js";
import type { Clock, TimerHandle } from "../../host/clock.js";
import type { NodeRecord } from "./messages.js";
import { type BookEntry, type RecordBook, Stage } from "./record-book.js";
import type { NodeRecordServer } from "./server.js";

/** When reports are sent. Times in milliseconds. */
export interface ReportTiming {
  /** So many records are sent in any case, */
  readonly enough: number;
  /** and fewer when no other came for so long, and the air is not busy. */
  readonly quiet: number;
  /** An acknowledgement that does not come is asked for after so long, */
  readonly ask: number;
  /** so often, before the report is sent again. */
  readonly asks: number;
  /** Records of one message, 1..10. */
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
}

/** Whom a node reports to. */
export interface Collectors {
  /** Who is to get the records in the end; no relay is on while others are provisioned. */
  readonly collector: number;
  /** Who passes them on where that one does not hear this node. */
  readonly parent: number;
}

const collectorsKey = "fast.to";

/** After so many reports in vain a collector that never answered counts as out of reach. */
const directTries = 2;
/**
 * After so many in vain every other one goes to the collector over relays, which are on
 * again when nobody is provisioned: the parent may be gone, or this node elsewhere.
 */
const nearTries = 6;

/** Brings the records of a node's book to their collector: straight, or hop by hop through those who provisioned it. */
export class Reporter {
  readonly #options: ReporterOptions;
  #collectors: Collectors | undefined;
  #direct = true;
  /** The collector has answered. */
  #proven = false;
  #number = 0;
  /** Addresses of the records under way. */
  #sent: readonly number[] = [];
  #tries = 0;
  #asks = 0;
  #timer: TimerHandle | undefined;
  #closed = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
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
    return collector !== undefined && this.#direct ? collector : own;
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
    this.#direct = true;
    this.#proven = false;
    this.#tries = 0;
    this.#sent = [];
    const { book } = this.#options;
    for (const { address, stage } of book.entries)
      if (stage === Stage.announced) book.setStage(address, Stage.configured);
    this.changed();
  }

  /** Records that are not reported yet. */
  get pending(): number {
    return this.#waiting(false).length;
  }

  /** There are new records in the book. */
  changed(): void {
    if (this.#closed || !this.#collectors || this.#sent.length > 0) return;
    if (this.pending === 0) return this.#stop();
    const { busy, timing } = this.#options;
    const due = this.#waiting(busy());
    // A busy air is looked at again.
    this.#start(due.length >= timing.enough ? 0 : timing.quiet);
  }

  /** Those that may go now: while the air is busy only nodes whose own reports hang on it. */
  #waiting(busy: boolean): readonly BookEntry[] {
    const { book, timing } = this.#options;
    const all = book.entries.filter(({ stage }) => stage === Stage.configured);
    return busy && all.length < timing.enough ? all.filter(({ provisions }) => provisions) : all;
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
    if (this.#direct) this.#proven = true;
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
    const { busy, timing } = this.#options;
    if (!collectors) return;
    const lost = this.#tries >= directTries && !this.#proven;
    if (this.#direct && lost && collectors.parent !== collectors.collector) this.#direct = false;
    const records = this.#waiting(busy()).slice(0, timing.most);
    this.#sent = records.map(({ address }) => address);
    if (records.length === 0) return this.changed();
    this.#number = (this.#number + 1) & 0xff;
    this.#tries++;
    this.#asks = timing.asks;
    this.#send(records);
  }

  #send(records: readonly NodeRecord[]): void {
    const { server, timing } = this.#options;
    const { collector, parent } = this.#collectors!;
    const far = this.#tries > nearTries && this.#tries % 2 === 1;
    const dst = this.#direct || far ? collector : parent;
    // The acknowledgement is awaited from when the message was sent.
    const onEnd = (error?: Error) => {
      if (!this.#closed && this.#sent.length > 0) this.#startAsking(error ? 0 : this.#asks, timing);
    };
    try {
      server.report(this.#number, records, { dst, onEnd, ...(!far && { ttl: 0 }) });
    } catch (error) {
      // The node left its network, or transport has no room: once more. It is not asked for,
      // as its number may be that of a report from before a restart.
      onEnd(error as Error);
    }
  }

  /** Asks `left` times whether the report arrived; then it is sent again. */
  #startAsking(left: number, { ask }: ReportTiming): void {
    this.#stop();
    this.#timer = this.#options.clock.schedule(() => {
      this.#timer = undefined;
      this.#asks = left - 1;
      if (left > 0) this.#send([]);
      else this.#report();
    }, ask);
  }
}
