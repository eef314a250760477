import { getUint32BE } from "../../../base/bytes.js";
import type { AdvertisingBearer } from "../../../bearer/advertising-bearer.js";
import type { Clock } from "../../../host/clock.js";
import { isUnprovisionedBeacon, unprovisionedBeaconType } from "../../../provisioning/beacon.js";
import { RecentLinks, RecentPdus } from "./recent-traffic.js";

const uuidLength = 16;
/** Link ID (4), transaction number (1), then the generic PDU. */
const controlOffset = 5;
const transactionOffset = 4;
/** The transactions of devices are numbered from here on. */
const deviceTransactions = 0x80;
const linkOpen = 0x03;
const linkAck = 0x07;
const linkClose = 0x0b;
/** Octets of a Link Open: header, control octet, UUID. */
const linkOpenLength = controlOffset + 1 + uuidLength;

/** In the place of an address that the radio does not tell. */
const noAddress = 0;

/** A device in the list. The object stays the same, with other content, while the list lives. */
export interface HeardDevice {
  /** Place in the list. */
  readonly index: number;
  /** dBm of its last beacon. */
  readonly rssi: number;
}

export interface SurroundingsOptions {
  readonly bearer: AdvertisingBearer;
  readonly clock: Clock;
  /** Devices that are remembered; the one not heard for longest makes room. Default 120, as ESP-IDF's waiting list. */
  readonly capacity?: number;
  /** Network PDUs that are remembered. */
  readonly pdus: number;
  /** Told when a device beacons that is not taken. */
  readonly onDevice?: () => void;
}

/**
 * What a node hears of the provisioning around it: devices that beacon, and the
 * links of others. A device counts as taken until it beacons again when a Link Open to
 * it was heard, or what it says on a link: the provisioner may be out of earshot.
 * Everything is kept in arrays that are made once.
 */
export class Surroundings {
  readonly links = new RecentLinks();
  /** Network PDUs, also those that are for others. */
  readonly pdus: RecentPdus;
  /** Whether `links` is kept: only who provisions asks for it, and there are many PDUs. */
  countsLinks = false;
  readonly #bearer: AdvertisingBearer;
  readonly #clock: Clock;
  readonly #capacity: number;
  readonly #uuids: Uint8Array;
  readonly #rssi: Int8Array;
  readonly #lastSeen: Float64Array;
  readonly #inUse: Uint8Array;
  /** From where the last beacon came, and the low octet of that, by which it is found. */
  readonly #addresses: Float64Array;
  readonly #addressLowOctets: Uint8Array;
  readonly #onDevice: (() => void) | undefined;
  readonly #unsubscribe: readonly (() => void)[];
  #size = 0;

  /** Begins to listen. */
  constructor(options: SurroundingsOptions) {
    const { bearer, capacity = 120, clock, onDevice, pdus } = options;
    this.pdus = new RecentPdus(pdus);
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
      bearer.onNetworkPdu(() => this.pdus.heard(clock.now())),
      bearer.onProvisioning((data, start, end) => this.#receiveLink(data, start, end)),
    ];
  }

  /**
   * How many devices beaconed in the last `window` ms and are not taken. Where there are
   * more than the list holds that is reckoned from how long they stay in it.
   */
  beaconingDevices(window: number): number {
    const now = this.#clock.now();
    let count = 0;
    let oldest = now;
    for (let i = 0; i < this.#size; i++) {
      const seen = this.#lastSeen[i]!;
      if (seen < oldest) oldest = seen;
      if (this.#inUse[i] === 0 && seen >= now - window) count++;
    }
    const span = Math.max(1, now - oldest);
    return this.#size < this.#capacity || span >= window ? count : (count * window) / span;
  }

  /** The devices that beaconed in the last `window` ms, are not taken, and whose UUID begins with `matchValue`. */
  available(matchValue: Uint8Array, window: number): HeardDevice[] {
    const since = this.#clock.now() - window;
    const free: HeardDevice[] = [];
    for (let i = 0; i < this.#size; i++)
      if (this.#inUse[i] === 0 && this.#lastSeen[i]! >= since && this.#matches(i, matchValue))
        free.push({ index: i, rssi: this.#rssi[i]! });
    return free;
  }

  /** UUID of a device of the list, 16 octets. */
  uuid(device: HeardDevice): Uint8Array {
    const at = device.index * uuidLength;
    return this.#uuids.slice(at, at + uuidLength);
  }

  /** When the device beaconed last, ms of the clock; undefined: never, or too long ago. */
  lastSeen(uuid: Uint8Array): number | undefined {
    const at = this.#find(uuid, 0);
    return at < 0 ? undefined : this.#lastSeen[at];
  }

  /** The device is somebody's, until it beacons again. */
  markInUse(uuid: Uint8Array): void {
    const at = this.#find(uuid, 0);
    if (at >= 0) this.#inUse[at] = 1;
  }

  /** Stops listening, and forgets. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
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

  #receiveLink(data: Uint8Array, start: number, end: number): void {
    if (end - start <= controlOffset) return;
    const control = data[start + controlOffset];
    if (this.countsLinks) this.#countLink(getUint32BE(data, start), control);
    if (data[start + transactionOffset]! >= deviceTransactions || control === linkAck)
      return this.#markSourceInUse();
    if (control !== linkOpen || end - start !== linkOpenLength) return;
    const at = this.#find(data, start + controlOffset + 1);
    if (at >= 0) this.#inUse[at] = 1;
  }

  /** The device that sent this is on somebody's link. */
  #markSourceInUse(): void {
    const { source } = this.#bearer;
    if (source === undefined) return;
    const marks = this.#addressLowOctets;
    const mark = source % 256;
    for (let at = marks.indexOf(mark); at >= 0; at = marks.indexOf(mark, at + 1))
      if (this.#addresses[at] === source) this.#inUse[at] = 1;
  }

  #countLink(linkId: number, control: number | undefined): void {
    if (control === linkClose) this.links.closed(linkId);
    else this.links.heard(linkId, this.#clock.now());
  }

  /** Place of the device whose UUID stands at `data[offset]`; UUIDs of one maker differ at the end. */
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

  /** Where a new device goes: behind the others, or where one is that was not heard for long. */
  #slotForNewDevice(): number {
    if (this.#size < this.#capacity) return this.#size++;
    let oldest = 0;
    for (let i = 1; i < this.#size; i++)
      if (this.#lastSeen[i]! < this.#lastSeen[oldest]!) oldest = i;
    return oldest;
  }
}
