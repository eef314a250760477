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
import { HostQueue } from "./host-queue.js";
import { checkSpan, type Span } from "./model.js";
import { StationFilter } from "./packet-filter.js";
import { ADV_DELAY, MAX_AD_LENGTH, MAX_INTERVAL, MIN_INTERVAL, eventTime } from "./parameters.js";
import type { Position, Site } from "./propagation.js";

/** A radio that joins a virtual air; what is not given of its last four is the air's. */
export interface StationOptions {
  /** Unique on its air; the station's random numbers depend on it. */
  readonly name: string;
  /** Default: the origin. */
  readonly position?: Position;
  /** dBm. Default 0. */
  readonly txPower?: number;
  /** Number of walls around the station, which every path to it crosses. Default 0. */
  readonly walls?: number;
  /** Advertisements in flight at once. Default 1: a chip with the one legacy set. */
  readonly sets?: number;
  /** Least time between the starts of any two events. Default 20-30 ms with one set, 3-7 ms with more. */
  readonly spacing?: Span;
  /** Time from a packet's end to the call of `scan`'s receiver. Default: the air's. */
  readonly receiveDelay?: number;
  /** Processing time of its host for each received packet. Default: the air's. */
  readonly hostCost?: number;
  /** From `advertise` to the first event. Default: the air's. */
  readonly sendDelay?: Span;
  /** Time after an event of its own in which it receives nothing. Default: the air's. */
  readonly deafness?: number;
}

/** What a station takes from the air it is on where it has no own. */
export type StationDefaults = Required<
  Pick<StationOptions, "receiveDelay" | "hostCost" | "sendDelay" | "deafness">
> & {
  /** Packets that wait for the host at most. */
  readonly hostQueue: number;
};

/**
 * As PacketReceiver, with the packet that the data came in or, for a scan response, that
 * asked for it. One that has a filter of its own answers false for what that dropped, which
 * took its host no time.
 */
export type StationReceiver = (
  ...heard: [...Required<Parameters<PacketReceiver>>, packet: AdvertisedPacket]
) => unknown;

/** How to scan. */
export interface StationScanOptions extends ScanOptions {
  /** Receives extended PDUs as well. Default false: legacy PDUs only. */
  readonly extended?: boolean;
}

/** Counters of a station; packets are those on one channel. */
export interface StationCounters {
  /** Advertising events sent. */
  events: number;
  /** Packets passed to `scan`'s receiver, or dropped by the filter. */
  heard: number;
  /** Packets strong enough, lost to others on the channel. */
  collisions: number;
  /** Packets strong enough, lost because the station itself was sending. */
  halfDuplex: number;
  /** Packets strong enough, lost in the time after an event of its own. */
  deaf: number;
  /** Packets strong enough, lost because Wi-Fi used the radio. */
  away: number;
  /** Packets strong enough, lost in the time after one that was received. */
  recovering: number;
  /** Packets strong enough, lost in a burst of others. */
  interfered: number;
  /** Packets too weak while listening on their channel. */
  tooWeak: number;
  /** Packets lost by the configured loss rate. */
  lost: number;
  /** Packets received that found too many others waiting for the host. */
  overrun: number;
  /** Packets that waited while the host was at others, and milliseconds of that. */
  waited: number;
  waiting: number;
}

export function noCounters(): StationCounters {
  return {
    events: 0,
    heard: 0,
    collisions: 0,
    halfDuplex: 0,
    deaf: 0,
    away: 0,
    recovering: 0,
    interfered: 0,
    tooWeak: 0,
    lost: 0,
    overrun: 0,
    waited: 0,
    waiting: 0,
  };
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

/** More than times are rounded by. */
const ROUNDING = 1e-6;

interface Advertisement {
  packet: AdvertisedPacket;
  readonly events: number;
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
  /** Milliseconds from a packet's end to the receiver of a host that has nothing else to do. */
  readonly latency: number;
  readonly deafness: number;
  /** How far its scanner is ahead in the cycle of channels, as a share of it. */
  readonly scanPhase: number;
  /** Likewise where it is in the turns of Wi-Fi on its radio. */
  readonly wifiPhase: number;
  readonly counters = noCounters();
  readonly filter = new StationFilter();
  readonly #medium: Medium;
  readonly #random: SeededRandom;
  readonly #spacing: Span;
  readonly #sendDelay: Span;
  readonly #host: HostQueue;
  readonly #advertisements = new Map<AdvertisingHandle, Advertisement>();
  /** Where the station takes part in connections (tools/air/gatt). */
  gatt?: GattServer;
  /** Of the advertisements, the one that goes between the others. */
  #between: AdvertisingHandle = 0;
  #position: Position;
  #receiver: StationReceiver | undefined;
  #active = false;
  #extended = false;
  /** When it began to scan. */
  #scanningSince = Infinity;
  #lastHandle = 0;
  #allowedFrom = -Infinity;
  /** When the latest event of its own ends. */
  #ownEnd = -Infinity;
  #closed = false;

  constructor(
    medium: Medium,
    index: number,
    random: SeededRandom,
    options: StationOptions & StationDefaults,
  ) {
    const { deafness, hostCost, hostQueue, receiveDelay, sendDelay } = options;
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
    if (!(receiveDelay >= 0)) throw new RangeError("receiveDelay: 0 or more ms");
    if (!(hostCost >= 0)) throw new RangeError("hostCost: 0 or more ms");
    if (!(deafness >= 0)) throw new RangeError("deafness: 0 or more ms");
    const { spacing = sets === 1 ? [20, 30] : [3, 7] } = options;
    checkSpan("sendDelay", sendDelay);
    checkSpan("spacing", spacing);
    this.latency = receiveDelay + hostCost;
    this.deafness = deafness;
    this.#sendDelay = sendDelay;
    this.#spacing = spacing;
    this.#host = new HostQueue({
      clock: medium.clock,
      cost: hostCost,
      capacity: hostQueue,
      counters: this.counters,
      deliver: (packet, data, rssi) => this.#deliver(packet, data, rssi),
    });
    this.address = new Uint8Array(6);
    random.fill(this.address);
    this.address[0]! |= 0xc0;
    this.scanPhase = random.next();
    this.wifiPhase = random.fork("wifi").next();
  }

  get position(): Position {
    return this.#position;
  }

  /** Moves it to another position, in metres. */
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
    checkLength(packet);
    if (!Number.isInteger(events) || events < 1)
      throw new RangeError("events: a whole number from 1");
    if (!(interval >= MIN_INTERVAL && interval <= MAX_INTERVAL))
      throw new RangeError(`interval: ${MIN_INTERVAL}..${MAX_INTERVAL} ms, not ${interval}`);
    const taken = this.#advertisements.size - (this.#advertisements.has(this.#between) ? 1 : 0);
    if (taken >= this.sets) throw new RangeError("no advertising set is free");
    const handle = ++this.#lastHandle;
    const advertisement: Advertisement = {
      packet,
      events,
      interval,
      done,
      remaining: events,
      timer: 0,
    };
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
      events: Number.MAX_SAFE_INTEGER,
      interval,
      done: () => undefined,
      remaining: Number.MAX_SAFE_INTEGER,
      timer: 0,
    };
    this.#between = ++this.#lastHandle;
    this.#advertisements.set(this.#between, advertisement);
    this.#schedule(this.#between, advertisement, this.#draw(this.#sendDelay));
  }

  /** What an advertisement sends from its next event on. One that has ended is ignored. */
  replace(handle: AdvertisingHandle, packet: AdvertisedPacket): void {
    checkLength(packet);
    const advertisement = this.#advertisements.get(handle);
    if (advertisement) advertisement.packet = packet;
  }

  /** As Radio's; answers how many of its events were sent. */
  stop(handle: AdvertisingHandle): number {
    const advertisement = this.#advertisements.get(handle);
    if (!advertisement) return 0;
    this.#medium.clock.cancel(advertisement.timer);
    this.#advertisements.delete(handle);
    return advertisement.events - advertisement.remaining;
  }

  scan(receiver: StationReceiver | undefined, options: StationScanOptions = {}): void {
    if (this.#closed) return;
    this.#active = options.active ?? false;
    this.#extended = options.extended ?? false;
    if (!receiver) {
      this.#medium.scans(this, Infinity);
      this.#host.clear();
    } else if (!this.#receiver) {
      this.#scanningSince = this.#medium.clock.now();
      this.#medium.scans(this, this.#scanningSince);
    }
    this.#receiver = receiver;
  }

  /** Removes the station from the air. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const handle of [...this.#advertisements.keys()]) this.stop(handle);
    this.#receiver = undefined;
    this.#host.clear();
    this.#medium.detach(this);
  }

  /** Takes a packet that was received. `data`: the air's copy of the packet's, which is used again. */
  arrive(packet: AdvertisedPacket, data: Uint8Array, rssi: number): void {
    if (!this.#receiver || (packet.extended && !this.#extended)) return;
    // It was on its way to a host that has stopped and started scanning since.
    if (this.#medium.clock.now() - this.latency < this.#scanningSince - ROUNDING) return;
    this.#host.arrive(packet, data, rssi);
  }

  /**
   * Hands a packet up: whether that took the host any time. The scan response comes right
   * behind: its exchange takes no time on this air, and is not lost.
   */
  #deliver(packet: AdvertisedPacket, data: Uint8Array, rssi: number): boolean {
    if (!this.#receiver) return false;
    this.counters.heard++;
    const { kind, address } = packet;
    let taken = false;
    if (data.length > 0 && this.filter.takes(packet.data))
      taken = this.#receiver(data, rssi, kind, address, packet) !== false;
    const response = this.#active ? scanResponseOf(packet) : undefined;
    if (response && this.filter.takes(response))
      this.#receiver?.(response.slice(), rssi, PacketKind.scanResponse, address, packet);
    return taken;
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

function checkLength({ data: { length } }: AdvertisedPacket): void {
  if (length > MAX_AD_LENGTH)
    throw new RangeError(`data: 1..${MAX_AD_LENGTH} octets, not ${length}`);
}

function checked(position: Position): Position {
  if (!Number.isFinite(position.x) || !Number.isFinite(position.y))
    throw new RangeError("position: x and y in metres");
  return { x: position.x, y: position.y };
}
