import { frozen } from "../../modules/base/frozen.js";
import type {
  ConnectableAdvertisement,
  GattCharacteristic,
  GattConnection,
  GattServer,
  GattService,
  GattUuid,
} from "../../modules/host/gatt.js";

/** The native functions of gatt-xs.c. */
class Native {
  /** `address`: 6 octets, the lowest first; empty: the radio's own. */
  static advertise(
    data: Uint8Array,
    scanResponse: Uint8Array,
    interval: number,
    address: Uint8Array,
  ): void {
    return native("xs_gatt_advertise").call(this, data, scanResponse, interval, address);
  }

  static silence(): void {
    return native("xs_gatt_advertise").call(this);
  }

  /** Adds a service. `octets` are those of RadioService in radio-nimble.h. */
  static add(service: number, octets: Uint8Array): void {
    return native("xs_gatt_add").call(this, service, octets);
  }

  static remove(service: number): void {
    return native("xs_gatt_remove").call(this, service);
  }

  static setValue(characteristic: number, value: Uint8Array): void {
    return native("xs_gatt_value").call(this, characteristic, value);
  }

  static refuse(characteristic: number): void {
    return native("xs_gatt_value").call(this, characteristic);
  }

  static notify(connection: GattConnection, characteristic: number, value: Uint8Array): boolean {
    return native("xs_gatt_notify").call(this, connection, characteristic, value);
  }

  static mtu(connection: GattConnection): number {
    return native("xs_gatt_mtu").call(this, connection);
  }

  static disconnect(connection: GattConnection): void {
    return native("xs_gatt_disconnect").call(this, connection);
  }

  static connections(): number {
    return native("xs_gatt_connections").call(this);
  }
}

/** RadioEventKind of radio-exchange.h. */
const EventKind = frozen({
  connected: 0,
  disconnected: 1,
  written: 2,
  subscribed: 3,
  room: 4,
  serviceFailed: 5,
});

/** RADIO_SERVICES, RADIO_CHARACTERISTICS, RADIO_NOTIFYING and RADIO_VALUE of radio-nimble.h. */
const serviceCount = 4;
const characteristicCount = 24;
const notifyingCount = 8;
const valueSize = 512;
/** All 46 bits of the random part are 1, which is no address, as all 0 is none (Core Specification 5.4, Vol 6 Part B §1.3.2.2). */
const highestPrivateAddress = 2 ** 46 - 1;

/** A service that was added. */
interface Added {
  readonly service: GattService;
  readonly number: number;
  /** The numbers of its characteristics, in the order of the service. */
  readonly numbers: readonly number[];
  /** Connections that were reported to it. */
  readonly connections: Set<GattConnection>;
}

function uuidOctets(uuid: GattUuid): number[] {
  if (typeof uuid === "number") {
    if (!(uuid >= 0 && uuid <= 0xffff)) throw new RangeError("uuid: a number of 16 bits");
    return [2, uuid & 0xff, uuid >> 8];
  }
  if (uuid.length !== 16) throw new RangeError(`uuid: 16 octets, not ${uuid.length}`);
  return [16, ...Array.from(uuid).reverse()];
}

/** The octets of a private address, the lowest first; none where it is undefined. Throws RangeError. */
function addressOctets(address: number | undefined): Uint8Array {
  if (address === undefined) return new Uint8Array(0);
  if (!Number.isInteger(address) || address <= 0 || address >= highestPrivateAddress)
    throw new RangeError("privateAddress: 48 bits, of which the two highest are 0");
  const octets = new Uint8Array(6);
  let rest = address;
  for (let i = 0; i < 6; i++) {
    octets[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return octets;
}

/** The properties as bits, in the order of radio-nimble.h. */
function properties(characteristic: GattCharacteristic): number {
  const { read, write, writeWithoutResponse, notify, indicate, answers } = characteristic;
  return [read, write, writeWithoutResponse, notify, indicate, answers].reduce(
    (bits, on, bit) => (on ? bits | (1 << bit) : bits),
    0,
  );
}

/** The octets of RadioService in radio-nimble.h. Throws RangeError. */
function serviceOctets(
  { uuid, characteristics }: GattService,
  numbers: readonly number[],
): number[] {
  const octets: number[] = [];
  const put = (more: Iterable<number>) => {
    for (const octet of more) octets.push(octet);
  };
  put(uuidOctets(uuid));
  octets.push(characteristics.length);
  characteristics.forEach((characteristic, i) => {
    const { descriptors = [] } = characteristic;
    octets.push(numbers[i]!);
    put(uuidOctets(characteristic.uuid));
    octets.push(properties(characteristic), descriptors.length);
    for (const descriptor of descriptors) {
      const { length } = descriptor.value;
      if (length > valueSize) throw new RangeError(`descriptor: at most ${valueSize} octets`);
      put(uuidOctets(descriptor.uuid));
      octets.push(length & 0xff, length >> 8);
      put(descriptor.value);
    }
  });
  return octets;
}

/**
 * NimBLE's GATT server, which Esp32Radio makes: up to 4 services with 24 characteristics in all,
 * of which 8 can notify or indicate.
 */
export class Esp32GattServer implements GattServer {
  readonly #services: (Added | undefined)[] = [];
  readonly #numbers = new Map<GattCharacteristic, number>();
  /** The characteristics by number. */
  readonly #characteristics: (
    { readonly added: Added; readonly characteristic: GattCharacteristic } | undefined
  )[] = [];
  /** The latest number that was assigned. A released number is not assigned again soon. */
  #last = characteristicCount - 1;

  get connections(): number {
    return Native.connections();
  }

  addService(service: GattService): void {
    const number = this.#freeService(service);
    const numbers = this.#freeNumbers(service.characteristics.length);
    this.#checkNotifying(service);
    for (const characteristic of service.characteristics)
      if (this.#numbers.has(characteristic))
        throw new RangeError("characteristics: one of them is there already");
    Native.add(number, Uint8Array.from(serviceOctets(service, numbers)));
    const added = { service, number, numbers, connections: new Set<GattConnection>() };
    this.#services[number] = added;
    this.#last = numbers.length > 0 ? numbers[numbers.length - 1]! : this.#last;
    service.characteristics.forEach((characteristic, i) => {
      this.#numbers.set(characteristic, numbers[i]!);
      this.#characteristics[numbers[i]!] = { added, characteristic };
    });
  }

  removeService(service: GattService): void {
    const added = this.#services.find((candidate) => candidate?.service === service);
    if (!added) return;
    Native.remove(added.number);
    this.#forget(added);
  }

  advertise(advertisement: ConnectableAdvertisement | undefined): void {
    if (!advertisement) {
      Native.silence();
      return;
    }
    const { data, scanResponse = new Uint8Array(0), interval } = advertisement;
    if (data.length < 1 || data.length > 31) throw new RangeError("data: 1 to 31 octets");
    if (scanResponse.length > 31) throw new RangeError("scanResponse: at most 31 octets");
    if (!(interval >= 20 && interval <= 10_240)) throw new RangeError("interval: 20 to 10240 ms");
    const address = addressOctets(advertisement.privateAddress);
    Native.advertise(data, scanResponse, Math.round(interval), address);
  }

  setValue(characteristic: GattCharacteristic, value: Uint8Array): void {
    if (value.length > valueSize) throw new RangeError(`value: at most ${valueSize} octets`);
    const number = this.#numbers.get(characteristic);
    // the value may come after its service was removed
    if (number !== undefined) Native.setValue(number, value);
  }

  refuse(characteristic: GattCharacteristic): void {
    const number = this.#numbers.get(characteristic);
    if (number !== undefined) Native.refuse(number);
  }

  notify(
    connection: GattConnection,
    characteristic: GattCharacteristic,
    value: Uint8Array,
  ): boolean {
    const number = this.#numbers.get(characteristic);
    const most = Native.mtu(connection) - 3;
    if (number === undefined || most < 0) return false;
    if (value.length < 1 || value.length > most) throw new RangeError(`value: 1 to ${most} octets`);
    return Native.notify(connection, number, value);
  }

  mtu(connection: GattConnection): number {
    return Native.mtu(connection);
  }

  disconnect(connection: GattConnection): void {
    Native.disconnect(connection);
  }

  /** Called by Esp32Radio with an event of NimBLE's task. */
  event(
    kind: number,
    connection: GattConnection,
    characteristic: number,
    value: number,
    octets: ArrayBuffer | undefined,
  ): void {
    switch (kind) {
      case EventKind.connected:
        for (const added of [...this.#services]) if (added) this.#meet(added, connection);
        break;
      case EventKind.disconnected:
        for (const added of [...this.#services])
          if (added?.connections.delete(connection))
            added.service.onDisconnect?.(connection, value);
        break;
      case EventKind.written:
        if (octets)
          this.#of(characteristic, connection)?.onWrite?.(connection, new Uint8Array(octets));
        break;
      case EventKind.subscribed:
        this.#of(characteristic, connection)?.onSubscribe?.(connection, value !== 0);
        break;
      case EventKind.room:
        for (const added of [...this.#services])
          if (added?.connections.has(connection)) added.service.onRoom?.(connection);
        break;
      case EventKind.serviceFailed:
        this.#failed(characteristic, value);
        break;
    }
  }

  /**
   * Reports a connection to a service before any other event of it, also when the connection was
   * opened before the service was added.
   */
  #meet(added: Added, connection: GattConnection): void {
    if (added.connections.has(connection)) return;
    added.connections.add(connection);
    added.service.onConnect?.(connection);
  }

  /** The characteristic with this number; undefined when its service was removed meanwhile. */
  #of(number: number, connection: GattConnection): GattCharacteristic | undefined {
    const entry = this.#characteristics[number];
    if (entry) this.#meet(entry.added, connection);
    return this.#characteristics[number] && entry?.characteristic;
  }

  #failed(number: number, status: number): void {
    const added = this.#services[number];
    if (added) this.#forget(added);
    throw new Error(`NimBLE has no room for the service: error ${status}`);
  }

  #forget(added: Added): void {
    this.#services[added.number] = undefined;
    for (const number of added.numbers) {
      this.#numbers.delete(this.#characteristics[number]!.characteristic);
      this.#characteristics[number] = undefined;
    }
  }

  /** A free number for a service. NimBLE distinguishes services by their UUIDs. */
  #freeService(service: GattService): number {
    const uuid = uuidOctets(service.uuid).join();
    let free = -1;
    for (let number = serviceCount - 1; number >= 0; number--) {
      const added = this.#services[number];
      if (!added) free = number;
      else if (uuidOctets(added.service.uuid).join() === uuid)
        throw new RangeError("uuid: a service with this one is there already");
    }
    if (free < 0) throw new RangeError(`services: at most ${serviceCount}`);
    return free;
  }

  /** Throws RangeError if more characteristics notify than NimBLE has subscriptions for. */
  #checkNotifying(service: GattService): void {
    const notifying = [...this.#numbers.keys(), ...service.characteristics].filter(
      ({ notify, indicate }) => notify || indicate,
    );
    if (notifying.length > notifyingCount)
      throw new RangeError(
        `characteristics: at most ${notifyingCount} that notify or indicate in all services`,
      );
  }

  #freeNumbers(count: number): number[] {
    const numbers: number[] = [];
    for (let i = 1; i <= characteristicCount && numbers.length < count; i++) {
      const number = (this.#last + i) % characteristicCount;
      if (!this.#characteristics[number]) numbers.push(number);
    }
    if (numbers.length < count)
      throw new RangeError(`characteristics: at most ${characteristicCount} in all services`);
    return numbers;
  }
}
