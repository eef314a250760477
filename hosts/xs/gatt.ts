import type {
  ConnectableAdvertisement,
  GattCharacteristic,
  GattConnection,
  GattServer,
  GattService,
} from "../../modules/host/gatt.js";
import type { ServiceLink } from "./service-link.js";
import { CharacteristicFlag, writeAdvertisement, writeUuid } from "./service-records.js";
import { OctetWriter, ServiceEvent, ServiceOperation } from "./services.js";

/** Inside XS: the GATT server of the machine's host. */
export class XsGattServer implements GattServer {
  readonly #link: ServiceLink;
  readonly #services = new Map<number, GattService>();
  readonly #characteristics = new Map<number, GattCharacteristic>();
  #last = 0;

  constructor(link: ServiceLink) {
    this.#link = link;
    link.on(ServiceEvent.gattWrite, (connection, id, value) =>
      this.#characteristics.get(id)?.onWrite?.(connection, value),
    );
    link.on(ServiceEvent.gattSubscribe, (connection, id, [whether]) =>
      this.#characteristics.get(id)?.onSubscribe?.(connection, whether === 1),
    );
    link.on(ServiceEvent.gattConnect, (connection, id) =>
      this.#services.get(id)?.onConnect?.(connection),
    );
    link.on(ServiceEvent.gattDisconnect, (connection, id, [reason]) =>
      this.#services.get(id)?.onDisconnect?.(connection, reason!),
    );
    link.on(ServiceEvent.gattRoom, (connection, id) =>
      this.#services.get(id)?.onRoom?.(connection),
    );
  }

  get connections(): number {
    return this.#link.ask(ServiceOperation.gattConnections);
  }

  addService(service: GattService): void {
    const id = ++this.#last;
    const writer = new OctetWriter();
    writeUuid(writer, service.uuid);
    const ids: number[] = [];
    for (const characteristic of service.characteristics) {
      ids.push(++this.#last);
      writer.word(this.#last);
      this.#write(writer, characteristic);
    }
    this.#link.ask(ServiceOperation.gattAddService, id, 0, writer.finish());
    this.#services.set(id, service);
    service.characteristics.forEach((characteristic, i) =>
      this.#characteristics.set(ids[i]!, characteristic),
    );
  }

  removeService(service: GattService): void {
    for (const [id, known] of this.#services)
      if (known === service) {
        this.#link.ask(ServiceOperation.gattRemoveService, id);
        this.#services.delete(id);
      }
    for (const [id, known] of this.#characteristics)
      if (service.characteristics.includes(known)) this.#characteristics.delete(id);
  }

  advertise(advertisement: ConnectableAdvertisement | undefined): void {
    if (!advertisement) {
      this.#link.ask(ServiceOperation.gattAdvertise);
      return;
    }
    const writer = new OctetWriter();
    writeAdvertisement(writer, advertisement);
    this.#link.ask(ServiceOperation.gattAdvertise, advertisement.interval, 0, writer.finish());
  }

  setValue(characteristic: GattCharacteristic, value: Uint8Array): void {
    this.#link.ask(ServiceOperation.gattSetValue, this.#id(characteristic), 0, value);
  }

  refuse(characteristic: GattCharacteristic): void {
    this.#link.ask(ServiceOperation.gattRefuse, this.#id(characteristic));
  }

  notify(
    connection: GattConnection,
    characteristic: GattCharacteristic,
    value: Uint8Array,
  ): boolean {
    const id = this.#id(characteristic);
    return this.#link.ask(ServiceOperation.gattNotify, connection, id, value) === 1;
  }

  mtu(connection: GattConnection): number {
    return this.#link.ask(ServiceOperation.gattMtu, connection);
  }

  disconnect(connection: GattConnection): void {
    this.#link.ask(ServiceOperation.gattDisconnect, connection);
  }

  #write(writer: OctetWriter, characteristic: GattCharacteristic): void {
    const { uuid, descriptors = [] } = characteristic;
    let flags = 0;
    for (const [name, flag] of Object.entries(CharacteristicFlag))
      if (characteristic[name as keyof typeof CharacteristicFlag]) flags |= flag;
    writeUuid(writer, uuid);
    writer.byte(flags).byte(descriptors.length);
    for (const descriptor of descriptors) {
      writeUuid(writer, descriptor.uuid);
      writer.blob(descriptor.value);
    }
  }

  /** The number of a characteristic, or 0 when its service was removed. */
  #id(characteristic: GattCharacteristic): number {
    for (const [id, known] of this.#characteristics) if (known === characteristic) return id;
    return 0;
  }
}
