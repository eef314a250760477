import { concatBytes } from "../../../modules/base/bytes.js";
import type { Clock, TimerHandle } from "../../../modules/host/clock.js";
import type { GattUuid } from "../../../modules/host/gatt.js";
import {
  Att,
  AttError,
  AttErrorCode,
  AttributeType,
  leastMtu,
  mostMtu,
  pdu,
  uuidOctets,
  uuidOf,
  word,
} from "./att.js";
import type { Link } from "./link.js";

/** The connection was lost, or could not be established. */
export class DisconnectedError extends Error {
  override get name(): string {
    return "DisconnectedError";
  }
}

export interface RemoteDescriptor {
  readonly uuid: GattUuid;
  readonly handle: number;
}

export interface RemoteCharacteristic extends RemoteDescriptor {
  /** Bits of Property. */
  readonly properties: number;
  readonly descriptors: readonly RemoteDescriptor[];
}

export interface RemoteService {
  readonly uuid: GattUuid;
  readonly characteristics: readonly RemoteCharacteristic[];
}

const central = 0;
/** Milliseconds after which an ATT transaction times out (Vol 3 Part F §3.3.3). */
const transactionTime = 30_000;

/** The GATT client of a connection. */
export class VirtualGattClient {
  readonly #clock: Clock;
  readonly #link: Link;
  readonly #listeners = new Map<number, (value: Uint8Array) => void>();
  /** Settles after the latest request; the next one is sent then. */
  #chain: Promise<unknown> = Promise.resolve();
  #pending: { resolve(pdu: Uint8Array): void; reject(error: Error): void } | undefined;
  #mtu = leastMtu;
  /** HCI error code of the disconnection; undefined while connected. */
  reason: number | undefined;
  onDisconnect: ((reason: number) => void) | undefined;

  /** Called by GattAir. */
  constructor(clock: Clock, link: Link) {
    this.#clock = clock;
    this.#link = link;
    link.attach(central, {
      receive: (octets) => this.#receive(octets),
      closed: (reason) => this.#closed(reason),
    });
  }

  get connected(): boolean {
    return this.reason === undefined;
  }

  get mtu(): number {
    return this.#mtu;
  }

  /** Exchanges the ATT_MTU: the smaller of both sides' values applies. */
  async exchangeMtu(mtu: number): Promise<number> {
    const answer = await this.#request(pdu(Att.exchangeMtu, [mtu]));
    this.#mtu = Math.max(leastMtu, Math.min(mtu, word(answer, 1), mostMtu));
    return this.#mtu;
  }

  /** All services with their characteristics and descriptors. */
  async discover(): Promise<RemoteService[]> {
    const services: RemoteService[] = [];
    const type = uuidOctets(AttributeType.primaryService);
    for await (const entry of this.#entries(Att.readByGroupType, 1, 0xffff, type)) {
      const [first, last] = [word(entry, 0), word(entry, 2)];
      const uuid = uuidOf(entry.slice(4))!;
      services.push({ uuid, characteristics: await this.#characteristics(first, last) });
    }
    return services;
  }

  /**
   * Reads a whole value, with as many requests as necessary. Rejects with AttError or
   * DisconnectedError.
   */
  async read(handle: number): Promise<Uint8Array> {
    const first = await this.#request(pdu(Att.read, [handle]));
    let value: Uint8Array = first.slice(1);
    let part = value;
    while (part.length === this.#mtu - 1 && value.length < 512) {
      part = (await this.#request(pdu(Att.readBlob, [handle, value.length]))).slice(1);
      value = concatBytes(value, part);
    }
    return value;
  }

  /**
   * Writes a whole value, with prepared writes if it does not fit into one request. Rejects as
   * `read`.
   */
  async write(handle: number, value: Uint8Array): Promise<void> {
    if (value.length <= this.#mtu - 3) {
      await this.#request(pdu(Att.write, [handle], value));
      return;
    }
    const size = this.#mtu - 5;
    for (let at = 0; at < value.length; at += size)
      await this.#request(pdu(Att.prepareWrite, [handle, at], value.subarray(at, at + size)));
    await this.#request(Uint8Array.of(Att.executeWrite, 1));
  }

  /** Write Command, without a response: 1..ATT_MTU - 3 octets. */
  writeCommand(handle: number, value: Uint8Array): void {
    this.#link.send(central, pdu(Att.writeCommand, [handle], value));
  }

  /** Enables notifications or indications of a characteristic, and passes them to a callback. */
  async subscribe(
    { handle, descriptors }: RemoteCharacteristic,
    listener: ((value: Uint8Array) => void) | undefined,
  ): Promise<void> {
    const configuration = descriptors.find(({ uuid }) => uuid === AttributeType.configuration);
    if (!configuration) throw new RangeError("the characteristic has no configuration");
    if (listener) this.#listeners.set(handle, listener);
    else this.#listeners.delete(handle);
    await this.write(configuration.handle, Uint8Array.of(listener ? 3 : 0, 0));
  }

  disconnect(): void {
    this.#link.close(central);
  }

  async #characteristics(first: number, last: number): Promise<RemoteCharacteristic[]> {
    const found: { uuid: GattUuid; handle: number; properties: number }[] = [];
    const type = uuidOctets(AttributeType.characteristic);
    for await (const entry of this.#entries(Att.readByType, first, last, type))
      found.push({
        properties: entry[2]!,
        handle: word(entry, 3),
        uuid: uuidOf(entry.slice(5))!,
      });
    const characteristics: RemoteCharacteristic[] = [];
    for (const [i, characteristic] of found.entries()) {
      const end = (found[i + 1]?.handle ?? last + 2) - 2;
      const descriptors = await this.#descriptors(characteristic.handle + 1, end);
      characteristics.push({ ...characteristic, descriptors });
    }
    return characteristics;
  }

  async #descriptors(first: number, last: number): Promise<RemoteDescriptor[]> {
    const found: RemoteDescriptor[] = [];
    if (first > last) return found;
    for await (const entry of this.#entries(Att.findInformation, first, last, new Uint8Array(0)))
      found.push({ handle: word(entry, 0), uuid: uuidOf(entry.slice(2))! });
    return found;
  }

  /** The entries of a list, requested until there are no further ones. */
  async *#entries(
    opcode: number,
    first: number,
    last: number,
    type: Uint8Array,
  ): AsyncGenerator<Uint8Array> {
    for (let next = first; next <= last;) {
      let answer: Uint8Array;
      try {
        answer = await this.#request(pdu(opcode, [next, last], type));
      } catch (error) {
        if (error instanceof AttError && error.code === AttErrorCode.attributeNotFound) return;
        throw error;
      }
      const information = opcode === Att.findInformation;
      const length = information ? (answer[1] === 1 ? 4 : 18) : answer[1]!;
      for (let at = 2; at + length <= answer.length; at += length) {
        const entry = answer.slice(at, at + length);
        next = (opcode === Att.readByGroupType ? word(entry, 2) : word(entry, 0)) + 1;
        yield entry;
      }
    }
  }

  #request(request: Uint8Array): Promise<Uint8Array> {
    const result = this.#chain.then(() => this.#transact(request));
    this.#chain = result.catch(() => undefined);
    return result;
  }

  async #transact(request: Uint8Array): Promise<Uint8Array> {
    if (!this.connected) throw new DisconnectedError("the connection is gone");
    let timer: TimerHandle | undefined;
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      this.#pending = { resolve, reject };
      timer = this.#clock.schedule(() => this.disconnect(), transactionTime);
    });
    this.#link.send(central, request);
    try {
      const octets = await answer;
      if (octets[0] === Att.error) throw new AttError(octets[4]!);
      return octets;
    } finally {
      this.#pending = undefined;
      if (timer !== undefined) this.#clock.cancel(timer);
    }
  }

  #receive(octets: Uint8Array): void {
    switch (octets[0]) {
      case Att.indication:
        this.#link.send(central, Uint8Array.of(Att.confirmation));
        this.#listeners.get(word(octets, 1))?.(octets.slice(3));
        break;
      case Att.notification:
        this.#listeners.get(word(octets, 1))?.(octets.slice(3));
        break;
      default:
        this.#pending?.resolve(octets);
    }
  }

  #closed(reason: number): void {
    if (!this.connected) return;
    this.reason = reason;
    this.#pending?.reject(new DisconnectedError(`the connection ended (0x${reason.toString(16)})`));
    this.onDisconnect?.(reason);
  }
}
