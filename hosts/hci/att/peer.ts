import { GattDisconnectedError } from "../../../modules/base/gatt-errors.js";
import type { GattUuid } from "../../../modules/host/gatt.js";
import type {
  GattPeer,
  RemoteCharacteristic,
  RemoteService,
} from "../../../modules/host/gatt-client.js";
import { AttributeType, checkUuid, Configuration, longestValue, Property } from "./att.js";
import type { AttClient } from "./att-client.js";
import type { AttBearer } from "./bearer.js";
import {
  discoverService,
  discoverServices,
  type FoundCharacteristic,
  type FoundDescriptor,
  type FoundService,
} from "./discovery.js";

/** PDUs in the channel from which on a write without a response is refused. */
const mostCommands = 8;
/** HCI error code of an end that this side asked for: Connection Terminated By Local Host. */
const byUs = 0x16;

/** A connection to a GATT server, on an ATT bearer. */
export class AttGattPeer implements GattPeer {
  onRoom: (() => void) | undefined;
  readonly #bearer: AttBearer;
  #isEnding = false;
  #isFull = false;
  /** Whether the ATT_MTU is to be exchanged after the first subscription. */
  #exchanges: boolean;

  constructor(bearer: AttBearer, exchanges = false) {
    this.#bearer = bearer;
    this.#exchanges = exchanges;
  }

  get connected(): boolean {
    return !this.#isEnding && this.#bearer.reason === undefined;
  }

  get mtu(): number {
    return this.#bearer.mtu;
  }

  /** HCI error code of the end; undefined while it is open. */
  get reason(): number | undefined {
    return this.#bearer.reason;
  }

  /** The requests by handle. */
  get att(): AttClient {
    return this.#bearer.client;
  }

  async discover(service: GattUuid): Promise<RemoteService | undefined> {
    checkUuid(service);
    this.#check();
    return discoverService(this.att, service);
  }

  /** All primary services, with their descriptors. */
  async services(): Promise<FoundService[]> {
    this.#check();
    return discoverServices(this.att);
  }

  async read(characteristic: RemoteCharacteristic): Promise<Uint8Array> {
    this.#check();
    return this.att.read(found(characteristic).handle);
  }

  /** The value of a descriptor. */
  async readDescriptor({ handle }: FoundDescriptor): Promise<Uint8Array> {
    this.#check();
    return this.att.read(handle);
  }

  async write(characteristic: RemoteCharacteristic, value: Uint8Array): Promise<void> {
    if (value.length > longestValue)
      throw new RangeError(`value: 0..${longestValue} octets, not ${value.length}`);
    this.#check();
    await this.att.write(found(characteristic).handle, value);
  }

  writeWithoutResponse(characteristic: RemoteCharacteristic, value: Uint8Array): boolean {
    const most = this.mtu - 3;
    if (value.length > most) throw new RangeError(`value: 0..${most} octets, not ${value.length}`);
    const { handle } = found(characteristic);
    if (!this.connected) return false;
    if (this.#bearer.channel.waiting >= mostCommands) {
      this.#isFull = true;
      return false;
    }
    this.att.writeCommand(handle, value);
    return true;
  }

  async subscribe(
    characteristic: RemoteCharacteristic,
    listener: ((value: Uint8Array) => void) | undefined,
  ): Promise<void> {
    const { descriptors, handle, properties } = found(characteristic);
    const configuration = descriptors.find(({ uuid }) => uuid === AttributeType.configuration);
    const bits =
      (properties & Property.notify) !== 0
        ? Configuration.notification
        : (properties & Property.indicate) !== 0
          ? Configuration.indication
          : 0;
    if (!configuration || bits === 0)
      throw new RangeError("characteristic: it has neither notifications nor indications");
    this.#check();
    this.att.listen(handle, listener);
    const written = this.att.write(configuration.handle, Uint8Array.of(listener ? bits : 0, 0));
    this.#exchange();
    await written;
  }

  /** A server that does not answer is disconnected by the time of the transaction. */
  #exchange(): void {
    if (!this.#exchanges) return;
    this.#exchanges = false;
    this.#bearer.exchangeMtu().catch(() => undefined);
  }

  disconnect(): void {
    if (!this.connected) return;
    this.#isEnding = true;
    this.#bearer.channel.close();
  }

  /** For hosts: PDUs have left. */
  room(): void {
    if (!this.#isFull || this.#bearer.channel.waiting >= mostCommands) return;
    this.#isFull = false;
    this.onRoom?.();
  }

  #check(): void {
    if (!this.connected) throw new GattDisconnectedError(this.reason ?? byUs);
  }
}

/** The object that `discover` returned. Throws RangeError for another one. */
function found(characteristic: RemoteCharacteristic): FoundCharacteristic {
  if (typeof (characteristic as Partial<FoundCharacteristic>).handle !== "number")
    throw new RangeError("characteristic: not one that discover found");
  return characteristic as FoundCharacteristic;
}
