import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import type { GattServer } from "../../modules/host/gatt.js";
import {
  PacketKind,
  type AdvertisingHandle,
  type PacketReceiver,
  type Radio,
  type ScanOptions,
} from "../../modules/host/radio.js";
import { addressNumber, scanResponseOf, type AdvertisedPacket } from "./packet.js";
import {
  ADV_DELAY,
  CHANNELS,
  MAX_AD_LENGTH,
  MAX_INTERVAL,
  MIN_INTERVAL,
  SCAN_WINDOW,
  eventTime,
} from "./parameters.js";
import type { Position, Site } from "./propagation.js";

/** A span of milliseconds, both ends included, to draw from. */
export type Span = readonly [least: number, most: number];

export interface StationOptions {
  /** Unique on its air; the station's chance depends on it. */
  readonly name: string;
  /** Default: the origin. */
  readonly position?: Position;
  /** dBm. Default 0. */
  readonly txPower?: number;
  /** Walls right around the station, that every path to it crosses. Default 0. */
  readonly walls?: number;
  /** Advertisements in flight at once. Default 1: a chip with the one legacy set. */
  readonly sets?: number;
  /** Least time between the starts of any two events. Default 20-30 ms with one set, 3-7 ms with more. */
  readonly spacing?: Span;
  /** From hearing a packet to `scan`'s receiver. Default: the air's. */
  readonly receiveDelay?: number;
  /** From `advertise` to the first event. Default: the air's. */
  readonly sendDelay?: Span;
}

/** What a station counts; packets are those on one channel. */
export interface StationCounters {
  /** Advertising events sent. */
  events: number;
  /** Packets handed to `scan`'s receiver. */
  heard: number;
  /** Packets strong enough, lost to others on the channel. */
  collisions: number;
  /** Packets strong enough, lost because the station itself was sending. */
  halfDuplex: number;
  /** Packets too weak while listening on their channel. */
  tooWeak: number;
  /** Packets lost to the dialled loss rate. */
  lost: number;
}

export function noCounters(): StationCounters {
  return { events: 0, heard: 0, collisions: 0, halfDuplex: 0, tooWeak: 0, lost: 0 };
}

/** Adds `more` to `sum`. */
export function addCounters(sum: StationCounters, more: StationCounters): void {
  for (const name of Object.keys(sum) as (keyof StationCounters)[]) sum[name] += more[name];
}

/** What the air does for its stations. */
export interface Medium {
  readonly clock: Clock;
  /** Puts an event on the air, now. */
  transmit(station: Station, packet: AdvertisedPacket): void;
  /** `since`: when its scanner began; Infinity when it is off. */
  scans(station: Station, since: number): void;
  moved(station: Station): void;
  detach(station: Station): void;
}

interface Advertisement {
  readonly packet: AdvertisedPacket;
  readonly interval: number;
  readonly done: () => void;
  remaining: number;
  timer: TimerHandle;
}

/** A radio on the virtual air. */
export class Station implements Radio, Site {
  readonly name: string;
  readonly index: number;
  /** Random static device address (Core 5.4, Vol 6 Part B §1.3.2.1), most significant octet first. */
  readonly address: Uint8Array;
  readonly txPower: number;
  readonly walls: number;
  readonly sets: number;
  readonly receiveDelay: number;
  /** Milliseconds that its scanner is ahead in the cycle of channels. */
  readonly scanPhase: number;
  readonly counters = noCounters();
  readonly #medium: Medium;
  readonly #random: SeededRandom;
  readonly #spacing: Span;
  readonly #sendDelay: Span;
  readonly #advertisements = new Map<AdvertisingHandle, Advertisement>();
  /** Where the station takes part in connections (tools/air/gatt). */
  gatt?: GattServer;
  /** Of the advertisements, the one that goes between the others. */
  #between: AdvertisingHandle = 0;
  #position: Position;
  #receiver: PacketReceiver | undefined;
  #active = false;
  #lastHandle = 0;
  #allowedFrom = -Infinity;
  /** When the latest event of its own ends. */
  #ownEnd = -Infinity;
  #closed = false;

  constructor(
    medium: Medium,
    index: number,
    random: SeededRandom,
    options: StationOptions & { readonly receiveDelay: number; readonly sendDelay: Span },
  ) {
    const { name, position = { x: 0, y: 0 }, txPower = 0, walls = 0, sets = 1 } = options;
    if (!Number.isInteger(sets) || sets < 1) throw new RangeError("sets: a whole number from 1");
    if (!Number.isInteger(walls) || walls < 0) throw new RangeError("walls: a whole number from 0");
    this.#medium = medium;
    this.#random = random;
    this.index = index;
    this.name = name;
    this.#position = checked(position);
    this.txPower = txPower;
    this.walls = walls;
    this.sets = sets;
    this.receiveDelay = options.receiveDelay;
    this.#sendDelay = span("sendDelay", options.sendDelay);
    this.#spacing = span("spacing", options.spacing ?? (sets === 1 ? [20, 30] : [3, 7]));
    this.address = new Uint8Array(6);
    random.fill(this.address);
    this.address[0]! |= 0xc0;
    this.scanPhase = random.next() * SCAN_WINDOW * CHANNELS.length;
  }

  get position(): Position {
    return this.#position;
  }

  moveTo(position: Position): void {
    this.#position = checked(position);
    this.#medium.moved(this);
  }

  advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    if (data.length < 1) throw new RangeError(`data: 1..${MAX_AD_LENGTH} octets, not 0`);
    const kind = PacketKind.nonConnectable;
    const address = addressNumber(this.address);
    return this.send({ data: new Uint8Array(data), kind, address }, events, interval, done);
  }

  /** As `advertise`, for any kind of packet; it is not copied. */
  send(
    packet: AdvertisedPacket,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    if (this.#closed) throw new RangeError("the radio is closed");
    const { length } = packet.data;
    if (length > MAX_AD_LENGTH)
      throw new RangeError(`data: 1..${MAX_AD_LENGTH} octets, not ${length}`);
    if (!Number.isInteger(events) || events < 1)
      throw new RangeError("events: a whole number from 1");
    if (!(interval >= MIN_INTERVAL && interval <= MAX_INTERVAL))
      throw new RangeError(`interval: ${MIN_INTERVAL}..${MAX_INTERVAL} ms, not ${interval}`);
    const taken = this.#advertisements.size - (this.#advertisements.has(this.#between) ? 1 : 0);
    if (taken >= this.sets) throw new RangeError("no advertising set is free");
    const handle = ++this.#lastHandle;
    const advertisement: Advertisement = { packet, interval, done, remaining: events, timer: 0 };
    this.#advertisements.set(handle, advertisement);
    this.#schedule(handle, advertisement, this.#draw(this.#sendDelay));
    return handle;
  }

  /** Sends a packet again and again, between the advertisements of all sets, until another call. */
  sendBetween(packet: AdvertisedPacket | undefined, interval = MIN_INTERVAL): void {
    this.stop(this.#between);
    this.#between = 0;
    if (!packet || this.#closed) return;
    const advertisement: Advertisement = {
      packet,
      interval,
      done: () => undefined,
      remaining: Infinity,
      timer: 0,
    };
    this.#between = ++this.#lastHandle;
    this.#advertisements.set(this.#between, advertisement);
    this.#schedule(this.#between, advertisement, this.#draw(this.#sendDelay));
  }

  stop(handle: AdvertisingHandle): void {
    const advertisement = this.#advertisements.get(handle);
    if (!advertisement) return;
    this.#medium.clock.cancel(advertisement.timer);
    this.#advertisements.delete(handle);
  }

  scan(receiver: PacketReceiver | undefined, { active = false }: ScanOptions = {}): void {
    if (this.#closed) return;
    this.#active = active;
    const { clock } = this.#medium;
    if (!receiver) this.#medium.scans(this, Infinity);
    else if (!this.#receiver) this.#medium.scans(this, clock.now());
    this.#receiver = receiver;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const handle of [...this.#advertisements.keys()]) this.stop(handle);
    this.#receiver = undefined;
    this.#medium.detach(this);
  }

  /**
   * Hands a packet up. `data` is the air's copy of the packet's and is used again. The
   * scan response comes right behind: its exchange takes no time on this air, and is not lost.
   */
  deliver(packet: AdvertisedPacket, data: Uint8Array, rssi: number): void {
    if (!this.#receiver) return;
    this.counters.heard++;
    const { kind, address } = packet;
    if (data.length > 0) this.#receiver(data, rssi, kind, address);
    const response = this.#active ? scanResponseOf(packet) : undefined;
    if (response) this.#receiver?.(response.slice(), rssi, PacketKind.scanResponse, address);
  }

  #schedule(handle: AdvertisingHandle, advertisement: Advertisement, delay: number): void {
    const now = this.#medium.clock.now();
    const start = Math.max(now + delay, this.#allowedFrom, this.#ownEnd);
    advertisement.timer = this.#medium.clock.schedule(
      () => this.#send(handle, advertisement),
      start - now,
    );
  }

  #send(handle: AdvertisingHandle, advertisement: Advertisement): void {
    const { packet, interval } = advertisement;
    const now = this.#medium.clock.now();
    if (now < this.#allowedFrom) {
      this.#schedule(handle, advertisement, 0); // another set came in between
      return;
    }
    this.#allowedFrom = now + this.#draw(this.#spacing);
    this.#ownEnd = now + eventTime(packet.data.length);
    this.counters.events++;
    this.#medium.transmit(this, packet);
    if (--advertisement.remaining > 0) {
      this.#schedule(handle, advertisement, interval + this.#random.next() * ADV_DELAY);
      return;
    }
    advertisement.timer = this.#medium.clock.schedule(() => {
      this.#advertisements.delete(handle);
      advertisement.done();
    }, this.#ownEnd - now);
  }

  #draw([least, most]: Span): number {
    return least === most ? least : least + this.#random.next() * (most - least);
  }
}

function span(name: string, value: Span): Span {
  const [least, most] = value;
  if (!(least >= 0 && most >= least)) throw new RangeError(`${name}: [least, most], from 0 on`);
  return value;
}

function checked(position: Position): Position {
  if (!Number.isFinite(position.x) || !Number.isFinite(position.y))
    throw new RangeError("position: x and y in metres");
  return { x: position.x, y: position.y };
}
