import type { GroupedScanOptions } from "../../hosts/xs/packet-group.js";
import type { PacketReceiver } from "../../modules/host/radio.js";
import type { Span } from "./model.js";
import type { AdvertisedPacket } from "./packet.js";
import type { Position } from "./propagation.js";

/** Options of a radio on a virtual air. The last four have the air's values by default. */
export interface StationOptions {
  /** Unique on its air; the station's random numbers depend on it. */
  readonly name: string;
  /** Position. Default: the origin. */
  readonly position?: Position;
  /** Transmit power, dBm. Default 0. */
  readonly txPower?: number;
  /** Number of walls around the station, which every path to it crosses. Default 0. */
  readonly walls?: number;
  /** Most advertisements at a time. Default 1: a chip with only the legacy advertising set. */
  readonly sets?: number;
  /**
   * Least time between the starts of any two advertising events. Default 20-30 ms with one set,
   * 3-7 ms with more.
   */
  readonly spacing?: Span;
  /** Time from a packet's end to the call of `scan`'s receiver. Default: the air's. */
  readonly receiveDelay?: number;
  /** Processing time of its host for each received packet. Default: the air's. */
  readonly hostCost?: number;
  /** From `advertise` to the first advertising event. Default: the air's. */
  readonly sendDelay?: Span;
  /** Time after an event of its own in which it receives nothing. Default: the air's. */
  readonly deafness?: number;
}

/** Values of the air for options that a station does not have. */
export type StationDefaults = Required<
  Pick<StationOptions, "receiveDelay" | "hostCost" | "sendDelay" | "deafness">
> & {
  /** Most packets that wait for the host. */
  readonly hostQueue: number;
};

/**
 * As PacketReceiver, with the packet that contained the data or, for a scan response, the packet
 * that was answered. A receiver with its own filter returns false for packets that it dropped,
 * which took its host no time.
 */
export type StationReceiver = (
  ...heard: [...Required<Parameters<PacketReceiver>>, packet: AdvertisedPacket]
) => unknown;

/** Options of scanning. */
export interface StationScanOptions extends GroupedScanOptions {
  /** Receives extended PDUs as well. Default false: legacy PDUs only. */
  readonly extended?: boolean;
}
