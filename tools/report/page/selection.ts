import {
  hopNumbers,
  type MessageKind,
  type ReportMessage,
  type ReportRecord,
} from "../report-record.js";
import type { MessageWords } from "./words.js";

/** What the list of messages shows. */
export interface Filter {
  readonly kinds: ReadonlySet<MessageKind>;
  /** Words that a message must contain, in lower case. */
  readonly search: string;
  /** Index of the station whose messages are shown; undefined: all. */
  readonly station: number | undefined;
}

/** Whether a station sent, relayed or received a message, or it is addressed to it. */
export function involves({ from, pdus, received, to }: ReportMessage, station: number): boolean {
  if (from === station || to?.includes(station)) return true;
  if (received?.some((entry, i) => i % 2 === 0 && entry === station)) return true;
  return (
    pdus?.some(({ hops }) => hops.some((entry, i) => i % hopNumbers === 1 && entry === station)) ??
    false
  );
}

/** Indices of the messages that pass the filter. */
export function filtered(record: ReportRecord, words: MessageWords, filter: Filter): number[] {
  const { kinds, station } = filter;
  const parts = filter.search.split(/\s+/).filter((part) => part !== "");
  const found: number[] = [];
  record.messages.forEach((message, i) => {
    if (!kinds.has(message.kind)) return;
    if (station !== undefined && !involves(message, station)) return;
    if (parts.length > 0) {
      const text = words.searched(i);
      if (!parts.every((part) => text.includes(part))) return;
    }
    found.push(i);
  });
  return found;
}

/** One transmission of a message, for the list of its hops and the plan. */
export interface Hop {
  /** Milliseconds since the start of the run. */
  readonly time: number;
  readonly station: number;
  /** -1: none. */
  readonly ttl: number;
  /** How often it was sent. */
  readonly count: number;
  readonly seq: number | undefined;
  readonly segment: number | undefined;
}

/** The transmissions of a message in the order of their times. */
export function hopsOf({ pdus = [], time }: ReportMessage): Hop[] {
  const list: Hop[] = [];
  for (const { hops, segment, seq } of pdus)
    for (let i = 0; i + hopNumbers <= hops.length; i += hopNumbers)
      list.push({
        time: time + hops[i]!,
        station: hops[i + 1]!,
        ttl: hops[i + 2]!,
        count: hops[i + 3]!,
        seq,
        segment,
      });
  return list.sort((a, b) => a.time - b.time);
}

/** Indices of the stations with their parts in a message. */
export interface Parts {
  readonly sender: number;
  readonly relays: ReadonlySet<number>;
  readonly receivers: ReadonlySet<number>;
}

/** Receivers are those that reported it or, if none did, those that it is addressed to. */
export function partsOf(message: ReportMessage): Parts {
  const { from, received = [], to = [] } = message;
  const relays = new Set(hopsOf(message).map(({ station }) => station));
  relays.delete(from);
  const reported = received.filter((_, i) => i % 2 === 0);
  const receivers = new Set(reported.length > 0 ? reported : to);
  receivers.delete(from);
  return { sender: from, relays, receivers };
}
