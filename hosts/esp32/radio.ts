import type {
  AdvertisingHandle,
  PacketFilter,
  PacketReceiver,
  Radio,
  ScanOptions,
  WantedPackets,
} from "../../modules/host/radio.js";
import { Esp32GattServer } from "./gatt.js";

/** The functions of radio-xs.c, by the arguments they take. */
class Native {
  /** Each packet is put into `buffer`. Throws Error when the radio is open already or does not start. */
  static open(
    onPacket: (length: number, rssi: number, kind: number, address: number) => void,
    onEvent: (
      kind: number,
      connection: number,
      characteristic: number,
      value: number,
      octets: ArrayBuffer | undefined,
    ) => void,
    onSent: (slot: number, handle: number) => void,
    buffer: Uint8Array,
  ): void {
    return native("xs_radio_open").call(this, onPacket, onEvent, onSent, buffer);
  }

  static close(): void {
    return native("xs_radio_close").call(this);
  }

  static sets(): number {
    return native("xs_radio_sets").call(this);
  }

  static count(which: number): number {
    return native("xs_radio_count").call(this, which);
  }

  static advertise(
    slot: number,
    handle: AdvertisingHandle,
    data: Uint8Array,
    events: number,
    interval: number,
  ): void {
    return native("xs_radio_advertise").call(this, slot, handle, data, events, interval);
  }

  static stop(slot: number): void {
    return native("xs_radio_stop").call(this, slot);
  }

  /** 0 off, 1 passive, 2 active. */
  static scan(mode: number): void {
    return native("xs_radio_scan").call(this, mode);
  }

  static filter(types: Uint8Array, beacons: Uint8Array, nids: Uint8Array): void {
    return native("xs_radio_filter").call(this, types, beacons, nids);
  }

  static filtered(verdict: number): number {
    return native("xs_radio_filtered").call(this, verdict);
  }
}

/** The filter of packet-filter.c, in NimBLE's task, and the numbers of its verdicts. */
class NimbleFilter implements PacketFilter {
  set({ types, beacons, nids }: WantedPackets): void {
    Native.filter(types, beacons, nids);
  }

  get unknownTypes(): number {
    return Native.filtered(1);
  }

  get unknownNids(): number {
    return Native.filtered(2);
  }

  get repeats(): number {
    return Native.filtered(3);
  }
}

/** What the radio lost so far. */
export interface RadioLosses {
  /** Packets that came while 64 others waited for JavaScript. */
  readonly packets: number;
  /** Values that clients wrote while there was no room; they were told so. */
  readonly writes: number;
  /** Calls that NimBLE refused for the time being: they are made again. */
  readonly refusals: number;
}

const longestInterval = 10_240;

/**
 * The chip's radio, on NimBLE: there is one, and it can be opened once at a time.
 * Its address is random and static, and another one each time it is opened. What
 * was asked for is asked for again after a reset of the controller.
 */
export class Esp32Radio implements Radio {
  readonly sets: number;
  readonly filter: PacketFilter = new NimbleFilter();
  readonly gatt: Esp32GattServer;
  /** What is in flight: handles, 0 where a slot is free, and who is told. */
  readonly #handles: AdvertisingHandle[] = [];
  readonly #done: (() => void)[] = [];
  readonly #buffer = new Uint8Array(31);
  /** Views of the buffer by length, made when they are needed first. */
  readonly #views: Uint8Array[] = [];
  #receiver: PacketReceiver | undefined;
  #next = 1;

  /** Throws Error when the controller does not start. */
  constructor() {
    this.gatt = new Esp32GattServer();
    Native.open(
      (length, rssi, kind, address) => this.#heard(length, rssi, kind, address),
      (kind, connection, characteristic, value, octets) =>
        this.gatt.event(kind, connection, characteristic, value, octets),
      (slot, handle) => this.#sent(slot, handle),
      this.#buffer,
    );
    this.sets = Native.sets();
    for (let slot = 0; slot < this.sets; slot++) this.#handles[slot] = 0;
  }

  get lost(): RadioLosses {
    return { packets: Native.count(0), writes: Native.count(1), refusals: Native.count(2) };
  }

  advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    if (data.length < 1 || data.length > 31) throw new RangeError("data: 1 to 31 octets");
    if (!(events >= 1 && events <= 0xffff)) throw new RangeError("events: 1 to 65535");
    if (!(interval >= 20 && interval <= longestInterval))
      throw new RangeError(`interval: 20 to ${longestInterval} ms`);
    const slot = this.#handles.indexOf(0);
    if (slot < 0) throw new RangeError("no advertising set is free");
    const handle = this.#next;
    this.#next = handle === 0xffff_ffff ? 1 : handle + 1;
    Native.advertise(slot, handle, data, Math.ceil(events), Math.round(interval));
    this.#handles[slot] = handle;
    this.#done[slot] = done;
    return handle;
  }

  stop(handle: AdvertisingHandle): void {
    const slot = this.#handles.indexOf(handle);
    if (handle === 0 || slot < 0) return;
    this.#handles[slot] = 0;
    Native.stop(slot);
  }

  scan(receiver: PacketReceiver | undefined, { active = false }: ScanOptions = {}): void {
    this.#receiver = receiver;
    Native.scan(receiver ? (active ? 2 : 1) : 0);
  }

  close(): void {
    this.#receiver = undefined;
    this.#handles.fill(0);
    Native.close();
  }

  #heard(length: number, rssi: number, kind: number, address: number): void {
    this.#views[length] ??= this.#buffer.subarray(0, length);
    this.#receiver?.(this.#views[length], rssi, kind, address);
  }

  /** The last event of an advertisement was sent, which may have been stopped meanwhile. */
  #sent(slot: number, handle: AdvertisingHandle): void {
    if (this.#handles[slot] !== handle) return;
    this.#handles[slot] = 0;
    this.#done[slot]?.();
  }
}
