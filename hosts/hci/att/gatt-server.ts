import { defer } from "../../../modules/base/timer.js";
import { utf8Bytes } from "../../../modules/base/utf8.js";
import type { Clock } from "../../../modules/host/clock.js";
import type {
  ConnectableAdvertisement,
  GattCharacteristic,
  GattConnection,
  GattServer,
  GattService,
} from "../../../modules/host/gatt.js";
import { Att, AttributeType, Configuration, longestValue, mostMtu, pdu } from "./att.js";
import { AttBearer } from "./bearer.js";
import type { AttChannel } from "./channel.js";
import { CharacteristicValue } from "./characteristic-value.js";
import { AttributeDatabase, type HandleRange } from "./database.js";
import { ServedConnection } from "./served-connection.js";

/** Whether an address is a non-resolvable private one (Core Specification 5.4, Vol 6 Part B §1.3.2.2). */
function isNonResolvable(address: number): boolean {
  return Number.isInteger(address) && address > 0 && address < 2 ** 46 - 1;
}

/** Most notifications in the queue of a connection. */
const notifications = 4;
/** Appearance: Unknown (Assigned Numbers). */
const unknownAppearance = 0;

export interface AttGattServerOptions {
  readonly clock: Clock;
  /** Most open connections at a time. */
  readonly connections: number;
  /** Device Name of the GAP service, 1..248 octets of UTF-8. Default "xs-mesh". */
  readonly name?: string;
  /** Appearance of the GAP service, 16 bits. Default 0, unknown. */
  readonly appearance?: number;
  /** The ATT_MTU that clients are offered, 23..517. Default 517. */
  readonly mtu?: number;
  /** Advertises connectable, or stops: called again where nothing changes. */
  readonly advertise: (advertisement: ConnectableAdvertisement | undefined) => void;
}

/**
 * A GATT server on ATT bearers (Core Specification 5.4, Vol 3 Parts F and G). Every database has
 * the GAP service (0x1800) and the GATT service (0x1801) with Service Changed.
 */
export class AttGattServer implements GattServer {
  readonly connections: number;
  readonly #options: AttGattServerOptions;
  readonly #database = new AttributeDatabase();
  readonly #values = new Map<GattCharacteristic, CharacteristicValue>();
  readonly #served = new Map<GattConnection, ServedConnection>();
  readonly #changed: GattCharacteristic = { uuid: AttributeType.serviceChanged, indicate: true };
  /** The first services of every database. */
  readonly #generic: readonly GattService[];
  /** Number of their attributes. */
  readonly #genericCount: number;
  #advertisement: ConnectableAdvertisement | undefined;
  #lastConnection = 0;
  #closed = false;

  constructor(options: AttGattServerOptions) {
    const { appearance = unknownAppearance, connections, name = "xs-mesh" } = options;
    this.#options = options;
    this.connections = connections;
    const deviceName: GattCharacteristic = { uuid: AttributeType.deviceName, read: true };
    const appearanceValue: GattCharacteristic = { uuid: AttributeType.appearance, read: true };
    this.#generic = [
      { uuid: AttributeType.genericAccess, characteristics: [deviceName, appearanceValue] },
      { uuid: AttributeType.genericAttribute, characteristics: [this.#changed] },
    ];
    for (const service of this.#generic) this.#add(service);
    this.#genericCount = this.#database.attributes.length;
    this.setValue(deviceName, utf8Bytes(name));
    this.setValue(appearanceValue, Uint8Array.of(appearance, appearance >> 8));
  }

  addService(service: GattService): void {
    this.#reportChange(this.#add(service));
  }

  removeService(service: GattService): void {
    const range = this.#generic.includes(service) ? undefined : this.#database.remove(service);
    if (!range) return;
    for (const characteristic of service.characteristics) {
      this.#values.get(characteristic)?.refuse();
      this.#values.delete(characteristic);
    }
    for (const served of this.#served.values()) served.removed(service);
    this.#reportChange(range);
  }

  advertise(advertisement: ConnectableAdvertisement | undefined): void {
    const { data, scanResponse, interval = 20, privateAddress } = advertisement ?? {};
    if (data && (data.length < 1 || data.length > 31))
      throw new RangeError(`data: 1..31 octets, not ${data.length}`);
    if (scanResponse && scanResponse.length > 31)
      throw new RangeError(`scanResponse: 0..31 octets, not ${scanResponse.length}`);
    if (!(interval >= 20 && interval <= 10_240))
      throw new RangeError(`interval: 20..10240 ms, not ${interval}`);
    if (privateAddress !== undefined && !isNonResolvable(privateAddress))
      throw new RangeError("privateAddress: 48 bits, of which the two highest are 0");
    this.#advertisement = advertisement && {
      data: advertisement.data.slice(),
      interval,
      ...(scanResponse && { scanResponse: scanResponse.slice() }),
      ...(privateAddress !== undefined && { privateAddress }),
    };
    this.#advertise();
  }

  setValue(characteristic: GattCharacteristic, value: Uint8Array): void {
    if (value.length > longestValue)
      throw new RangeError(`value: 0..${longestValue} octets, not ${value.length}`);
    this.#values.get(characteristic)?.set(value.slice());
  }

  refuse(characteristic: GattCharacteristic): void {
    this.#values.get(characteristic)?.refuse();
  }

  notify(
    connection: GattConnection,
    characteristic: GattCharacteristic,
    value: Uint8Array,
  ): boolean {
    const served = this.#served.get(connection);
    const configuration = served?.configuration(characteristic) ?? 0;
    if (!served || configuration === 0) return false;
    const most = served.bearer.mtu - 3;
    if (value.length < 1 || value.length > most)
      throw new RangeError(`value: 1..${most} octets, not ${value.length}`);
    if ((configuration & Configuration.notification) === 0)
      return this.#indicate(served, characteristic, value);
    const { channel } = served.bearer;
    if (channel.waiting >= notifications) {
      served.starved = true;
      return false;
    }
    channel.send(pdu(Att.notification, [this.#database.handle(characteristic)], value));
    return true;
  }

  mtu(connection: GattConnection): number {
    return this.#served.get(connection)?.bearer.mtu ?? 0;
  }

  disconnect(connection: GattConnection): void {
    this.#served.get(connection)?.bearer.channel.close();
  }

  /** Whether it advertises and another connection can be accepted. */
  get connectable(): boolean {
    return this.#advertisement !== undefined && this.hasPlace;
  }

  /** Whether fewer connections are open than there can be. */
  get hasPlace(): boolean {
    return this.#served.size < this.connections;
  }

  /** Serves a client that connected. */
  accept(channel: AttChannel): AttBearer {
    const connection = ++this.#lastConnection;
    const { clock, mtu = mostMtu } = this.#options;
    const served = new ServedConnection({
      connection,
      database: this.#database,
      value: (characteristic) => this.#values.get(characteristic),
      confirmed: () => this.#confirmed(served),
    });
    served.bearer = new AttBearer({
      clock,
      channel,
      mtu,
      access: served,
      onRoom: () => this.#room(served),
      onClosed: (reason) => this.#left(served, reason),
    });
    this.#served.set(connection, served);
    this.#advertise();
    defer(clock, () => {
      for (const service of this.#database.services) served.meet(service);
    });
    return served.bearer;
  }

  /**
   * ATT on a connection that we established: `mtu` is offered. Its server has the GAP and the GATT
   * service alone: the other services are for clients that connected to us.
   */
  join(
    channel: AttChannel,
    options: {
      readonly mtu: number;
      readonly onRoom: () => void;
      readonly onClosed: (reason: number) => void;
    },
  ): AttBearer {
    const served = new ServedConnection({
      connection: 0,
      database: this.#database,
      attributes: this.#genericCount,
      value: (characteristic) => this.#values.get(characteristic),
      confirmed: () => undefined,
    });
    const { clock } = this.#options;
    served.bearer = new AttBearer({ clock, channel, access: served, ...options });
    return served.bearer;
  }

  /** Advertises again what it did: the controller lost it. */
  restore(): void {
    this.#advertise();
  }

  /** Stops advertising; the connections end with their channels. */
  close(): void {
    this.#advertisement = undefined;
    this.#closed = true;
  }

  #add(service: GattService): HandleRange {
    const range = this.#database.add(service);
    for (const characteristic of service.characteristics)
      this.#values.set(characteristic, new CharacteristicValue(this.#options.clock));
    return range;
  }

  #advertise(): void {
    if (!this.#closed) this.#options.advertise(this.connectable ? this.#advertisement : undefined);
  }

  /** Service Changed (Vol 3 Part G §7.1): one indication at a time, with all that changed. */
  #reportChange(range: HandleRange): void {
    for (const served of this.#served.values()) {
      if (served.configuration(this.#changed) === 0) continue;
      served.change(range);
      this.#indicateChange(served);
    }
  }

  #indicateChange(served: ServedConnection): void {
    const { changes } = served;
    if (!changes || served.indicating) return;
    served.changes = undefined;
    this.#indicate(served, this.#changed, pdu(0, [changes.first, changes.last]).subarray(1));
  }

  #indicate(
    served: ServedConnection,
    characteristic: GattCharacteristic,
    value: Uint8Array,
  ): boolean {
    if (served.indicating) {
      served.starved = true;
      return false;
    }
    served.indicating = true;
    const handle = this.#database.handle(characteristic);
    served.bearer.channel.send(pdu(Att.indication, [handle], value));
    served.expectConfirmation(this.#options.clock);
    return true;
  }

  #confirmed(served: ServedConnection): void {
    if (!served.indicating) return;
    served.stopWaiting();
    this.#indicateChange(served);
    this.#room(served);
  }

  #room(served: ServedConnection): void {
    if (!served.starved || served.bearer.channel.waiting >= notifications) return;
    served.starved = false;
    for (const service of this.#database.services)
      if (served.knows(service)) service.onRoom?.(served.connection);
  }

  #left(served: ServedConnection, reason: number): void {
    served.stopWaiting();
    this.#served.delete(served.connection);
    this.#advertise();
    for (const service of this.#database.services)
      if (served.knows(service)) service.onDisconnect?.(served.connection, reason);
  }
}
