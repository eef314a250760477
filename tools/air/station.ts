import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { GroupPlace } from "../../hosts/xs/packet-group.js";
import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import type { GattServer } from "../../modules/host/gatt.js";
import type { GattClient } from "../../modules/host/gatt-client.js";
import { PacketKind, type AdvertisingHandle, type Radio } from "../../modules/host/radio.js";
import { addressNumber, checkLength, scanResponseOf, type AdvertisedPacket } from "./packet.js";
import type { RadioShare } from "./gatt/radio-share.js";
import type { FilterTable } from "./filter-table.js";
import type { Reception } from "./reception.js";
import type { DataCopies } from "./data-copies.js";
import { HostQueue } from "./host-queue.js";
import { checkSpan, type Span } from "./model.js";
import { StationFilter } from "./packet-filter.js";
import { ADV_DELAY, MAX_AD_LENGTH, MAX_INTERVAL, MIN_INTERVAL, eventTime } from "./parameters.js";
import type { Position, Site } from "./propagation.js";
import type {
  StationDefaults,
  StationOptions,
  StationReceiver,
  StationScanOptions,
} from "./station-options.js";
import type { ColumnCounters } from "./counter-columns.js";
import type { StationCounters } from "./station-counters.js";

/** The interface of the air to its stations. */
export interface Medium {
  readonly clock: Clock;
  /** Starts an advertising event at the current time. */
  transmit(station: Station, packet: AdvertisedPacket): void;
  /** Sets the start of a station's scanning; Infinity: it does not scan. */
  scans(station: Station, since: number): void;
  moved(station: Station): void;
  detach(station: Station): void;
  /** Makes the copies of packets that receivers get. */
  readonly copies: DataCopies;
  /** The filters of all stations. */
  readonly filters: FilterTable;
  /** Whether the hosts of the stations take packets. */
  readonly reception: Reception;
  /** Whether the station's packets may be handed up through a group; undefined: they may not. */
  grouped(index: number, place: GroupPlace | undefined): void;
  /** A new place for the counters of the station with this index. */
  counters(index: number): ColumnCounters;
  /** What connections take of a station's radio, from now on. */
  shares(station: Station, share: RadioShare | undefined): void;
}

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
  /**
   * Random static device address (Core 5.4, Vol 6 Part B §1.3.2.1), most significant octet first.
   */
  readonly address: Uint8Array;
  readonly txPower: number;
  readonly walls: number;
  readonly sets: number;
  /** Milliseconds from a packet's end to the receiver of an idle host. */
  readonly latency: number;
  readonly deafness: number;
  /** Phase of its scanner in the cycle of channels, as a share of the cycle. */
  readonly scanPhase: number;
  /** Phase of its Wi-Fi period, as a share of the period. */
  readonly wifiPhase: number;
  readonly counters: StationCounters;
  readonly filter: StationFilter;
  readonly #counts: ColumnCounters;
  readonly #medium: Medium;
  readonly #random: SeededRandom;
  readonly #spacing: Span;
  readonly #sendDelay: Span;
  readonly #host: HostQueue;
  /** Whether its host needs time for a packet. */
  readonly #takesTime: boolean;
  readonly #advertisements = new Map<AdvertisingHandle, Advertisement>();
  /** Its GATT server, if it accepts connections (tools/air/gatt). */
  gatt?: GattServer;
  /** Its GATT client, if it establishes connections (tools/air/gatt). */
  gattClient?: GattClient;
  #share: RadioShare | undefined;
  /** Handle of the advertisement that is sent between those of all sets; 0: none. */
  #between: AdvertisingHandle = 0;
  #position: Position;
  #receiver: StationReceiver | undefined;
  /** Gets connectable packets beside the receiver, as an initiator of connections. */
  #initiator: ((packet: AdvertisedPacket) => void) | undefined;
  #active = false;
  #extended = false;
  #lastHandle = 0;
  #allowedFrom = -Infinity;
  /** End of the latest advertising event of its own. */
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
    this.#counts = medium.counters(index);
    this.counters = this.#counts.view;
    this.filter = new StationFilter(medium.filters);
    medium.reception.join(index, this.latency, hostCost, this.filter.index);
    this.#takesTime = hostCost > 0;
    this.deafness = deafness;
    this.#sendDelay = sendDelay;
    this.#spacing = spacing;
    this.#host = new HostQueue({
      clock: medium.clock,
      cost: hostCost,
      capacity: hostQueue,
      counters: this.counters,
      reception: medium.reception,
      index,
      deliver: (packet, rssi) => this.#deliver(packet, rssi),
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

  /** Milliseconds at which its latest advertising event ends or has ended. */
  get sendingUntil(): number {
    return this.#ownEnd;
  }

  /** What connections take of its radio; absent until it has had one. @internal */
  get share(): RadioShare | undefined {
    return this.#share;
  }

  /** Replaces it. @internal */
  set share(share: RadioShare | undefined) {
    this.#share = share;
    this.#medium.shares(this, share);
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

  /** As `advertise`, for packets of any kind; the packet is not copied. */
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

  /** Sends a packet repeatedly between the advertisements of all sets, until the next call. */
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

  /**
   * Replaces the packet of an advertisement from its next event on. Ignored if the advertisement
   * has ended.
   */
  replace(handle: AdvertisingHandle, packet: AdvertisedPacket): void {
    checkLength(packet);
    const advertisement = this.#advertisements.get(handle);
    if (advertisement) advertisement.packet = packet;
  }

  /** As Radio's `stop`; returns the number of events that were sent. */
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
    if (!receiver) this.#host.clear();
    const wasListening = this.#listens;
    const wasScanning = this.#receiver !== undefined;
    this.#receiver = receiver;
    this.#medium.grouped(this.index, receiver && options.grouped);
    if (!receiver) this.#medium.reception.scansSince(this.index, Infinity);
    else if (!wasScanning) this.#medium.reception.scansSince(this.index, this.#medium.clock.now());
    this.#listen(wasListening);
  }

  /**
   * Calls `initiator` for each connectable packet that it receives, also while it does not scan;
   * undefined ends this.
   */
  initiate(initiator: ((packet: AdvertisedPacket) => void) | undefined): void {
    if (this.#closed) return;
    const wasListening = this.#listens;
    this.#initiator = initiator;
    this.#listen(wasListening);
  }

  #scansSince(time: number): void {
    this.#medium.reception.scansSince(this.index, time);
  }

  get #listens(): boolean {
    return this.#receiver !== undefined || this.#initiator !== undefined;
  }

  #listen(before: boolean): void {
    if (!this.#listens) this.#medium.scans(this, Infinity);
    else if (!before) this.#medium.scans(this, this.#medium.clock.now());
  }

  /** Removes the station from the air. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const handle of [...this.#advertisements.keys()]) this.stop(handle);
    this.#receiver = undefined;
    this.#initiator = undefined;
    this.#host.clear();
    this.#scansSince(Infinity);
    this.#medium.detach(this);
    this.#counts.freeUp();
  }

  /** Processes a received packet at the time `now`. */
  arrive(packet: AdvertisedPacket, rssi: number, now: number): void {
    if (packet.kind === PacketKind.connectable) this.#initiator?.(packet);
    if (!this.#receiver || (packet.extended && !this.#extended)) return;
    // It may have been received before the host stopped and restarted scanning.
    if (!this.#medium.reception.takes(this.index, now)) return;
    if (this.#takesTime) this.#host.arrive(packet, rssi, now);
    else this.#deliver(packet, rssi);
  }

  /**
   * Hands a non-connectable packet, which has passed the filter and was counted, to an idle host at
   * the time `now`.
   */
  handUp(packet: AdvertisedPacket, rssi: number, now: number): void {
    const { address, data, kind } = packet;
    const copy = this.#medium.copies.of(data);
    if (this.#receiver?.(copy, rssi, kind, address, packet) !== false)
      this.#medium.reception.worked(this.index, now);
  }

  /**
   * Hands a packet up; returns whether it took the host time. The scan response follows in the
   * same call: on this air its exchange takes no time, and is never lost.
   */
  #deliver(packet: AdvertisedPacket, rssi: number): boolean {
    const receiver = this.#receiver;
    if (!receiver) return false;
    this.counters.heard++;
    const { address, data, kind } = packet;
    let taken = false;
    if (data.length > 0 && this.filter.takes(data))
      taken =
        this.filter.spares(data, rssi, address) ||
        receiver(this.#medium.copies.of(data), rssi, kind, address, packet) !== false;
    const response = this.#active ? scanResponseOf(packet) : undefined;
    if (response && this.filter.takes(response) && !this.filter.spares(response, rssi, address))
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
      this.#schedule(handle, advertisement, 0); // another set was on the air in between
      return;
    }
    const duration = eventTime(packet.data.length);
    const free = this.share?.freeFrom(now, duration) ?? now;
    if (free > now) {
      this.#schedule(handle, advertisement, free - now);
      return;
    }
    this.#allowedFrom = now + this.#draw(this.#spacing);
    this.#ownEnd = now + duration;
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

function checked(position: Position): Position {
  if (!Number.isFinite(position.x) || !Number.isFinite(position.y))
    throw new RangeError("position: x and y in metres");
  const { floor, x, y } = position;
  if (floor === undefined) return { x, y };
  if (!Number.isInteger(floor) || floor < 0)
    throw new RangeError("position.floor: a whole number from 0");
  return { x, y, floor };
}
