import { AdType } from "../../../modules/bearer/ad-type.js";
import { toHex } from "../../../modules/base/bytes.js";
import type { TimerHandle } from "../../../modules/host/clock.js";
import type { VirtualAir } from "../../air/air.js";
import { airtime } from "../../air/parameters.js";
import type { FastRun } from "./run-record.js";

/** Width of the intervals in which traffic is counted, ms. */
const slot = 100;
const linkOpenOctet = 7;
const linkOpen = 0x03;
const linkOpenLength = 24;

type Slot = FastRun["air"][number];

/**
 * Counts airtime and collisions in each tenth of a second, and the links that are opened to each
 * device.
 */
export class AirMeter {
  readonly #air: VirtualAir;
  readonly #links = new Map<string, Set<string>>();
  readonly #stop: () => void;
  #slots: Slot[] = [];
  #timer: TimerHandle;
  #events = 0;
  #airtime = 0;
  #before: { packets: number; collisions: number };

  constructor(air: VirtualAir) {
    this.#air = air;
    this.#before = this.#totals();
    this.#stop = air.onPacket(({ channel, data }) => {
      if (channel !== 37) return;
      this.#events++;
      this.#airtime += airtime(data.length);
      if (data[1] === AdType.provisioning) this.#linkPdu(data);
    });
    this.#timer = this.#next();
  }

  /** Sets all counters to 0. */
  restart(): void {
    this.#slots = [];
    this.#links.clear();
    this.#air.clock.cancel(this.#timer);
    this.#begin();
    this.#timer = this.#next();
  }

  get slots(): readonly Slot[] {
    return this.#slots;
  }

  /** Number of different links that were opened to a device; UUID as 32 hexadecimal digits. */
  linksTo(uuid: string): number {
    return this.#links.get(uuid)?.size ?? 0;
  }

  /** Number of different links that were opened. */
  get links(): number {
    let links = 0;
    for (const ids of this.#links.values()) links += ids.size;
    return links;
  }

  close(): void {
    this.#stop();
    this.#air.clock.cancel(this.#timer);
  }

  #next(): TimerHandle {
    return this.#air.clock.schedule(() => {
      const { packets, collisions } = this.#totals();
      this.#slots.push({
        events: this.#events,
        airtime: this.#airtime,
        packets: packets - this.#before.packets,
        collisions: collisions - this.#before.collisions,
      });
      this.#begin();
      this.#timer = this.#next();
    }, slot);
  }

  #begin(): void {
    this.#events = 0;
    this.#airtime = 0;
    this.#before = this.#totals();
  }

  #totals(): { packets: number; collisions: number } {
    const { heard, collisions, halfDuplex, lost } = this.#air.totals();
    return { packets: heard + collisions + halfDuplex + lost, collisions };
  }

  /** Length, type, Link ID (4), transaction number, control octet, UUID. */
  #linkPdu(data: Uint8Array): void {
    if (data.length !== linkOpenLength || data[linkOpenOctet] !== linkOpen) return;
    const uuid = toHex(data.subarray(linkOpenOctet + 1));
    const id = toHex(data.subarray(2, 6));
    const ids = this.#links.get(uuid) ?? new Set();
    ids.add(id);
    this.#links.set(uuid, ids);
  }
}
