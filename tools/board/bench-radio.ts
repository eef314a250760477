import type { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { toHex } from "../../modules/base/bytes.js";
import type {
  GattCharacteristic,
  GattConnection,
  GattServer,
  GattService,
} from "../../modules/host/gatt.js";
import type { AdvertisingHandle, PacketReceiver, Radio } from "../../modules/host/radio.js";

/** The ATT_MTU that phones usually agree on. */
const mtu = 185;

/** A GATT server whose clients the bench speaks for. Their notifications are counted. */
export class BenchGatt implements GattServer {
  readonly connections = 2;
  notifications = 0;
  readonly #services: GattService[] = [];
  readonly #open = new Set<GattConnection>();

  addService(service: GattService): void {
    this.#services.push(service);
  }

  removeService(service: GattService): void {
    this.#services.splice(this.#services.indexOf(service), 1);
  }

  advertise(): void {
    // The bench needs no scanner.
  }

  setValue(): void {
    // No characteristic of a proxy is read.
  }

  notify(connection: GattConnection): boolean {
    if (!this.#open.has(connection)) return false;
    this.notifications++;
    return true;
  }

  mtu(connection: GattConnection): number {
    return this.#open.has(connection) ? mtu : 0;
  }

  disconnect(connection: GattConnection): void {
    if (!this.#open.delete(connection)) return;
    for (const service of this.#services) service.onDisconnect?.(connection, 0x16);
  }

  /** A client connects, and subscribes to what notifies. */
  connect(connection: GattConnection): void {
    this.#open.add(connection);
    for (const service of this.#services) {
      service.onConnect?.(connection);
      for (const characteristic of service.characteristics)
        if (characteristic.notify) characteristic.onSubscribe?.(connection, true);
    }
  }

  /** A client writes to what it can write to. */
  write(connection: GattConnection, value: Uint8Array): void {
    this.#writable().onWrite?.(connection, value);
  }

  #writable(): GattCharacteristic {
    for (const { characteristics } of this.#services)
      for (const characteristic of characteristics)
        if (characteristic.writeWithoutResponse) return characteristic;
    throw new Error("no service has a characteristic that can be written");
  }
}

export interface BenchRadioOptions {
  /** Advertising sets. Default 1. */
  readonly sets?: number;
  readonly gatt?: BenchGatt;
}

/**
 * A radio that passes packets from the bench to the node, and sends advertisements in virtual
 * time.
 */
export class BenchRadio implements Radio {
  readonly sets: number;
  readonly gatt?: BenchGatt;
  receiver: PacketReceiver | undefined;
  /** Number of advertisements, and of their events; the latest one in hexadecimal digits. */
  advertised = 0;
  events = 0;
  last = "";
  readonly #clock: VirtualClock;
  readonly #timers = new Map<AdvertisingHandle, number>();

  constructor(clock: VirtualClock, { sets = 1, gatt }: BenchRadioOptions = {}) {
    this.#clock = clock;
    this.sets = sets;
    if (gatt) this.gatt = gatt;
  }

  advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    this.last = toHex(data);
    this.events += events;
    const handle = ++this.advertised;
    this.#timers.set(handle, this.#clock.schedule(done, events * interval));
    return handle;
  }

  stop(handle: AdvertisingHandle): void {
    const timer = this.#timers.get(handle);
    if (timer !== undefined) this.#clock.cancel(timer);
    this.#timers.delete(handle);
  }

  scan(receiver: PacketReceiver | undefined): void {
    this.receiver = receiver;
  }

  close(): void {
    this.receiver = undefined;
  }
}
