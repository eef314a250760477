import type { GattClient } from "../../modules/host/gatt-client.js";
import {
  type AdvertisingHandle,
  PacketKind,
  type PacketReceiver,
  type Radio,
  type RadioWatcher,
  type ScanOptions,
} from "../../modules/host/radio.js";

/** A packet that the radio has received, or that its node sends. */
export interface WatchedPacket {
  /** AD structures. */
  readonly data: Uint8Array;
  /** Milliseconds, as `now` of the options. */
  readonly start: number;
  /** A PacketKind. */
  readonly kind: number;
  /** Address of the sender as a PacketReceiver gets it; undefined: this radio. */
  readonly address: number | undefined;
  /** dBm; undefined: it is one of this radio's own. */
  readonly rssi: number | undefined;
}

export interface WatchedRadioOptions {
  readonly radio: Radio;
  /** Time of the packets, in milliseconds. */
  readonly now: () => number;
}

/**
 * A radio whose packets others can see as well: those that it receives, as its node scans, and those
 * that its node sends, once each. It has no GATT server, so that a node on it is no GATT proxy.
 */
export class WatchedRadio implements Radio {
  readonly sets: number;
  readonly gattClient?: GattClient;
  readonly #radio: Radio;
  readonly #now: () => number;
  readonly #listeners = new Set<(packet: WatchedPacket) => void>();

  constructor({ now, radio }: WatchedRadioOptions) {
    this.#radio = radio;
    this.#now = now;
    this.sets = radio.sets;
    if (radio.gattClient) this.gattClient = radio.gattClient;
  }

  /** Calls `listener` with each packet from now on. The result ends that. */
  onPacket(listener: (packet: WatchedPacket) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    const handle = this.#radio.advertise(data, events, interval, done);
    this.#tell(data, PacketKind.nonConnectable, undefined, undefined);
    return handle;
  }

  stop(handle: AdvertisingHandle): void {
    this.#radio.stop(handle);
  }

  scan(receiver: PacketReceiver | undefined, options?: ScanOptions): void {
    if (!receiver) return this.#radio.scan(undefined, options);
    const watched: PacketReceiver = (data, rssi, kind = PacketKind.nonConnectable, address) => {
      this.#tell(data, kind, address, rssi);
      receiver(data, rssi, kind, address);
    };
    this.#radio.scan(watched, options);
  }

  watch(watcher: RadioWatcher): void {
    this.#radio.watch?.(watcher);
  }

  unwatch(watcher: RadioWatcher): void {
    this.#radio.unwatch?.(watcher);
  }

  close(): void {
    this.#listeners.clear();
    this.#radio.close();
  }

  #tell(
    data: Uint8Array,
    kind: number,
    address: number | undefined,
    rssi: number | undefined,
  ): void {
    const packet = { data, start: this.#now(), kind, address, rssi };
    for (const listener of this.#listeners) listener(packet);
  }
}
