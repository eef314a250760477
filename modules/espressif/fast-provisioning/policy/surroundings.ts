import type { AdvertisingBearer } from "../../../bearer/advertising-bearer.js";
import type { Clock } from "../../../host/clock.js";
import type { PduTimes } from "../../../host/radio.js";
import { isUnprovisionedBeacon, unprovisionedBeaconType } from "../../../provisioning/beacon.js";
import { pduTimes, RecentLinks } from "./recent-traffic.js";

const uuidLength = 16;
/** Link ID (4), transaction number (1), then the generic PDU. */
const controlOffset = 5;
const transactionOffset = 4;
/** Lowest transaction number of a device. Mesh Protocol 1.1 §5.2.1. */
const deviceTransactions = 0x80;
const linkOpen = 0x03;
const linkAck = 0x07;
/** Octets of a Link Open: header, control octet, UUID. */
const linkOpenLength = controlOffset + 1 + uuidLength;

/** Stands for an advertiser address that the radio does not provide. */
const noAddress = 0;

/** A device in the list of `Surroundings`. Valid until the next beacon. */
export interface HeardDevice {
  /** Index in the list. */
  readonly index: number;
  /** dBm of its last beacon. */
  readonly rssi: number;
}

export interface SurroundingsOptions {
  readonly bearer: AdvertisingBearer;
  readonly clock: Clock;
  /** Maximum number of devices; a further one replaces the one whose beacon is the oldest. Default 120, as ESP-IDF's waiting list. */
  readonly capacity?: number;
  /** Network PDUs whose times are kept. */
  readonly pdus: number;
  /** Called for each unprovisioned device beacon. */
  readonly onDevice?: () => void;
}

/**
 * Observes provisioning in the range of a node: unprovisioned devices, PB-ADV links and
 * network PDUs. A device is in use from a Link Open to it, or a PDU that it sent on a link,
 * until its next beacon: its provisioner may be out of range. All data are in arrays that are
 * allocated once.
 */
export class Surroundings {
  readonly links = new RecentLinks();
  /** Times of received network PDUs, for this and other nodes. */
  readonly pdus: PduTimes;
  /** Whether `links` is updated: a device and a provisioner need it, and there are many PDUs. */
  countsLinks = true;
  readonly #bearer: AdvertisingBearer;
  readonly #clock: Clock;
  readonly #capacity: number;
  readonly #uuids: Uint8Array;
  readonly #rssi: Int8Array;
  readonly #lastSeen: Float64Array;
  readonly #inUse: Uint8Array;
  /** Advertiser address of the last beacon, and its low octet, which is searched for. */
  readonly #addresses: Float64Array;
  readonly #addressLowOctets: Uint8Array;
  readonly #onDevice: (() => void) | undefined;
  readonly #unsubscribe: readonly (() => void)[];
  #size = 0;

  /** Starts to observe. */
  constructor(options: SurroundingsOptions) {
    const { bearer, capacity = 120, clock, onDevice, pdus } = options;
    this.pdus = pduTimes(bearer, clock, pdus);
    this.#bearer = bearer;
    this.#clock = clock;
    this.#capacity = capacity;
    this.#onDevice = onDevice;
    this.#uuids = new Uint8Array(uuidLength * capacity);
    this.#rssi = new Int8Array(capacity);
    this.#lastSeen = new Float64Array(capacity);
    this.#inUse = new Uint8Array(capacity);
    this.#addresses = new Float64Array(capacity);
    this.#addressLowOctets = new Uint8Array(capacity);
    this.#unsubscribe = [
      bearer.onBeacon(unprovisionedBeaconType, (data, start, end, rssi) => {
        if (isUnprovisionedBeacon(data, start, end)) this.#heard(data, start + 1, rssi);
      }),
      bearer.overhear((data, start, end, _rssi, source = bearer.source) =>
        this.#receiveLink(data, start, end, source),
      ),
    ];
  }

  /**
   * Number of devices that sent a beacon in the last `window` ms and are not in use. If there
   * are more than the list holds the number is estimated from the time until they are replaced.
   */
  beaconingDevices(window: number): number {
    const since = this.#clock.now() - window;
    let count = 0;
    for (let i = 0; i < this.#size; i++)
      if (this.#inUse[i] === 0 && this.#lastSeen[i]! >= since) count++;
    return count * this.devicesPerEntry(window);
  }

  /**
   * How many devices sent a beacon in the last `window` ms for each one in the list: 1, or more where the
   * list is full, estimated from the time until a device is replaced.
   */
  devicesPerEntry(window: number): number {
    if (this.#size < this.#capacity) return 1;
    const now = this.#clock.now();
    let oldest = now;
    for (const seen of this.#lastSeen) if (seen < oldest) oldest = seen;
    return Math.max(1, window / Math.max(1, now - oldest));
  }

  /** Number of PB-ADV links with a PDU in the last `window` ms, the node's own included; Infinity while they are not counted. */
  linksHeard(window: number): number {
    return this.countsLinks ? this.links.countSince(this.#clock.now() - window) : Infinity;
  }

  /** Devices that sent a beacon in the last `window` ms, are not in use, and whose UUID begins with `matchValue`. */
  available(matchValue: Uint8Array, window: number): HeardDevice[] {
    const since = this.#clock.now() - window;
    const free: HeardDevice[] = [];
    for (let i = 0; i < this.#size; i++)
      if (this.#inUse[i] === 0 && this.#lastSeen[i]! >= since && this.#matches(i, matchValue))
        free.push({ index: i, rssi: this.#rssi[i]! });
    return free;
  }

  /** UUID of a device, 16 octets. */
  uuid(device: HeardDevice): Uint8Array {
    const at = device.index * uuidLength;
    return this.#uuids.slice(at, at + uuidLength);
  }

  /** Time of the last beacon of a device, ms of the clock; undefined if it is not in the list. */
  lastSeen(uuid: Uint8Array): number | undefined {
    const at = this.#find(uuid, 0);
    return at < 0 ? undefined : this.#lastSeen[at];
  }

  /** The device is in use until its next beacon. */
  markInUse(uuid: Uint8Array): void {
    const at = this.#find(uuid, 0);
    if (at >= 0) this.#inUse[at] = 1;
  }

  /** Stops to observe, and clears the list. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.pdus.close();
    this.#size = 0;
  }

  #heard(data: Uint8Array, offset: number, rssi: number): void {
    let at = this.#find(data, offset);
    if (at < 0) {
      at = this.#slotForNewDevice();
      for (let i = 0; i < uuidLength; i++) this.#uuids[at * uuidLength + i] = data[offset + i]!;
    }
    this.#rssi[at] = rssi;
    this.#lastSeen[at] = this.#clock.now();
    this.#inUse[at] = 0;
    const { source = noAddress } = this.#bearer;
    this.#addresses[at] = source;
    this.#addressLowOctets[at] = source % 256;
    this.#onDevice?.();
  }

  #receiveLink(data: Uint8Array, start: number, end: number, source: number | undefined): void {
    if (end - start <= controlOffset) return;
    const control = data[start + controlOffset];
    if (this.countsLinks) this.links.received(data, start, this.#clock.now());
    if (data[start + transactionOffset]! >= deviceTransactions || control === linkAck)
      return this.#markSourceInUse(source);
    if (control !== linkOpen || end - start !== linkOpenLength) return;
    const at = this.#find(data, start + controlOffset + 1);
    if (at >= 0) this.#inUse[at] = 1;
  }

  /** The device that sent this PDU is on a link. */
  #markSourceInUse(source: number | undefined): void {
    if (source === undefined) return;
    const marks = this.#addressLowOctets;
    const mark = source % 256;
    for (let at = marks.indexOf(mark); at >= 0; at = marks.indexOf(mark, at + 1))
      if (this.#addresses[at] === source) this.#inUse[at] = 1;
  }

  /** Index of the device whose UUID is at `data[offset]`, or -1. The last octet is compared first: UUIDs of one product often differ there only. */
  #find(data: Uint8Array, offset: number): number {
    const uuids = this.#uuids;
    const last = data[offset + uuidLength - 1]!;
    for (let at = 0, end = uuidLength - 1; at < this.#size; at++, end += uuidLength) {
      if (uuids[end] !== last) continue;
      let i = uuidLength - 2;
      while (i >= 0 && uuids[at * uuidLength + i] === data[offset + i]) i--;
      if (i < 0) return at;
    }
    return -1;
  }

  #matches(at: number, matchValue: Uint8Array): boolean {
    for (let i = 0; i < matchValue.length; i++)
      if (this.#uuids[at * uuidLength + i] !== matchValue[i]) return false;
    return true;
  }

  /** Index for a new device: that after the last one or, in a full list, of the oldest beacon. */
  #slotForNewDevice(): number {
    if (this.#size < this.#capacity) return this.#size++;
    let oldest = 0;
    for (let i = 1; i < this.#size; i++)
      if (this.#lastSeen[i]! < this.#lastSeen[oldest]!) oldest = i;
    return oldest;
  }
}
