import type { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { GattServer } from "../../modules/host/gatt.js";
import type { AdvertisingHandle, PacketReceiver, Radio } from "../../modules/host/radio.js";

/** Most octets of advertising data. */
const longest = 31;

/** A radio that receives the packets passed to `hear`, and records those that it sends. */
export class HandRadio implements Radio {
  readonly sets = 1;
  readonly gatt?: GattServer;
  readonly #clock: VirtualClock;
  readonly #onSent: (data: Uint8Array) => void;
  #receiver: PacketReceiver | undefined;
  #handle = 0;
  #timer: number | undefined;

  constructor(
    clock: VirtualClock,
    gatt: GattServer | undefined,
    onSent: (data: Uint8Array) => void,
  ) {
    this.#clock = clock;
    if (gatt) this.gatt = gatt;
    this.#onSent = onSent;
  }

  /** Receives a packet; it is cut to 31 octets, the maximum of an advertisement. */
  hear(data: Uint8Array): void {
    this.#receiver?.(data.subarray(0, longest), -60);
  }

  advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    if (this.#timer !== undefined) throw new RangeError("no set is free");
    this.#onSent(data.slice());
    this.#timer = this.#clock.schedule(
      () => {
        this.#timer = undefined;
        done();
      },
      Math.max(1, events * interval),
    );
    return ++this.#handle;
  }

  stop(handle: AdvertisingHandle): void {
    if (handle !== this.#handle || this.#timer === undefined) return;
    this.#clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  scan(receiver: PacketReceiver | undefined): void {
    this.#receiver = receiver;
  }

  close(): void {
    this.#receiver = undefined;
    this.stop(this.#handle);
  }
}
