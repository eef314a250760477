import { randomBetween } from "../../base/random.js";
import type { AdvertisingBearer } from "../../bearer/advertising-bearer.js";
import type { Clock, TimerHandle } from "../../host/clock.js";
import type { Random } from "../../host/random.js";
import { isUnprovisionedBeacon, unprovisionedBeaconType } from "../../provisioning/beacon.js";
import { RemoteStatus, ScanState } from "./codes.js";
import { FoundDevices, type FoundDevicesOptions } from "./found-devices.js";
import { type LinkOwner, sameOwner } from "./link-server.js";

/** Milliseconds that a report waits, at random, so that servers spread. Mesh Protocol 1.1 §4.4.5.4. */
const leastDelay = 20;
const mostDelay = 500;

/** Scans of which devices are still to be reported, at most: the oldest is given up for another. */
const unreported = 2;

export interface RemoteScanOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly bearer: AdvertisingBearer;
  /** Devices that one scan can report, 4..255. */
  readonly maximumItems: number;
  readonly report: FoundDevicesOptions["report"];
}

interface Running {
  readonly owner: LinkOwner;
  readonly itemsLimit: number;
  /** The one device that is looked for. */
  readonly uuid: Uint8Array | undefined;
  readonly ends: number;
  readonly timer: TimerHandle;
  /** Each is reported once. */
  readonly found: FoundDevices;
}

/** The scan procedure of a Remote Provisioning server: one at a time. Mesh Protocol 1.1 §4.4.5.4. */
export class RemoteScan {
  readonly #options: RemoteScanOptions;
  /** That of the running scan, and of earlier ones that are not all reported. */
  #found: readonly FoundDevices[] = [];
  #running: Running | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(options: RemoteScanOptions) {
    this.#options = options;
  }

  /** The parameters of Scan Status; `timeout` in seconds, rounded up. */
  get status() {
    const running = this.#running;
    if (!running) return { state: ScanState.idle, itemsLimit: 0, timeout: 0 };
    const left = running.ends - this.#options.clock.now();
    return {
      state: running.uuid ? ScanState.single : ScanState.multiple,
      itemsLimit: running.itemsLimit,
      timeout: Math.max(1, Math.ceil(left / 1000)),
    };
  }

  /** Starts a scan, or restarts it for the same client; `timeout` in seconds, `itemsLimit` 0: no limit by the client. */
  start(
    owner: LinkOwner,
    request: {
      readonly itemsLimit: number;
      readonly timeout: number;
      readonly uuid: Uint8Array | undefined;
    },
  ): RemoteStatus {
    const { clock, maximumItems, report } = this.#options;
    const { itemsLimit, timeout, uuid } = request;
    if (itemsLimit > maximumItems) return RemoteStatus.scanningCannotStart;
    const running = this.#running;
    if (running && !sameOwner(running.owner, owner)) return RemoteStatus.invalidState;
    // What waits to be reported is found again: each device is reported once.
    if (running) this.stop();
    const capacity = uuid ? 1 : itemsLimit || maximumItems;
    const found = new FoundDevices({ clock, owner, capacity, report });
    this.#keep(found);
    this.#running = {
      owner,
      itemsLimit,
      uuid,
      ends: clock.now() + 1000 * timeout,
      timer: clock.schedule(() => this.#end(), 1000 * timeout),
      found,
    };
    this.#unsubscribe = this.#options.bearer.onBeacon(unprovisionedBeaconType, this.#receive);
    return RemoteStatus.success;
  }

  #keep(found: FoundDevices): void {
    const before = this.#found.filter(({ isReported }) => !isReported);
    for (const old of before.splice(0, before.length + 1 - unreported)) old.stop();
    this.#found = [...before, found];
  }

  /** Ends it; reports that wait are given up. */
  stop(): void {
    this.#end();
    for (const found of this.#found) found.stop();
    this.#found = [];
  }

  /** Stops the scan of a client whose subnet was deleted. */
  subnetDeleted(netKeyIndex: number): void {
    if (this.#running?.owner.netKeyIndex === netKeyIndex) this.stop();
  }

  #end(): void {
    if (this.#running) this.#options.clock.cancel(this.#running.timer);
    this.#running = undefined;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  readonly #receive = (data: Uint8Array, start: number, end: number, rssi: number): void => {
    const running = this.#running;
    if (!running || !isUnprovisionedBeacon(data, start, end)) return;
    const { found, itemsLimit, uuid } = running;
    if (uuid?.some((octet, i) => data[start + 1 + i] !== octet)) return;
    if (found.has(data, start)) return;
    const { maximumItems, random } = this.#options;
    found.add(data, start, end, rssi, randomBetween(random, leastDelay, mostDelay));
    if (uuid || found.count >= (itemsLimit || maximumItems)) this.#end();
  };
}
