import { equalBytes, getUint16BE } from "../../base/bytes.js";
import { randomBetween } from "../../base/random.js";
import type { AdvertisingBearer } from "../../bearer/advertising-bearer.js";
import type { Clock, TimerHandle } from "../../host/clock.js";
import type { Random } from "../../host/random.js";
import { isUnprovisionedBeacon, unprovisionedBeaconType } from "../../provisioning/beacon.js";
import { RemoteStatus, ScanState } from "./codes.js";
import { type LinkOwner, sameOwner } from "./link-server.js";

/** Milliseconds that a report waits, at random, so that servers spread. Mesh Protocol 1.1 §4.4.5.4. */
const leastDelay = 20;
const mostDelay = 500;

/** A device that a scan found. */
export interface ScannedDevice {
  /** Signal strength at the server, dBm. */
  readonly rssi: number;
  /** Device UUID, 16 octets. */
  readonly uuid: Uint8Array;
  /** Bits of `OobInformation`, 16 bits. */
  readonly oobInformation: number;
  /** The first 4 octets of s1(URI data); undefined if the beacon has none. */
  readonly uriHash: Uint8Array | undefined;
}

export interface RemoteScanOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly bearer: AdvertisingBearer;
  /** Devices that one scan can report, 4..255. */
  readonly maximumItems: number;
  readonly report: (owner: LinkOwner, device: ScannedDevice) => void;
}

interface Running {
  readonly owner: LinkOwner;
  readonly itemsLimit: number;
  /** The one device that is looked for. */
  readonly uuid: Uint8Array | undefined;
  readonly ends: number;
  readonly timer: TimerHandle;
  /** Devices found so far: each is reported once. */
  readonly found: Uint8Array[];
}

/** The scan procedure of a Remote Provisioning server: one at a time. Mesh Protocol 1.1 §4.4.5.4. */
export class RemoteScan {
  readonly #options: RemoteScanOptions;
  readonly #reports = new Set<TimerHandle>();
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
    const { clock, maximumItems } = this.#options;
    const { itemsLimit, timeout, uuid } = request;
    if (itemsLimit > maximumItems) return RemoteStatus.scanningCannotStart;
    const running = this.#running;
    if (running && !sameOwner(running.owner, owner)) return RemoteStatus.invalidState;
    // What waits to be reported is found again: each device is reported once.
    if (running) this.stop();
    this.#running = {
      owner,
      itemsLimit,
      uuid,
      ends: clock.now() + 1000 * timeout,
      timer: clock.schedule(() => this.#end(), 1000 * timeout),
      found: [],
    };
    this.#unsubscribe = this.#options.bearer.onBeacon(unprovisionedBeaconType, this.#receive);
    return RemoteStatus.success;
  }

  /** Ends it; reports that wait are given up. */
  stop(): void {
    this.#end();
    for (const timer of this.#reports) this.#options.clock.cancel(timer);
    this.#reports.clear();
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
    const uuid = data.slice(start + 1, start + 17);
    if (running.uuid && !equalBytes(running.uuid, uuid)) return;
    if (running.found.some((known) => equalBytes(known, uuid))) return;
    running.found.push(uuid);
    const uriHash = end - start === 23 ? data.slice(start + 19, end) : undefined;
    this.#report(running.owner, {
      rssi,
      uuid,
      oobInformation: getUint16BE(data, start + 17),
      uriHash,
    });
    const limit = running.itemsLimit || this.#options.maximumItems;
    if (running.uuid || running.found.length >= limit) this.#end();
  };

  #report(owner: LinkOwner, device: ScannedDevice): void {
    const { clock, random, report } = this.#options;
    const timer = clock.schedule(
      () => {
        this.#reports.delete(timer);
        report(owner, device);
      },
      randomBetween(random, leastDelay, mostDelay),
    );
    this.#reports.add(timer);
  }
}
