import { checkWhole } from "../base/check.js";
import { development } from "../base/development.js";
import type { AbortSignalLike } from "../base/abort.js";
import { equalBytes, getUint16BE } from "../base/bytes.js";
import type { Diagnostics } from "../base/diagnostics.js";
import { AbortError, TimeoutError } from "../base/errors.js";
import { AdType } from "../bearer/ad-type.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import type { Clock } from "../host/clock.js";
import { frozen } from "../base/frozen.js";
import { isUnprovisionedBeacon, unprovisionedBeaconType } from "./beacon.js";
import type { ProvisioningBearer } from "./link.js";
import { isUnprovisionedServiceData, serviceDataOob } from "./pb-gatt/service.js";

/**
 * An unprovisioned device whose beacons, or advertisements of PB-GATT, are received. It is the
 * same object while the device is in the list.
 */
export interface UnprovisionedDevice {
  /** 16 octets. */
  readonly uuid: Uint8Array;
  /** Bits of `OobInformation`. */
  readonly oobInformation: number;
  /** The first 4 octets of s1(URI data). */
  readonly uriHash: Uint8Array | undefined;
  /** RSSI of the last beacon or advertisement, dBm. */
  readonly rssi: number;
  /** When it was received, ms of the clock. */
  readonly lastSeen: number;
  /** Number of beacons received, without the advertisements of PB-GATT. */
  readonly beacons: number;
  /** The provisioning bearers that it was heard over. */
  readonly bearers: readonly ProvisioningBearer[];
  /** Advertising address of PB-GATT, as a PacketReceiver gets it. Absent until it was heard. */
  readonly advertisingAddress?: number;
}

/** What an UnprovisionedScanner is made with. */
export interface UnprovisionedScannerOptions {
  /** Receives the beacons. */
  readonly bearer: AdvertisingBearer;
  /** Time of the beacons. */
  readonly clock: Clock;
  /** Counters and trace of dropped beacons. */
  readonly diagnostics: Diagnostics;
  /**
   * Provisioning bearers of the devices: with "pb-gatt" each packet with service data wakes the
   * node. Default: PB-ADV.
   */
  readonly bearers?: readonly ProvisioningBearer[];
  /** Devices in the list, 1..1024, default 64; a new one replaces the one whose last beacon is the oldest. */
  readonly capacity?: number;
  /** Called for the first beacon or advertisement of a device. */
  readonly onFound?: (device: UnprovisionedDevice) => void;
  /** Called for every beacon or advertisement, including the first. */
  readonly onBeacon?: (device: UnprovisionedDevice) => void;
}

interface Waiting {
  readonly uuid: Uint8Array;
  readonly found: (device: UnprovisionedDevice) => void;
  readonly closed: () => void;
}

const overAdv: readonly ProvisioningBearer[] = frozen(["pb-adv"]);
const overGatt: readonly ProvisioningBearer[] = frozen(["pb-gatt"]);
const overBoth: readonly ProvisioningBearer[] = frozen(["pb-adv", "pb-gatt"]);

/** A device of the list, which a chip keeps many of: the bearers are no field. */
class FoundDevice implements UnprovisionedDevice {
  readonly uuid: Uint8Array;
  oobInformation = 0;
  uriHash: Uint8Array | undefined = undefined;
  rssi = 0;
  lastSeen = 0;
  beacons = 0;
  declare advertisingAddress?: number;

  constructor(uuid: Uint8Array) {
    this.uuid = uuid;
  }

  get bearers(): readonly ProvisioningBearer[] {
    if (this.advertisingAddress === undefined) return overAdv;
    return this.beacons > 0 ? overBoth : overGatt;
  }
}

/**
 * Receives unprovisioned device beacons (Mesh Protocol 1.1 §3.10.2), and the advertisements of
 * PB-GATT (§7.1.2.2.1), and keeps a list of their devices.
 */
export class UnprovisionedScanner {
  readonly #options: UnprovisionedScannerOptions;
  readonly #capacity: number;
  readonly #unsubscribe: (() => void)[] = [];
  #devices: FoundDevice[] = [];
  #waiting: Waiting[] = [];
  #closed = false;

  /** Starts to receive beacons. Throws RangeError for a capacity out of range. */
  constructor(options: UnprovisionedScannerOptions) {
    development.options?.("UnprovisionedScanner", options);
    const { bearer, bearers = overAdv, capacity = 64 } = options;
    checkWhole("capacity", capacity, 1, 1024);
    this.#options = options;
    this.#capacity = capacity;
    if (bearers.includes("pb-adv"))
      this.#unsubscribe.push(
        bearer.onBeacon(unprovisionedBeaconType, (data, start, end, rssi) =>
          this.#receive(data, start, end, rssi),
        ),
      );
    if (bearers.includes("pb-gatt"))
      this.#unsubscribe.push(
        bearer.onAdType(AdType.serviceData16, (data, start, end, rssi) =>
          this.#receiveAdvertisement(data, start, end, rssi),
        ),
      );
  }

  /** The devices known, in the order in which they were found. */
  get devices(): readonly UnprovisionedDevice[] {
    return this.#devices;
  }

  /** The device of this UUID, if it is known. */
  device(uuid: Uint8Array): UnprovisionedDevice | undefined {
    return this.#find(uuid, 0);
  }

  /** Removes a device, such as one that was provisioned; its next beacon counts as the first. */
  forget(uuid: Uint8Array): void {
    this.#devices = this.#devices.filter((device) => !equalBytes(device.uuid, uuid));
  }

  /**
   * The device of this UUID, as soon as it is known. Rejects with TimeoutError
   * after `timeout` ms, with AbortError when the signal or `close` says so.
   */
  wait(
    uuid: Uint8Array,
    options: { readonly timeout?: number; readonly signal?: AbortSignalLike } = {},
  ): Promise<UnprovisionedDevice> {
    const { clock } = this.#options;
    const { timeout, signal } = options;
    if (this.#closed || signal?.aborted === true)
      return Promise.reject(new AbortError("scanning has ended"));
    const known = this.#find(uuid, 0);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const finish = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        if (timer !== undefined) clock.cancel(timer);
        signal?.removeEventListener("abort", abort);
      };
      const abort = () => {
        finish();
        reject(new AbortError("waiting for a device was given up"));
      };
      const timer =
        timeout === undefined
          ? undefined
          : clock.schedule(() => {
              finish();
              reject(new TimeoutError(`no beacon of the device within ${timeout} ms`));
            }, timeout);
      const waiting: Waiting = {
        uuid: uuid.slice(),
        found: (device) => {
          finish();
          resolve(device);
        },
        closed: abort,
      };
      signal?.addEventListener("abort", abort);
      this.#waiting.push(waiting);
    });
  }

  /** Stops listening. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const waiting of this.#waiting) waiting.closed();
  }

  #receive(data: Uint8Array, start: number, end: number, rssi: number): void {
    if (!isUnprovisionedBeacon(data, start, end)) {
      this.#options.diagnostics.drop("beacon.length", end - start);
      return;
    }
    const known = this.#find(data, start + 1);
    const device = known ?? this.#add(data.slice(start + 1, start + 17));
    device.oobInformation = getUint16BE(data, start + 17);
    if (end - start === 23) {
      if (device.uriHash === undefined) device.uriHash = data.slice(start + 19, end);
      else for (let i = 0; i < 4; i++) device.uriHash[i] = data[start + 19 + i]!;
    } else device.uriHash = undefined;
    device.beacons++;
    this.#heard(device, rssi, known === undefined);
  }

  /** Service data of other services is of no interest here. */
  #receiveAdvertisement(data: Uint8Array, start: number, end: number, rssi: number): void {
    const { source } = this.#options.bearer;
    if (source === undefined || !isUnprovisionedServiceData(data, start, end)) return;
    const known = this.#find(data, start + 2);
    const device = known ?? this.#add(data.slice(start + 2, start + 18));
    device.advertisingAddress = source;
    if (device.beacons === 0) device.oobInformation = serviceDataOob(data, start);
    this.#heard(device, rssi, known === undefined);
  }

  #heard(device: FoundDevice, rssi: number, isNew: boolean): void {
    const { bearer, clock, onFound, onBeacon } = this.#options;
    const { queue } = bearer;
    device.rssi = rssi;
    device.lastSeen = clock.now();
    if (isNew) {
      if (onFound) queue.call(onFound, device);
      for (const waiting of this.#waiting)
        if (equalBytes(waiting.uuid, device.uuid)) waiting.found(device);
    }
    if (onBeacon) queue.call(onBeacon, device);
  }

  /** The device whose UUID stands at `data[offset]`. */
  #find(data: Uint8Array, offset: number): FoundDevice | undefined {
    for (const device of this.#devices) {
      let i = 0;
      while (i < 16 && device.uuid[i] === data[offset + i]) i++;
      if (i === 16) return device;
    }
    return undefined;
  }

  #add(uuid: Uint8Array): FoundDevice {
    if (this.#devices.length >= this.#capacity) {
      let oldest = this.#devices[0]!;
      for (const device of this.#devices) if (device.lastSeen < oldest.lastSeen) oldest = device;
      this.#devices = this.#devices.filter((device) => device !== oldest);
    }
    const device = new FoundDevice(uuid);
    this.#devices.push(device);
    return device;
  }
}
