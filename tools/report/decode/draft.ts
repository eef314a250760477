import type { MessageKind, ReportMessage, ReportPdu } from "../report-record.js";
import type { DecodedAccess } from "./message-table.js";
import type { FieldText } from "./words.js";

/** A transmission of a packet. */
export interface Transmission {
  /** Milliseconds since the start of the run. */
  readonly time: number;
  /** Index of the station. */
  readonly station: number;
  /** -1 for a packet that is no network PDU. */
  readonly ttl: number;
}

/** Transmissions of one packet. */
export class DraftPdu {
  readonly hops: { time: number; station: number; ttl: number; count: number }[] = [];

  constructor(
    readonly seq: number | undefined,
    readonly segment: number | undefined,
  ) {}

  add({ station, time, ttl }: Transmission): void {
    const known = this.hops.find((hop) => hop.station === station && hop.ttl === ttl);
    if (known) known.count++;
    else this.hops.push({ time, station, ttl, count: 1 });
  }
}

/** A row of the trace while the capture is being read. */
export class Draft {
  readonly pdus: DraftPdu[] = [];
  fields: FieldText[] = [];
  src: number | undefined;
  dst: number | undefined;
  /** Time of the last transmission. */
  last: number;
  to: readonly number[] = [];
  readonly received: number[] = [];
  /** Of a decrypted access message. */
  access: DecodedAccess | undefined;
  /** Whether its effects on the states of nodes were stored. */
  applied = false;
  /** Of an expectation, or of an error that ended the run. */
  outcome: ReportMessage["outcome"];
  /** Whether its transmissions are repetitions over a long time. */
  repeated = false;

  constructor(
    readonly time: number,
    public kind: MessageKind,
    readonly from: number,
    public name: string,
  ) {
    this.last = time;
  }

  /** A packet of it that was not sent before. */
  pdu(seq?: number, segment?: number): DraftPdu {
    const pdu = new DraftPdu(seq, segment);
    this.pdus.push(pdu);
    return pdu;
  }

  finish(): ReportMessage {
    const { dst, fields, from, kind, name, src, time } = this;
    return {
      time,
      kind,
      from,
      name,
      fields,
      ...(src !== undefined && { src }),
      ...(dst !== undefined && { dst }),
      ...(this.pdus.length > 0 && { pdus: this.pdus.map((pdu) => this.#finishPdu(pdu)) }),
      ...(this.outcome && { outcome: this.outcome }),
      ...(this.repeated && this.last > time && { until: this.last }),
      ...(this.to.length > 0 && { to: this.to }),
      ...(this.received.length > 0 && { received: this.received }),
    };
  }

  #finishPdu({ hops, segment, seq }: DraftPdu): ReportPdu {
    return {
      ...(seq !== undefined && { seq }),
      ...(segment !== undefined && { segment }),
      hops: hops.flatMap(({ count, station, time, ttl }) => [
        Math.round((time - this.time) * 1000) / 1000,
        station,
        ttl,
        count,
      ]),
    };
  }
}
