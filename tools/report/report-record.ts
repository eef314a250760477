import type { Floor } from "../air/floor.js";
import type { Place } from "../capture/comments.js";
import type { FieldText } from "./decode/words.js";

/** What a row of the trace is. The page can hide the rows of a kind. */
export const messageKinds = [
  "script",
  "application",
  "configuration",
  "provisioning",
  "control",
  "acknowledgment",
  "beacon",
  "undecoded",
  "log",
  "board",
  "event",
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Numbers of one transmission in `ReportPdu.hops`. */
export const hopNumbers = 4;

/** A network PDU, or another packet, with its transmissions. */
export interface ReportPdu {
  /** Sequence number; undefined for a packet that is no network PDU. */
  readonly seq?: number;
  /** SegO of a segment. */
  readonly segment?: number;
  /**
   * For each station that sent it with a TTL: milliseconds since the message's time, index of the
   * station, TTL (-1: none), and how often it was sent.
   */
  readonly hops: readonly number[];
}

/** A row of the trace: a message, a log line, an event, or what the script did. */
export interface ReportMessage {
  /** Milliseconds since the start of the run. */
  readonly time: number;
  readonly kind: MessageKind;
  /** Index of the station that sent it; -1: not known. */
  readonly from: number;
  readonly name: string;
  readonly fields: readonly FieldText[];
  readonly src?: number;
  readonly dst?: number;
  readonly pdus?: readonly ReportPdu[];
  /** An expectation that holds, or a failure of the run: one that does not, or an error. */
  readonly outcome?: "met" | "failed";
  /** Time of the last transmission of a beacon that was repeated. */
  readonly until?: number;
  /** Indices of the stations that it is addressed to, as far as it is known. */
  readonly to?: readonly number[];
  /** Index of each station that reported its reception, and milliseconds since `time`. */
  readonly received?: readonly number[];
}

/** Groups of a station's states. */
export const stateGroups = ["node", "keys", "models", "states", "board", "drops"] as const;
export type StateGroup = (typeof stateGroups)[number];

/** From a time on, ms, a state has a value; null: it has none. */
export type StateChange = readonly [
  time: number,
  group: StateGroup,
  name: string,
  value: string | null,
];

/** A station of the air or, in a capture without names, a sender's address. */
export interface ReportStation {
  readonly name: string;
  /** Undefined if the capture does not have it. */
  readonly place?: Place;
  /** Times and primary unicast addresses that it had as a node. */
  readonly addresses: readonly (readonly [time: number, address: number])[];
  readonly changes: readonly StateChange[];
}

/**
 * A line of the plan from a provisioner to a device that it provisions: indices of the stations,
 * and milliseconds at which it begins and is complete; null: it never is.
 */
export type TreeLine = readonly [
  provisioner: number,
  device: number,
  begun: number,
  done: number | null,
];

/** The content of a page. */
export interface ReportRecord {
  readonly title: string;
  /** Name of the capture's file. */
  readonly file: string;
  /** Number of packets; milliseconds of the run. */
  readonly packets: number;
  readonly length: number;
  /** Sentences on what is missing and why. */
  readonly notes: readonly string[];
  readonly floor?: Floor;
  /** Who provisioned whom, where provisioners are nodes that others provisioned. */
  readonly tree?: readonly TreeLine[];
  readonly stations: readonly ReportStation[];
  /** In the order of their times. */
  readonly messages: readonly ReportMessage[];
}
