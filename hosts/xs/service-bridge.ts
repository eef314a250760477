import type { GattCharacteristic, GattService } from "../../modules/host/gatt.js";
import type { Host } from "../../modules/host/host.js";
import { beyondHttpLimit, type HttpRespond } from "../../modules/host/http.js";
import type { WifiConnection, WifiFailure } from "../../modules/host/wifi.js";
import {
  CharacteristicFlag,
  readAdvertisement,
  readNetwork,
  readResponse,
  readUuid,
  writeAccessPoint,
  writeConnection,
  writeRequest,
} from "./service-records.js";
import {
  eventHead,
  OctetReader,
  OctetWriter,
  Present,
  ServiceEvent,
  ServiceOperation,
  WifiChange,
} from "./services.js";

const changes: Readonly<Record<WifiFailure, number>> = {
  authentication: WifiChange.authentication,
  "not-found": WifiChange.notFound,
  lost: WifiChange.lost,
};

/** HTTP requests that a machine can have at a time. */
const mostRequests = 8;

/** JSON of a value, in which characters that are not ASCII are escaped. */
function asciiJson(value: object | undefined): Uint8Array {
  const text = JSON.stringify(value ?? {});
  const escape = (character: string) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return Buffer.from(text.replace(/[^\0-\x7f]/g, escape), "latin1");
}

export interface ServiceBridgeOptions {
  readonly host: Pick<Host, "http" | "radio" | "wifi">;
  /** The "config" of the firmware. */
  readonly config?: object | undefined;
  readonly exchange: Uint8Array;
  /** Called when there are events for the machine. */
  readonly wake: () => void;
}

/** Answers a machine's requests to services with a Host of this process; queues its events. */
export class ServiceBridge {
  readonly #options: ServiceBridgeOptions;
  readonly #events: Uint8Array[] = [];
  readonly #services = new Map<number, GattService>();
  readonly #characteristics = new Map<number, GattCharacteristic>();
  readonly #responds = new Map<number, HttpRespond>();
  #advertises = false;
  #observes = false;
  #serves = false;
  #endScan: (() => void) | undefined;
  #requests = 0;
  #closed = false;

  constructor(options: ServiceBridgeOptions) {
    this.#options = options;
  }

  /** Answers a request with `length` octets in the exchange buffer. Throws what the host throws. */
  answer(operation: number, a: number, b: number, length: number): number {
    const octets = this.#options.exchange.slice(0, length);
    switch (operation) {
      case ServiceOperation.present:
        return this.#present();
      case ServiceOperation.event:
        return this.#give(this.#events.shift());
      case ServiceOperation.config:
        return this.#give(asciiJson(this.#options.config));
      case ServiceOperation.wifiAddress:
        return this.#give(this.#wifi().address);
      case ServiceOperation.wifiScan:
        return this.#scan(a, octets);
      case ServiceOperation.wifiEndScan:
        this.#endScan?.();
        this.#endScan = undefined;
        return 0;
      case ServiceOperation.wifiObserve:
        return this.#observe(a === 1);
      case ServiceOperation.wifiConnect:
        this.#wifi().connect(readNetwork(new OctetReader(octets)));
        return 0;
      case ServiceOperation.wifiDisconnect:
        this.#wifi().disconnect();
        return 0;
      case ServiceOperation.httpServe:
        return this.#serve(a === 1);
      case ServiceOperation.httpRespond: {
        const respond = this.#responds.get(a);
        this.#responds.delete(a);
        respond?.(readResponse(new OctetReader(octets), b));
        return 0;
      }
      default:
        return this.#answerGatt(operation, a, b, octets);
    }
  }

  /** Stops and removes everything that the machine has started, after it was closed or died. */
  close(): void {
    this.#closed = true;
    const { radio, wifi, http } = this.#options.host;
    if (this.#advertises) radio.gatt?.advertise(undefined);
    for (const service of this.#services.values()) radio.gatt?.removeService(service);
    this.#services.clear();
    this.#characteristics.clear();
    this.#endScan?.();
    if (this.#observes) {
      wifi?.observe(undefined);
      wifi?.disconnect();
    }
    this.#responds.clear();
    if (this.#serves) http?.serve(undefined);
    this.#events.length = 0;
  }

  #answerGatt(operation: number, a: number, b: number, octets: Uint8Array): number {
    const { gatt } = this.#options.host.radio;
    if (!gatt) throw new Error(`a machine asks for ${operation}, which is nothing`);
    const characteristic = this.#characteristics.get(
      operation === ServiceOperation.gattNotify ? b : a,
    );
    switch (operation) {
      case ServiceOperation.gattConnections:
        return gatt.connections;
      case ServiceOperation.gattAddService: {
        const service = this.#service(a, new OctetReader(octets));
        gatt.addService(service);
        this.#services.set(a, service);
        return 0;
      }
      case ServiceOperation.gattRemoveService:
        this.#removeService(a);
        return 0;
      case ServiceOperation.gattAdvertise:
        this.#advertises = a > 0;
        gatt.advertise(a > 0 ? readAdvertisement(a, new OctetReader(octets)) : undefined);
        return 0;
      case ServiceOperation.gattSetValue:
        if (characteristic) gatt.setValue(characteristic, octets);
        return 0;
      case ServiceOperation.gattRefuse:
        if (characteristic) gatt.refuse?.(characteristic);
        return 0;
      case ServiceOperation.gattNotify:
        return characteristic && gatt.notify(a, characteristic, octets) ? 1 : 0;
      case ServiceOperation.gattMtu:
        return gatt.mtu(a);
      case ServiceOperation.gattDisconnect:
        gatt.disconnect(a);
        return 0;
      default:
        throw new Error(`a machine asks for ${operation}, which is nothing`);
    }
  }

  #service(id: number, reader: OctetReader): GattService {
    const uuid = readUuid(reader);
    const characteristics: GattCharacteristic[] = [];
    while (!reader.done) characteristics.push(this.#characteristic(reader.word(), reader));
    return {
      uuid,
      characteristics,
      onConnect: (connection) => this.#tell(ServiceEvent.gattConnect, connection, id),
      onDisconnect: (connection, reason) =>
        this.#tell(ServiceEvent.gattDisconnect, connection, id, Uint8Array.of(reason)),
      onRoom: (connection) => this.#tell(ServiceEvent.gattRoom, connection, id),
    };
  }

  #characteristic(id: number, reader: OctetReader): GattCharacteristic {
    const uuid = readUuid(reader);
    const flags = reader.byte();
    const is = (flag: number): boolean => (flags & flag) !== 0;
    const descriptors = Array.from({ length: reader.byte() }, () => ({
      uuid: readUuid(reader),
      value: reader.blob(),
    }));
    const characteristic: GattCharacteristic = {
      uuid,
      descriptors,
      read: is(CharacteristicFlag.read),
      write: is(CharacteristicFlag.write),
      writeWithoutResponse: is(CharacteristicFlag.writeWithoutResponse),
      notify: is(CharacteristicFlag.notify),
      indicate: is(CharacteristicFlag.indicate),
      answers: is(CharacteristicFlag.answers),
      onWrite: (connection, value) => this.#tell(ServiceEvent.gattWrite, connection, id, value),
      onSubscribe: (connection, whether) =>
        this.#tell(ServiceEvent.gattSubscribe, connection, id, Uint8Array.of(whether ? 1 : 0)),
    };
    this.#characteristics.set(id, characteristic);
    return characteristic;
  }

  #removeService(id: number): void {
    const service = this.#services.get(id);
    if (!service) return;
    this.#services.delete(id);
    for (const [key, characteristic] of this.#characteristics)
      if (service.characteristics.includes(characteristic)) this.#characteristics.delete(key);
    this.#options.host.radio.gatt?.removeService(service);
  }

  #scan(scan: number, octets: Uint8Array): number {
    const [passive, channel, high, low] = octets;
    const period = (high! << 8) | low!;
    const options = {
      passive: passive === 1,
      ...(channel !== 0 && { channel: channel! }),
      ...(period > 0 && { period }),
    };
    this.#endScan = this.#wifi().scan(
      options,
      (found) => {
        const writer = new OctetWriter();
        writeAccessPoint(writer, found);
        this.#tell(ServiceEvent.wifiFound, scan, 0, writer.finish());
      },
      (succeeded) => {
        this.#endScan = undefined;
        this.#tell(ServiceEvent.wifiScanned, scan, succeeded ? 1 : 0);
      },
    );
    return 0;
  }

  #observe(on: boolean): number {
    this.#observes ||= on;
    this.#wifi().observe(
      on ? (state: WifiConnection | WifiFailure) => this.#tellState(state) : undefined,
    );
    return 0;
  }

  #tellState(state: WifiConnection | WifiFailure): void {
    if (typeof state === "string") {
      this.#tell(ServiceEvent.wifiChanged, changes[state], 0);
      return;
    }
    const writer = new OctetWriter();
    writeConnection(writer, state);
    this.#tell(ServiceEvent.wifiChanged, WifiChange.connected, 0, writer.finish());
  }

  #serve(on: boolean): number {
    const { http } = this.#options.host;
    this.#serves = on;
    if (!on) {
      this.#responds.clear();
      http?.serve(undefined);
      return 0;
    }
    http?.serve((request, respond) => {
      const refuse = (status: number): void => respond({ status, body: new Uint8Array(0) });
      const status = beyondHttpLimit(request, request.body.length);
      if (status !== undefined) {
        refuse(status);
        return;
      }
      if (this.#responds.size >= mostRequests) {
        refuse(503);
        return;
      }
      const id = ++this.#requests;
      const writer = new OctetWriter();
      writeRequest(writer, request);
      this.#responds.set(id, respond);
      if (!this.#tell(ServiceEvent.httpRequest, id, request.connection, writer.finish())) {
        this.#responds.delete(id);
        refuse(413);
      }
    });
    return 0;
  }

  #present(): number {
    const { radio, wifi, http } = this.#options.host;
    return (radio.gatt ? Present.gatt : 0) | (wifi ? Present.wifi : 0) | (http ? Present.http : 0);
  }

  #wifi() {
    const { wifi } = this.#options.host;
    if (!wifi) throw new Error("the host has no Wi-Fi");
    return wifi;
  }

  /** Copies octets to the exchange buffer; their number. Throws RangeError when they do not fit. */
  #give(octets: Uint8Array | undefined): number {
    if (!octets) return -1;
    const { exchange } = this.#options;
    if (octets.length > exchange.length)
      throw new RangeError(`${octets.length} octets are too many for a machine`);
    exchange.set(octets);
    return octets.length;
  }

  /** Queues an event. False when it is larger than the exchange buffer; then it is dropped. */
  #tell(kind: number, a: number, b: number, data: Uint8Array = new Uint8Array(0)): boolean {
    if (eventHead + data.length > this.#options.exchange.length) return false;
    if (this.#closed) return true;
    const event = new Uint8Array(eventHead + data.length);
    const view = new DataView(event.buffer);
    view.setUint8(0, kind);
    view.setUint32(1, a);
    view.setUint32(5, b);
    event.set(data, eventHead);
    this.#events.push(event);
    // only for the first event: the machine reads all events that are queued
    if (this.#events.length === 1) this.#options.wake();
    return true;
  }
}
