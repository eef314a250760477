import type { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { toHex } from "../../modules/base/bytes.js";
import type { PacketReceiver, Radio } from "../../modules/host/radio.js";
import type { StationFilter } from "../../tools/air/packet-filter.js";

/** A radio that lists what it sends, with the time. */
export class ListingRadio implements Radio {
  readonly list: string[] = [];
  receiver: PacketReceiver | undefined;
  readonly sets: number;
  /** On Node.js; a machine on XS has that of C. */
  filter?: StationFilter;
  readonly #clock: VirtualClock;
  readonly #timers = new Map<number, number>();
  #next = 1;

  constructor(clock: VirtualClock, sets: number) {
    this.#clock = clock;
    this.sets = sets;
  }

  advertise(data: Uint8Array, events: number, interval: number, done: () => void): number {
    this.list.push(`${this.#clock.now()} ${events} ${interval} ${toHex(data)}`);
    const handle = this.#next++;
    // An event takes 1.5 ms; a radio that repeats by itself adds its own delays.
    const time = 1.5 + (events - 1) * (interval + 5);
    this.#timers.set(handle, this.#clock.schedule(done, time));
    return handle;
  }

  stop(handle: number): void {
    this.list.push(`${this.#clock.now()} stop`);
    this.#clock.cancel(this.#timers.get(handle)!);
  }

  scan(receiver: PacketReceiver | undefined): void {
    this.receiver = receiver;
  }

  hear(packet: Uint8Array, rssi = -50): void {
    if (this.filter?.takes(packet) !== false) this.receiver?.(packet, rssi);
  }

  close(): void {
    this.receiver = undefined;
  }
}
