import type { AdvertisingScheduler, AdvertisingSchedulerUser } from "./advertising-scheduler.js";
import type { DropReason } from "./drop-reason.js";
import type { GattServer } from "./gatt.js";
import type { GattClient } from "./gatt-client.js";
import type { NetworkReceiver } from "./network-receiver.js";
import type { Trace, TraceEvent } from "./trace.js";

/** Result of `advertise`, for `stop` only. */
export type AdvertisingHandle = number;

/** The kind of packet that advertising data came in (Core Specification 5.4, Vol 4 Part E §7.7.65.2, Event_Type). */
export const PacketKind = Object.freeze({
  connectable: 0,
  connectableDirected: 1,
  scannable: 2,
  nonConnectable: 3,
  scanResponse: 4,
});

/**
 * Receives advertising data as it came: AD structures, 1..31 octets. The array is
 * only valid during the call. `kind` is a PacketKind; `address` is that of the
 * sender: 48 bits, and 2^48 added by a radio that knows it as a random one. A radio whose air knows neither leaves them out: then the
 * packet is not connectable and stands alone.
 */
export type PacketReceiver = (
  data: Uint8Array,
  rssi: number,
  kind?: number,
  address?: number,
) => void;

/** How to scan. */
export interface ScanOptions {
  /** Active scanning: requests scan responses. Default false: passive. */
  readonly active?: boolean;
}

/** What a node wants to receive. */
export interface WantedPackets {
  /** AD types. */
  readonly types: Uint8Array;
  /** Beacon types of mesh beacons (AD type 2B). */
  readonly beacons: Uint8Array;
  /** NIDs of network PDUs (AD type 2A). */
  readonly nids: Uint8Array;
}

/** Which PB-ADV PDUs (AD type 29, Mesh Protocol 1.1 §5.3.1) a node wants. */
export interface WantedLinks {
  /** The Link IDs of its links, 4 octets each, most significant first. */
  readonly ids: Uint8Array;
  /** The UUID to which it accepts links, 16 octets: the Link Open with it is wanted, too. */
  readonly uuid: Uint8Array | undefined;
}

/**
 * Looks at PB-ADV PDUs for any node: `data[start..end)`, which it does not change, and the
 * sender's address as of a PacketReceiver. It does nothing that others notice at once, so that a
 * radio may call it by itself.
 */
export type Overhearer = (
  data: Uint8Array,
  start: number,
  end: number,
  rssi: number,
  source?: number,
) => void;

/** When network PDUs came lately: a measure of the load of the air. */
export interface PduTimes {
  /** Milliseconds since the oldest of the PDUs came whose times are kept; Infinity while there are fewer, and after `close`. */
  readonly age: number;
  /** Keeps the times no longer. */
  close(): void;
}

/** Filter in a radio that drops packets before the node is called. */
export interface PacketFilter {
  /**
   * Replaces what is wanted: packets with an AD structure of one of these kinds;
   * network PDUs only if the same octets were not received a moment ago. Before
   * the first call every packet is passed on.
   */
  set(wanted: WantedPackets): void;
  /** Packets dropped so far because of their AD types. */
  readonly unknownTypes: number;
  /** Network PDUs dropped so far because of their NIDs. */
  readonly unknownNids: number;
  /** Network PDUs dropped so far as repeats. */
  readonly repeats: number;
  /**
   * Lets the network layer's receiver drop network PDUs that go no further, each of which it counts;
   * undefined: none does. Absent where the radio cannot.
   */
  judge?(receiver: NetworkReceiver | undefined): void;
  /**
   * Where the filter passes an event for each PDU that the receiver of `judge` has dropped. Absent: it
   * passes none, and a node that has a trace judges its network PDUs itself.
   */
  readonly trace?: Trace;
  /**
   * Replaces which PB-ADV PDUs are wanted; undefined: all. Dropped is only what the PB-ADV bearer
   * drops as of another link. Absent where the radio cannot. `overhearer`: gets what is dropped
   * here; alone, with nothing wanted, it gets every PDU, and none is counted.
   */
  links?(wanted: WantedLinks | undefined, overhearer?: Overhearer): void;
  /** Whether `links` takes an overhearer; default: it does not. */
  readonly overhears?: boolean;
  /** PB-ADV PDUs dropped so far as of other links. Present where `links` is. */
  readonly otherLinks?: number;
  /**
   * Counts mesh beacons that have exactly the octets of `beacon` (1..29, its type first; copied) from
   * now on, instead of passing them, until the next call or the next one of `set`; undefined: counts
   * none. Returns how many were counted since the call before. Absent where the radio cannot.
   */
  countBeacons?(beacon: Uint8Array | undefined): number;
  /**
   * Keeps the times of the last `count` network PDUs (1..1024) that pass from now on, whether the
   * receiver of `judge` drops them or not: without a call of the node. Undefined while others are kept.
   * Throws RangeError for a count out of range. Absent where the radio cannot.
   */
  pduTimes?(count: number): PduTimes | undefined;
}

/** Receiver of a radio's faults: a node's diagnostics. */
export interface RadioWatcher {
  /** Gets an event for the trace. */
  emit(event: TraceEvent): void;
  /** Gets a packet that was dropped, by its number of octets. */
  drop(reason: DropReason, octets: number): void;
}

/**
 * Legacy non-connectable advertising and scanning of arbitrary AD structures
 * (Core Specification 5.4, Vol 6 Part B, ADV_NONCONN_IND), and connections where
 * there is a GATT server.
 */
export interface Radio {
  /**
   * Advertisements that can be in flight at once: 1 on a chip with the one legacy set; 0 on a radio
   * that cannot advertise, whose node reaches its network through GATT proxies.
   */
  readonly sets: number;
  /**
   * Sends `data` (AD structures, 1..31 octets, copied) in `events` advertising
   * events (at least 1), `interval` milliseconds apart (at least 20; the radio
   * adds 0-10 ms to each), and calls `done` when the last is sent.
   * Throws RangeError when no set is free or an argument is out of range.
   */
  advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle;
  /** Ends an advertisement early; its `done` is not called. One that has ended is ignored. */
  stop(handle: AdvertisingHandle): void;
  /**
   * Starts scanning without a duplicate filter, or continues with other options; undefined stops
   * it.
   */
  scan(receiver: PacketReceiver | undefined, options?: ScanOptions): void;
  /**
   * A scheduler of the radio itself, with a queue of so many places (4..255), which does the repeats
   * of transmissions without JavaScript. While it is open, nothing else advertises on the radio.
   * Undefined where another one is open. Absent where the radio has none.
   */
  scheduler?(capacity: number, user: AdvertisingSchedulerUser): AdvertisingScheduler | undefined;
  /** Absent if the radio passes on every packet. */
  readonly filter?: PacketFilter;
  /** Absent if the radio does not accept connections. */
  readonly gatt?: GattServer;
  /** Absent if the radio does not establish connections. */
  readonly gattClient?: GattClient;
  /** Reports faults to `watcher` from now on. Absent where the radio has none to report. */
  watch?(watcher: RadioWatcher): void;
  /** Stops reporting to `watcher`; one that is not watching is ignored. Present where `watch` is. */
  unwatch?(watcher: RadioWatcher): void;
  /** Stops advertising and scanning; the radio is not used any longer. */
  close(): void;
}
