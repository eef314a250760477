import { getUint16BE } from "../../base/bytes.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";
import type { LinkOwner } from "./link-server.js";

/** Octets of a device: RSSI, the length of its beacon, and the beacon without its type, 18 or 22 octets. */
const size = 24;
const beaconAt = 2;
const uuidLength = 16;
/** Octets of the payload of a beacon with a URI hash, its type included. */
const lengthWithHash = 23;

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

export interface FoundDevicesOptions {
  readonly clock: Clock;
  readonly owner: LinkOwner;
  /** Devices at most. */
  readonly capacity: number;
  /** Reports a device, and calls `done` when the next one can be reported. */
  readonly report: (owner: LinkOwner, device: ScannedDevice, done: () => void) => void;
}

/**
 * The devices that one scan has found, which are reported one after the other, each not before it
 * is due. They are octets of one array: on a chip a device as an object, with a timer and a
 * queued report of its own, took 48 slots.
 */
export class FoundDevices {
  private readonly options: FoundDevicesOptions;
  private readonly octets: Uint8Array;
  /** Milliseconds of the clock from which on each device may be reported. */
  private readonly due: number[] = [];
  private reported = 0;
  /** Whether a report is under way. */
  private busy = false;
  private readonly timer: Timer<FoundDevices>;

  constructor(options: FoundDevicesOptions) {
    this.options = options;
    this.octets = new Uint8Array(options.capacity * size);
    this.timer = new Timer(options.clock, FoundDevices.next, this);
  }

  /** Devices found so far. */
  get count(): number {
    return this.due.length;
  }

  /** Whether all devices found so far were reported. */
  get isReported(): boolean {
    return this.reported === this.due.length && !this.busy;
  }

  /** Whether it has the device of the beacon at `data[start]`. */
  has(data: Uint8Array, start: number): boolean {
    for (let i = 0; i < this.due.length; i++) {
      const at = i * size + beaconAt;
      let octet = 0;
      while (octet < uuidLength && this.octets[at + octet] === data[start + 1 + octet]) octet++;
      if (octet === uuidLength) return true;
    }
    return false;
  }

  /** Adds the device of the beacon in `data[start..end)`, to be reported after `delay` milliseconds. */
  add(data: Uint8Array, start: number, end: number, rssi: number, delay: number): void {
    const at = this.due.length * size;
    this.octets[at] = rssi & 0xff;
    this.octets[at + 1] = end - start;
    this.octets.set(data.subarray(start + 1, end), at + beaconAt);
    this.due.push(this.options.clock.now() + delay);
    if (!this.busy && !this.timer.running) FoundDevices.next(this);
  }

  /** Ends the reports. */
  stop(): void {
    this.timer.stop();
    this.reported = this.due.length;
    this.busy = false;
  }

  private static next(this: void, found: FoundDevices): void {
    const { due, options } = found;
    // A loop: a report that is done at once must not begin the next one from inside, each with its frames.
    while (!found.busy && found.reported < due.length) {
      const wait = due[found.reported]! - options.clock.now();
      if (wait > 0) return found.timer.start(wait);
      const device = found.device(found.reported++);
      found.busy = true;
      let atOnce = true;
      options.report(options.owner, device, () => {
        found.busy = false;
        if (!atOnce) FoundDevices.next(found);
      });
      atOnce = false;
    }
  }

  private device(index: number): ScannedDevice {
    const { octets } = this;
    const at = index * size;
    const uuid = at + beaconAt;
    const hash = uuid + 18;
    return {
      rssi: (octets[at]! << 24) >> 24,
      uuid: octets.slice(uuid, uuid + uuidLength),
      oobInformation: getUint16BE(octets, uuid + uuidLength),
      uriHash: octets[at + 1] === lengthWithHash ? octets.slice(hash, hash + 4) : undefined,
    };
  }
}
