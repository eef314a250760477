import { development } from "../base/development.js";
import { concatBytes, fromHex } from "../base/bytes.js";
import type { Diagnostics } from "../base/diagnostics.js";
import { frozen } from "../base/frozen.js";
import { defer } from "../base/timer.js";
import { utf8Bytes } from "../base/utf8.js";
import {
  addAdvertisement,
  claimConnection,
  releaseConnection,
  removeAdvertisement,
} from "../bearer/connectable-advertiser.js";
import type {
  ConnectableAdvertisement,
  GattCharacteristic,
  GattConnection,
  GattServer,
  GattService,
} from "../host/gatt.js";
import type { Answer, Protocomm } from "./protocomm.js";

/** The service of ESP-IDF's example, which its apps look for: 021a9004-0382-4aea-bff4-6b3f1c5adfb4. */
export function exampleService(): Uint8Array {
  return fromHex("021a900403824aeabff46b3f1c5adfb4");
}

/** The service that ESP-IDF's component has by default: 1775244d-6b43-439b-877c-060f2d9bed07. */
export function componentService(): Uint8Array {
  return fromHex("1775244d6b43439b877c060f2d9bed07");
}

/** Short parts of the characteristics' UUIDs; endpoints of the application begin behind the last. */
const shortUuids: Readonly<Record<string, number>> = frozen({
  "prov-ctrl": 0xff4f,
  "prov-scan": 0xff50,
  "prov-session": 0xff51,
  "prov-config": 0xff52,
  "proto-ver": 0xff53,
});
const firstCustom = 0xff54;

const userDescription = 0x2901;
/** Octets of an attribute's value at most (Core Specification 5.4, Vol 3 Part F §3.2.9). */
const longest = 512;

const adType = frozen({
  flags: 0x01,
  completeUuid128: 0x07,
  completeName: 0x09,
  manufacturer: 0xff,
});
/** LE General Discoverable, BR/EDR not supported. */
const flags = 0x06;
const adLength = 31;

/** Options of a GattTransport. */
export interface GattTransportOptions {
  /** GATT server of the host. */
  readonly gatt: GattServer;
  /** Receives the requests. */
  readonly protocomm: Protocomm;
  /** Counters and trace of dropped requests. */
  readonly diagnostics: Diagnostics;
  /** The device's name, 1..29 octets of UTF-8. */
  readonly name: string;
  /** 16 octets, in the order in which it is written. Default: that of ESP-IDF's example. */
  readonly service?: Uint8Array;
  /** Company identifier (little-endian) and data; must fit into a scan response of 31 octets with the name. */
  readonly manufacturerData?: Uint8Array;
  /** Milliseconds between advertising events, at least 20. Default 160. */
  readonly interval?: number;
}

function structure(type: number, data: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(data.length + 1, type), data);
}

/** A 128-bit UUID with another 16-bit part. */
export function withShortUuid(uuid: Uint8Array, short: number): Uint8Array {
  const copy = uuid.slice();
  copy[2] = short >> 8;
  copy[3] = short;
  return copy;
}

/**
 * Protocomm over GATT: a characteristic for each endpoint, with the endpoint's name in its
 * descriptor 0x2901. The request is written, and the answer then read. While a session is
 * established nothing is advertised, as in ESP-IDF, and writes of other connected clients
 * are dropped: they would replace the value that the session's client reads.
 */
export class GattTransport {
  readonly #options: GattTransportOptions;
  readonly #service: GattService;
  readonly #advertisement: ConnectableAdvertisement;
  /** The latest request to each characteristic: answers to earlier ones are dropped. */
  readonly #latest = new Map<GattCharacteristic, number>();
  #requests = 0;
  /** The connection of the session, which other users of the server leave open. */
  #claimed: GattConnection | undefined;
  /** The connection of the latest request to any characteristic. */
  #connection: GattConnection | undefined;

  /** Throws RangeError for an option out of range, or where the GATT server has no room. */
  constructor(options: GattTransportOptions) {
    development.options?.("GattTransport", options);
    const { gatt, protocomm, service = exampleService(), name, interval = 160 } = options;
    if (service.length !== 16) throw new RangeError("service: 16 octets");
    const nameOctets = utf8Bytes(name);
    if (nameOctets.length < 1 || nameOctets.length > 29)
      throw new RangeError("name: 1..29 octets of UTF-8");
    const { manufacturerData } = options;
    const scanResponse = concatBytes(
      structure(adType.completeName, nameOctets),
      manufacturerData ? structure(adType.manufacturer, manufacturerData) : new Uint8Array(0),
    );
    if (scanResponse.length > adLength)
      throw new RangeError("manufacturerData: does not fit beside the name into 31 octets");
    this.#options = options;
    let custom = firstCustom;
    this.#service = {
      uuid: service,
      characteristics: protocomm.endpoints.map((endpoint) => {
        const short = shortUuids[endpoint] ?? custom++;
        return this.#characteristic(endpoint, withShortUuid(service, short));
      }),
      onDisconnect: (connection) => this.#left(connection),
    };
    gatt.addService(this.#service);
    const uuid = service.slice().reverse(); // little-endian on the air
    const data = concatBytes(
      structure(adType.flags, Uint8Array.of(flags)),
      structure(adType.completeUuid128, uuid),
    );
    this.#advertisement = { data, scanResponse, interval };
    addAdvertisement(gatt, protocomm.clock, this.#advertisement);
    protocomm.observe((client) => this.#observe(client));
  }

  /** Removes the service, and stops advertising. */
  close(): void {
    const { gatt, protocomm } = this.#options;
    protocomm.observe(undefined);
    removeAdvertisement(gatt, this.#advertisement);
    this.#release();
    gatt.removeService(this.#service);
    this.#latest.clear();
  }

  /** A session was established, or has ended. */
  #observe(client: GattConnection | undefined): void {
    const { gatt, protocomm } = this.#options;
    this.#release();
    if (client === undefined) {
      addAdvertisement(gatt, protocomm.clock, this.#advertisement);
      return;
    }
    this.#claimed = client;
    claimConnection(gatt, client);
    removeAdvertisement(gatt, this.#advertisement);
  }

  #release(): void {
    if (this.#claimed !== undefined) releaseConnection(this.#options.gatt, this.#claimed);
    this.#claimed = undefined;
  }

  #characteristic(endpoint: string, uuid: Uint8Array): GattCharacteristic {
    const { protocomm, diagnostics } = this.#options;
    const characteristic: GattCharacteristic = {
      uuid,
      read: true,
      write: true,
      answers: true,
      descriptors: [{ uuid: userDescription, value: utf8Bytes(endpoint) }],
      onWrite: (connection, value) => {
        const { client } = protocomm;
        if (client !== undefined && client !== connection) {
          diagnostics.drop("protocomm.busy", value.length);
          return;
        }
        this.#connection = connection;
        const request = ++this.#requests;
        this.#latest.set(characteristic, request);
        const answer: Answer = (response) => this.#answer(characteristic, request, response);
        defer(protocomm.clock, () => protocomm.handle(connection, endpoint, value, answer));
      },
    };
    return characteristic;
  }

  /** Drops the pending answers of a client that disconnected, and ends its session. */
  #left(connection: GattConnection): void {
    if (this.#connection === connection) this.#latest.clear();
    const { protocomm } = this.#options;
    // after the requests that it wrote before
    defer(protocomm.clock, () => protocomm.leave(connection));
  }

  #answer(
    characteristic: GattCharacteristic,
    request: number,
    response: Uint8Array | undefined,
  ): void {
    if (this.#latest.get(characteristic) !== request) return;
    this.#latest.delete(characteristic);
    const { gatt, diagnostics } = this.#options;
    if (response && response.length <= longest) {
      gatt.setValue(characteristic, response);
      return;
    }
    if (response) diagnostics.drop("protocomm.length", response.length);
    gatt.refuse?.(characteristic);
  }
}
