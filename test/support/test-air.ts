import type { GattServer } from "../../modules/host/gatt.js";
import type { GattClient } from "../../modules/host/gatt-client.js";
import type {
  AdvertisingHandle,
  PacketFilter,
  PacketReceiver,
  Radio,
} from "../../modules/host/radio.js";
import type { TestClock } from "./test-clock.js";
import { TestRandom } from "./test-random.js";

export interface TestAirOptions {
  readonly clock: TestClock;
  readonly seed?: number;
  /** Part of the packets that a receiver misses, 0..1. */
  readonly loss?: number;
  /** Milliseconds between the starts of any two events of one radio. */
  readonly spacing?: number;
  /** Whether a radio is deaf while it sends. */
  readonly halfDuplex?: boolean;
}

const eventDuration = 1.5;

/** Radios that hear one another, with loss to dial in. Every event is kept for a look afterwards. */
export class TestAir {
  readonly options: TestAirOptions;
  readonly random: TestRandom;
  readonly radios: TestRadio[] = [];
  readonly log: { readonly time: number; readonly from: number; readonly data: Uint8Array }[] = [];
  /** The strength in dBm at which radios hear that of this index. Default -50. */
  rssi: ((from: number) => number) | undefined;
  // Of the packet on the air. No arguments: inside XS they would take stack.
  strength = -50;
  kind: number | undefined;
  address = 0;
  /** Decides what gets through, before the loss. */
  filter: ((from: number, to: number, data: Uint8Array) => boolean) | undefined;

  constructor(options: TestAirOptions) {
    this.options = options;
    this.random = new TestRandom(options.seed ?? 1);
  }

  radio(sets = 1): TestRadio {
    const radio = new TestRadio(this, this.radios.length, sets);
    this.radios.push(radio);
    return radio;
  }

  /** The same with the kind and the address of a packet, as a PacketReceiver gets them. */
  injectFrom(from: number, data: Uint8Array, kind: number, address: number): void {
    this.kind = kind;
    this.address = address;
    if (this.rssi) this.strength = this.rssi(from);
    this.inject(from, data);
    this.kind = undefined;
  }

  /** Lets every radio but the sender's hear a packet; no radio is -1. */
  inject(from: number, data: Uint8Array): void {
    this.log.push({ time: this.options.clock.now(), from, data });
    for (const radio of this.radios) {
      if (radio.index === from) continue;
      if (this.filter && !this.filter(from, radio.index, data)) continue;
      if (this.random.fraction() < (this.options.loss ?? 0)) continue;
      radio.hear(data);
    }
  }
}

export class TestRadio implements Radio {
  readonly index: number;
  readonly sets: number;
  /** Set by a test, which asks it itself. */
  filter?: PacketFilter;
  /** Set by a TestGattAir. */
  gatt?: GattServer;
  gattClient?: GattClient;
  /** Milliseconds between the starts of any two events of this radio, where it is not as the others. */
  spacing: number | undefined;
  readonly #air: TestAir;
  #receiver: PacketReceiver | undefined;
  #handles = 0;
  readonly #active = new Map<AdvertisingHandle, number>();
  #nextStart = 0;
  #busyUntil = -1;

  constructor(air: TestAir, index: number, sets: number) {
    this.#air = air;
    this.index = index;
    this.sets = sets;
  }

  /** Whether somebody listens. */
  get scans(): boolean {
    return this.#receiver !== undefined;
  }

  advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    if (this.#active.size >= this.sets) throw new RangeError("no set is free");
    if (data.length < 1 || data.length > 31) throw new RangeError("data");
    const handle = ++this.#handles;
    this.#event(handle, data.slice(), events, interval, done, 0.5);
    return handle;
  }

  stop(handle: AdvertisingHandle): void {
    const timer = this.#active.get(handle);
    if (timer !== undefined) this.#air.options.clock.cancel(timer);
    this.#active.delete(handle);
  }

  scan(receiver: PacketReceiver | undefined): void {
    this.#receiver = receiver;
  }

  close(): void {
    for (const handle of [...this.#active.keys()]) this.stop(handle);
    this.#receiver = undefined;
  }

  hear(data: Uint8Array): void {
    if (this.#air.options.halfDuplex && this.#air.options.clock.now() < this.#busyUntil) return;
    if (this.#air.kind === undefined) this.#receiver?.(data, -50);
    else this.#receiver?.(data, this.#air.strength, this.#air.kind, this.#air.address);
  }

  #event(
    handle: AdvertisingHandle,
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
    delay: number,
  ): void {
    const { clock } = this.#air.options;
    const spacing = this.spacing ?? this.#air.options.spacing ?? eventDuration;
    const begin = () => {
      const wait = this.#nextStart - clock.now();
      if (wait > 0) {
        this.#active.set(handle, clock.schedule(begin, wait));
        return;
      }
      this.#nextStart = clock.now() + spacing;
      this.#busyUntil = clock.now() + eventDuration;
      this.#active.set(handle, clock.schedule(end, eventDuration));
    };
    const end = () => {
      // The others have it when it has ended; one of them may stop what comes next.
      this.#active.set(handle, clock.schedule(next, 0));
      this.#air.inject(this.index, data);
    };
    const next = () => {
      if (events > 1) {
        const gap = interval - eventDuration + this.#air.random.fraction() * 10;
        this.#event(handle, data, events - 1, interval, done, gap);
      } else {
        this.#active.delete(handle);
        done();
      }
    };
    this.#active.set(handle, clock.schedule(begin, delay));
  }
}
