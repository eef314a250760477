import type { Records } from "../../base/records.js";
import type { Clock } from "../../host/clock.js";
import type { NodeRecordStore } from "./node-record-store.js";
import type { NodeRecordServer } from "./server.js";

/** When reports are sent, and how many records they carry. Times in milliseconds. */
export interface ReportParameters {
  /** Number of unreported records at which a report is sent without delay. */
  readonly batchSize: number;
  /** Delay of a report after the last new record while there are fewer than `batchSize`. */
  readonly batchDelay: number;
  /** The same for a node whose reports are forwarded by another node, or relayed. */
  readonly forwardedBatchDelay: number;
  /** Time from the end of a message to a query for its acknowledgment. */
  readonly queryDelay: number;
  /** Factor of that time from one query to the next. */
  readonly queryDelayFactor: number;
  /** Queries for one report before it is sent again. */
  readonly maxQueries: number;
  /** Records of one report, 1..9. */
  readonly maxRecords: number;
}

/** What a reporter takes into account of the load of the air. */
export interface ReportConditions {
  /** Whether other provisioners occupy the air: only records of provisioners are reported then. */
  congested(): boolean;
  /** Whether no PB-ADV link is heard: relays in range are on. */
  noLinksHeard(): boolean;
  /** Milliseconds for which a report is deferred because others are sending; 0: it is sent now. */
  deferral(): number;
  /** This node's own unicast address; undefined while it is on no network. */
  ownAddress(): number | undefined;
}

export interface ReporterOptions {
  readonly clock: Clock;
  readonly nodes: NodeRecordStore;
  readonly server: NodeRecordServer;
  readonly parameters: ReportParameters;
  /** Where the collectors are stored. */
  readonly records: Records;
  readonly conditions: ReportConditions;
}
