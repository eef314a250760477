// Requests of a machine to the optional services of a host, and their events. Both ends of the
// bridge use this file.

/** Requests, continuing HostOperation; the first is HOST_SERVICES of machine.h. */
export const ServiceOperation = {
  /** The services that the host has: bits of Present. */
  present: 16,
  /** Copies the next event to the exchange buffer; its length, -1 when there is none. */
  event: 17,
  gattConnections: 18,
  gattAddService: 19,
  gattRemoveService: 20,
  gattAdvertise: 21,
  gattSetValue: 22,
  gattRefuse: 23,
  gattNotify: 24,
  gattMtu: 25,
  gattDisconnect: 26,
  /** Copies the MAC address to the exchange buffer; its length. */
  wifiAddress: 27,
  wifiScan: 28,
  wifiEndScan: 29,
  wifiObserve: 30,
  wifiConnect: 31,
  wifiDisconnect: 32,
  httpServe: 33,
  httpRespond: 34,
  /** Copies the firmware's "config", JSON in ASCII, to the exchange buffer; its length. */
  config: 35,
} as const;

export const Present = { gatt: 1, wifi: 2, http: 4 } as const;

/** Number of a timer that a machine never schedules: the host fires it when there are events. */
export const wakeTimer = 0;

export const ServiceEvent = {
  /** connection, characteristic, value */
  gattWrite: 1,
  /** connection, characteristic, whether */
  gattSubscribe: 2,
  /** connection, service */
  gattConnect: 3,
  /** connection, service, reason */
  gattDisconnect: 4,
  /** connection, service */
  gattRoom: 5,
  /** scan, whether it succeeded; after the access points, each an event of its own */
  wifiScanned: 6,
  /** what (WifiChange), 0, the connection */
  wifiChanged: 7,
  /** request, connection, the request */
  httpRequest: 8,
  /** scan, 0, the access point */
  wifiFound: 9,
} as const;

/** Octets of an event before its data: kind, and two numbers of 32 bits. */
export const eventHead = 9;

export const WifiChange = { connected: 0, authentication: 1, notFound: 2, lost: 3 } as const;

/** Octets of a blob at most: its length has 16 bits. */
const longestBlob = 0xffff;

/** Writes values to octets one after the other. Blobs have their length (16 bits) before them. */
export class OctetWriter {
  #octets = new Uint8Array(64);
  #length = 0;

  byte(value: number): this {
    this.#room(1);
    this.#octets[this.#length++] = value;
    return this;
  }

  word(value: number): this {
    return this.byte(value >> 8).byte(value);
  }

  /** Writes at most 65,535 octets. A longer blob is cut: it is too long for the bridge anyway. */
  blob(value: Uint8Array): this {
    if (value.length > longestBlob) return this.blob(value.subarray(0, longestBlob));
    this.word(value.length);
    this.#room(value.length);
    this.#octets.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  /** Writes an ASCII text. */
  text(value: string): this {
    if (value.length > longestBlob) return this.text(value.slice(0, longestBlob));
    this.word(value.length);
    for (let i = 0; i < value.length; i++) this.byte(value.charCodeAt(i));
    return this;
  }

  finish(): Uint8Array {
    return this.#octets.slice(0, this.#length);
  }

  #room(count: number): void {
    let size = this.#octets.length;
    if (this.#length + count <= size) return;
    while (size < this.#length + count) size *= 2;
    const larger = new Uint8Array(size);
    larger.set(this.#octets);
    this.#octets = larger;
  }
}

/** Reads the values that OctetWriter wrote. */
export class OctetReader {
  readonly #octets: Uint8Array;
  #at = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  get done(): boolean {
    return this.#at >= this.#octets.length;
  }

  byte(): number {
    return this.#octets[this.#at++]!;
  }

  word(): number {
    return (this.byte() << 8) | this.byte();
  }

  blob(): Uint8Array {
    const length = this.word();
    this.#at += length;
    return this.#octets.slice(this.#at - length, this.#at);
  }

  text(): string {
    const length = this.word();
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.byte());
    return text;
  }
}
