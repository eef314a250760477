import type { ConnectableAdvertisement } from "../../modules/host/gatt.js";

/** An advertisement of a mesh node: some events of one packet. */
export interface Burst {
  /** AD structures, 1..31 octets. */
  readonly data: Uint8Array;
  readonly events: number;
  /** Milliseconds from one event to the next. */
  readonly interval: number;
  /** Called when the last event was sent. */
  readonly sent: () => void;
}

/** How a controller advertises: with legacy commands or with advertising sets. */
export interface Advertiser {
  /** Bursts that can be in flight at once. */
  readonly sets: number;
  /** Sends a burst in a slot, 0..sets - 1, which is free. */
  start(slot: number, burst: Burst): void;
  /** Ends the burst of a slot; its `sent` is not called. */
  stop(slot: number): void;
  /** Advertises connectable beside the bursts; undefined ends it. */
  connectable(advertisement: ConnectableAdvertisement | undefined): void;
  /** A client has connected, which ended connectable advertising. */
  connected(): void;
  /** An LE Advertising Set Terminated event. */
  terminated(set: number): void;
}

/** Milliseconds of the events of a burst: each has a random delay of up to 10 ms, 5 on average. */
export function burstTime({ events, interval }: Burst): number {
  return (events - 1) * (interval + 5) + 10;
}

/** Milliseconds that the events of a burst take at most. */
export function longestBurst({ events, interval }: Burst): number {
  return (events - 1) * (interval + 10) + 30;
}
