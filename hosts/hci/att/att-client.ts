import { concatBytes } from "../../../modules/base/bytes.js";
import { GattDisconnectedError, GattError } from "../../../modules/base/gatt-errors.js";
import { Timer } from "../../../modules/base/timer.js";
import type { Clock } from "../../../modules/host/clock.js";
import { Att, AttErrorCode, longestValue, pdu, word } from "./att.js";
import type { AttChannel } from "./channel.js";

/** Milliseconds after which an ATT transaction times out (Vol 3 Part F §3.3.3). */
const transactionTime = 30_000;

interface Transaction {
  readonly request: Uint8Array;
  /** Least octets of the response. */
  readonly least: number;
  resolve(response: Uint8Array): void;
  reject(error: Error): void;
}

/** What an ATT client needs for one connection. */
export interface AttClientOptions {
  readonly clock: Clock;
  readonly channel: AttChannel;
  /** The ATT_MTU of the connection. */
  readonly mtu: () => number;
}

/**
 * The ATT client of one connection. One request is sent at a time; further ones wait. Promises
 * reject with GattError for an Error Response, and with GattDisconnectedError.
 */
export class AttClient {
  readonly #options: AttClientOptions;
  readonly #listeners = new Map<number, (value: Uint8Array) => void>();
  readonly #waiting: Transaction[] = [];
  readonly #timer: Timer<AttClient>;
  #current: Transaction | undefined;
  /** HCI error code; undefined while connected. */
  #reason: number | undefined;

  constructor(options: AttClientOptions) {
    this.#options = options;
    this.#timer = new Timer(options.clock, AttClient.#expired, this);
  }

  get mtu(): number {
    return this.#options.mtu();
  }

  /**
   * Sends a request and resolves to its response, opcode included. A response that has fewer than
   * `least` octets rejects with GattError, Invalid PDU.
   */
  request(request: Uint8Array, least = 1): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#reason !== undefined) reject(new GattDisconnectedError(this.#reason));
      else {
        this.#waiting.push({ request, least, resolve, reject });
        this.#next();
      }
    });
  }

  /** Reads a whole value, with as many requests as necessary. */
  async read(handle: number): Promise<Uint8Array> {
    let value: Uint8Array = (await this.request(pdu(Att.read, [handle]))).slice(1);
    let part = value;
    while (part.length === this.mtu - 1 && value.length < longestValue) {
      try {
        part = (await this.request(pdu(Att.readBlob, [handle, value.length]))).slice(1);
      } catch (error) {
        // A value that ends here may be "not long", and some servers refuse an offset at its end.
        if (error instanceof GattError && endsValue.has(error.code)) break;
        throw error;
      }
      value = concatBytes(value, part);
    }
    return value.subarray(0, longestValue);
  }

  /** Writes a whole value, with prepared writes if it does not fit into one request. */
  async write(handle: number, value: Uint8Array): Promise<void> {
    if (value.length <= this.mtu - 3) {
      await this.request(pdu(Att.write, [handle], value));
      return;
    }
    const size = this.mtu - 5;
    try {
      for (let at = 0; at < value.length; at += size)
        await this.#prepare(handle, at, value.subarray(at, at + size));
    } catch (error) {
      // The server keeps the parts before, and would execute them with those of the next write.
      if (error instanceof GattError) await this.request(Uint8Array.of(Att.executeWrite, 0));
      throw error;
    }
    await this.request(Uint8Array.of(Att.executeWrite, 1));
  }

  async #prepare(handle: number, offset: number, part: Uint8Array): Promise<void> {
    const request = pdu(Att.prepareWrite, [handle, offset], part);
    const response = await this.request(request, request.length);
    // Vol 3 Part G §4.9.4: the response repeats the part.
    if (!request.every((octet, i) => i === 0 || octet === response[i]))
      throw new GattError(AttErrorCode.unlikely);
  }

  /** Sends a Write Command. */
  writeCommand(handle: number, value: Uint8Array): void {
    if (this.#reason === undefined)
      this.#options.channel.send(pdu(Att.writeCommand, [handle], value));
  }

  /** Gets the notifications and indications of a handle; undefined: nothing gets them. */
  listen(handle: number, listener: ((value: Uint8Array) => void) | undefined): void {
    if (listener) this.#listeners.set(handle, listener);
    else this.#listeners.delete(handle);
  }

  /** Processes a response, a notification or an indication. */
  receive(received: Uint8Array): void {
    switch (received[0]) {
      case Att.indication:
        if (received.length < 3) return;
        this.#options.channel.send(Uint8Array.of(Att.confirmation));
        this.#listeners.get(word(received, 1))?.(received.slice(3));
        break;
      case Att.notification:
        if (received.length >= 3) this.#listeners.get(word(received, 1))?.(received.slice(3));
        break;
      case Att.error:
        if (received.length === 5 && received[1] === this.#current?.request[0])
          this.#end()?.reject(new GattError(received[4]!));
        break;
      default:
        this.#response(received);
    }
  }

  /** Rejects what waits. */
  closed(reason: number): void {
    this.#reason ??= reason;
    this.#timer.stop();
    const ended = this.#waiting.splice(0);
    if (this.#current) ended.unshift(this.#current);
    this.#current = undefined;
    for (const one of ended) one.reject(new GattDisconnectedError(this.#reason));
    this.#listeners.clear();
  }

  /** A response to what was not asked is ignored. */
  #response(response: Uint8Array): void {
    const current = this.#current;
    if (!current || response[0] !== current.request[0]! + 1) return;
    this.#end();
    if (response.length < current.least) current.reject(new GattError(AttErrorCode.invalidPdu));
    else current.resolve(response);
  }

  #end(): Transaction | undefined {
    const current = this.#current;
    this.#current = undefined;
    this.#timer.stop();
    this.#next();
    return current;
  }

  #next(): void {
    if (this.#current) return;
    this.#current = this.#waiting.shift();
    if (!this.#current) return;
    this.#timer.start(transactionTime);
    this.#options.channel.send(this.#current.request);
  }

  /** No further request may be sent (§3.3.3): the connection is ended. */
  static #expired(this: void, client: AttClient): void {
    client.#options.channel.close();
  }
}

/** Errors of Read Blob at the end of a value: Invalid Offset, Attribute Not Long. */
const endsValue: ReadonlySet<number> = new Set([0x07, 0x0b]);
