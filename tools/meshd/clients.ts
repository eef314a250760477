import type { MeshdMessage } from "./application.js";

/** The functions of the daemon's node that the clients use. */
export interface Requester {
  send(destination: number, appIndex: number, data: Uint8Array): Promise<void>;
  sendDeviceKey(destination: number, remote: boolean, data: Uint8Array): Promise<void>;
  sendAppKeyAdd(destination: number, appIndex: number): Promise<void>;
  request(
    send: () => Promise<void>,
    fits: (message: MeshdMessage) => boolean,
  ): Promise<MeshdMessage>;
}

/** A model by its identifier and, for a vendor model, its company. */
export interface ModelName {
  readonly model: number;
  readonly company?: number;
}

const COMPOSITION_DATA_STATUS = [0x02];
const APPKEY_STATUS = [0x80, 0x03];
const MODEL_SUBSCRIPTION_STATUS = [0x80, 0x1f];
const MODEL_APP_STATUS = [0x80, 0x3e];
const ONOFF_STATUS = [0x82, 0x04];

/**
 * Configuration Client of the daemon's application. Its messages are written here octet by octet,
 * independently of the stack that it tests. Methods return status codes (Mesh Protocol 1.1 §4,
 * "Status codes"), 0 for success.
 */
export class ConfigurationClient {
  readonly #requester: Requester;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  /** Composition Data page 0, without its page number. */
  async getComposition(address: number): Promise<Uint8Array> {
    const answer = await this.request(address, [0x80, 0x08, 0], COMPOSITION_DATA_STATUS);
    return answer.slice(2);
  }

  /** Adds an AppKey of the daemon's database to a node, which may be the daemon's own. */
  async addAppKey(address: number, appIndex: number): Promise<number> {
    const { data } = await this.#requester.request(
      () => this.#requester.sendAppKeyAdd(address, appIndex),
      answersTo(address, APPKEY_STATUS),
    );
    return data[2]!;
  }

  /** Binds a model of an element to an AppKey. */
  async bind(
    address: number,
    element: number,
    appIndex: number,
    model: ModelName,
  ): Promise<number> {
    const octets = [0x80, 0x3d, ...le(element), ...le(appIndex), ...modelOctets(model)];
    return (await this.request(address, octets, MODEL_APP_STATUS))[2]!;
  }

  /** Subscribes a model of an element to a group. */
  async addSubscription(
    address: number,
    element: number,
    group: number,
    model: ModelName,
  ): Promise<number> {
    const octets = [0x80, 0x1b, ...le(element), ...le(group), ...modelOctets(model)];
    return (await this.request(address, octets, MODEL_SUBSCRIPTION_STATUS))[2]!;
  }

  /**
   * Sends a message encrypted with the node's device key; returns the first received message that
   * starts with `opcode`.
   */
  async request(
    address: number,
    octets: readonly number[],
    opcode: readonly number[],
  ): Promise<Uint8Array> {
    const { data } = await this.#requester.request(
      () => this.#requester.sendDeviceKey(address, true, Uint8Array.from(octets)),
      answersTo(address, opcode),
    );
    return data;
  }
}

/** Generic OnOff Client of the daemon's application. */
export class OnOffClient {
  readonly #requester: Requester;
  #tid = 0;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  /** The present state of an element's Generic OnOff Server. */
  async get(address: number, appIndex: number): Promise<boolean> {
    return this.#request(address, appIndex, [0x82, 0x01]);
  }

  /** Sets the state of an element; returns the present state in its answer. */
  async set(address: number, appIndex: number, on: boolean): Promise<boolean> {
    return this.#request(address, appIndex, [0x82, 0x02, on ? 1 : 0, this.#nextTid()]);
  }

  /** Sets the state of an element or a group with an unacknowledged message. */
  async setUnacknowledged(address: number, appIndex: number, on: boolean): Promise<void> {
    const octets = Uint8Array.of(0x82, 0x03, on ? 1 : 0, this.#nextTid());
    await this.#requester.send(address, appIndex, octets);
  }

  async #request(address: number, appIndex: number, octets: number[]): Promise<boolean> {
    const { data } = await this.#requester.request(
      () => this.#requester.send(address, appIndex, Uint8Array.from(octets)),
      answersTo(address, ONOFF_STATUS),
    );
    return data[2] === 1;
  }

  #nextTid(): number {
    return (this.#tid = (this.#tid + 1) & 0xff);
  }
}

function answersTo(address: number, opcode: readonly number[]) {
  return ({ source, data }: MeshdMessage): boolean =>
    source === address && opcode.every((octet, i) => data[i] === octet);
}

function le(value: number): [number, number] {
  return [value & 0xff, value >> 8];
}

function modelOctets({ model, company }: ModelName): number[] {
  return company === undefined ? le(model) : [...le(company), ...le(model)];
}
