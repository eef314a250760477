import type { Clock, TimerHandle } from "../../../modules/host/clock.js";
import type {
  ConnectableAdvertisement,
  GattCharacteristic,
  GattConnection,
  GattServer,
  GattService,
} from "../../../modules/host/gatt.js";
import { PacketKind } from "../../../modules/host/radio.js";
import { addressNumber } from "../packet.js";
import type { Station } from "../station.js";
import { Att, AttError, AttErrorCode, AttributeType, longestValue, pdu } from "./att.js";
import { AttServer } from "./att-server.js";
import { type Attribute, attributesOf } from "./attributes.js";
import type { Link } from "./link.js";

/** Milliseconds for which a read waits for the answer to a write. */
const answerTime = 10_000;
/** Most notifications in the queue of a connection. */
const notifications = 4;
/**
 * Bits of the Client Characteristic Configuration: notification, indication (Vol 3 Part G
 * §3.3.3.3).
 */
const configurationBits = 3;
const peripheral = 1;

/** The value of a characteristic as a client reads it. */
interface Value {
  octets: Uint8Array;
  /** Whether a write was received and not answered yet. */
  pending: boolean;
  refused: boolean;
  readonly waiting: { readonly done: (value: Uint8Array | AttError) => void; timer: TimerHandle }[];
}

interface Peer {
  readonly link: Link;
  readonly att: AttServer;
  readonly subscribed: Set<GattCharacteristic>;
  /** Whether an indication was sent and not confirmed yet. */
  indicating: boolean;
  starved: boolean;
}

export interface VirtualGattServerOptions {
  readonly clock: Clock;
  readonly station: Station;
  /** Most open connections at a time. */
  readonly connections: number;
}

/** The GATT server of a station on the virtual air. */
export class VirtualGattServer implements GattServer {
  readonly connections: number;
  readonly #clock: Clock;
  readonly #station: Station;
  readonly #services: { readonly service: GattService; readonly attributes: Attribute[] }[] = [];
  readonly #values = new Map<GattCharacteristic, Value>();
  readonly #peers = new Map<GattConnection, Peer>();
  readonly #changed: GattCharacteristic = { uuid: AttributeType.serviceChanged, indicate: true };
  #advertisement: ConnectableAdvertisement | undefined;
  #lastHandle = 0;
  #lastConnection = 0;

  constructor({ clock, station, connections }: VirtualGattServerOptions) {
    this.#clock = clock;
    this.#station = station;
    this.connections = connections;
    this.#add({ uuid: AttributeType.genericAttribute, characteristics: [this.#changed] });
  }

  addService(service: GattService): void {
    const uuids = [service.uuid, ...service.characteristics.map(({ uuid }) => uuid)];
    for (const uuid of uuids)
      if (typeof uuid !== "number" && uuid.length !== 16)
        throw new RangeError("uuid: a number, or 16 octets");
    this.#add(service);
    this.#tellChanged();
  }

  removeService(service: GattService): void {
    const at = this.#services.findIndex((known) => known.service === service);
    if (at < 0) return;
    this.#services.splice(at, 1);
    for (const characteristic of service.characteristics) {
      for (const { timer, done } of this.#values.get(characteristic)?.waiting ?? []) {
        this.#clock.cancel(timer);
        done(new AttError(AttErrorCode.unlikely));
      }
      this.#values.delete(characteristic);
      for (const { subscribed } of this.#peers.values()) subscribed.delete(characteristic);
    }
    this.#tellChanged();
  }

  advertise(advertisement: ConnectableAdvertisement | undefined): void {
    const { data, scanResponse, interval = 20 } = advertisement ?? {};
    if (data && (data.length < 1 || data.length > 31)) throw new RangeError("data: 1..31 octets");
    if (scanResponse && scanResponse.length > 31)
      throw new RangeError("scanResponse: 0..31 octets");
    if (!(interval >= 20 && interval <= 10_240)) throw new RangeError("interval: 20..10240 ms");
    this.#advertisement = advertisement && {
      data: advertisement.data.slice(),
      interval,
      ...(scanResponse && { scanResponse: scanResponse.slice() }),
    };
    this.#advertise();
  }

  setValue(characteristic: GattCharacteristic, value: Uint8Array): void {
    if (value.length > longestValue) throw new RangeError("value: 0..512 octets");
    const kept = this.#values.get(characteristic);
    if (!kept) return;
    kept.octets = value.slice();
    kept.pending = false;
    kept.refused = false;
    this.#serve(kept, kept.octets);
  }

  refuse(characteristic: GattCharacteristic): void {
    const kept = this.#values.get(characteristic);
    if (!kept) return;
    kept.pending = false;
    kept.refused = kept.waiting.length === 0;
    this.#serve(kept, new AttError(AttErrorCode.unlikely));
  }

  notify(
    connection: GattConnection,
    characteristic: GattCharacteristic,
    value: Uint8Array,
  ): boolean {
    const peer = this.#peers.get(connection);
    if (!peer?.subscribed.has(characteristic)) return false;
    if (value.length < 1 || value.length > peer.att.mtu - 3)
      throw new RangeError(`value: 1..${peer.att.mtu - 3} octets`);
    const handle = this.#handle(characteristic);
    const indicates = !characteristic.notify;
    const full = indicates ? peer.indicating : peer.link.waiting(peripheral) >= notifications;
    if (full) {
      peer.starved = true;
      return false;
    }
    peer.indicating ||= indicates;
    peer.link.send(peripheral, pdu(indicates ? Att.indication : Att.notification, [handle], value));
    return true;
  }

  mtu(connection: GattConnection): number {
    return this.#peers.get(connection)?.att.mtu ?? 0;
  }

  disconnect(connection: GattConnection): void {
    // Callbacks come later, never inside a call.
    const link = this.#peers.get(connection)?.link;
    if (link) this.#clock.schedule(() => link.close(peripheral), 0);
  }

  /** Whether another connection can be accepted. */
  get connectable(): boolean {
    return this.#advertisement !== undefined && this.#peers.size < this.connections;
  }

  /** Accepts a connection. */
  accept(link: Link): void {
    const connection = ++this.#lastConnection;
    const subscribed = new Set<GattCharacteristic>();
    const att = new AttServer({
      attributes: () => this.#services.flatMap(({ attributes }) => attributes),
      read: (attribute, done) => this.#read(attribute, subscribed, done),
      write: (attribute, value) => this.#write(connection, attribute, value),
      send: (octets) => link.send(peripheral, octets),
      confirmed: () => this.#confirmed(connection),
    });
    const peer = { link, att, subscribed, indicating: false, starved: false };
    this.#peers.set(connection, peer);
    link.attach(peripheral, {
      receive: (octets) => att.receive(octets),
      closed: (reason) => this.#closed(connection, reason),
      arrived: () => this.#room(connection),
    });
    this.#advertise();
    for (const { service } of [...this.#services]) service.onConnect?.(connection);
  }

  #add(service: GattService): void {
    const attributes = attributesOf(service, this.#lastHandle + 1);
    this.#lastHandle = attributes[0]!.end!;
    this.#services.push({ service, attributes });
    for (const characteristic of service.characteristics)
      this.#values.set(characteristic, {
        octets: new Uint8Array(0),
        pending: false,
        refused: false,
        waiting: [],
      });
  }

  #advertise(): void {
    if (!this.#advertisement || !this.connectable) {
      this.#station.sendBetween(undefined);
      return;
    }
    const { data, scanResponse, interval } = this.#advertisement;
    const address = addressNumber(this.#station.address);
    const packet = {
      data,
      kind: PacketKind.connectable,
      address,
      ...(scanResponse && { scanResponse }),
    };
    this.#station.sendBetween(packet, interval);
  }

  #tellChanged(): void {
    // Service Changed for the whole handle range: a client that cached handles discovers them
    // again.
    for (const connection of this.#peers.keys())
      this.notify(connection, this.#changed, Uint8Array.of(1, 0, 0xff, 0xff));
  }

  #handle(characteristic: GattCharacteristic): number {
    for (const { attributes } of this.#services)
      for (const attribute of attributes)
        if (attribute.characteristic === characteristic) return attribute.handle;
    return 0;
  }

  #serve(kept: Value, value: Uint8Array | AttError): void {
    for (const { done, timer } of kept.waiting.splice(0)) {
      this.#clock.cancel(timer);
      done(value);
    }
  }

  #read(
    attribute: Attribute,
    subscribed: ReadonlySet<GattCharacteristic>,
    done: (value: Uint8Array | AttError) => void,
  ): void {
    const { value, characteristic, configuration } = attribute;
    const kept = characteristic && this.#values.get(characteristic);
    if (value) done(value);
    else if (configuration) done(Uint8Array.of(subscribed.has(characteristic!) ? 1 : 0, 0));
    else if (!characteristic?.read || !kept) done(new AttError(AttErrorCode.readNotPermitted));
    else if (kept.refused) {
      kept.refused = false;
      done(new AttError(AttErrorCode.unlikely));
    } else if (kept.pending) this.#wait(kept, done);
    else done(kept.octets);
  }

  #wait(kept: Value, done: (value: Uint8Array | AttError) => void): void {
    const timer = this.#clock.schedule(() => {
      kept.waiting.splice(kept.waiting.indexOf(waiting), 1);
      done(new AttError(AttErrorCode.unlikely));
    }, answerTime);
    const waiting = { done, timer };
    kept.waiting.push(waiting);
  }

  #write(connection: GattConnection, attribute: Attribute, value: Uint8Array): void {
    const { characteristic, configuration } = attribute;
    if (configuration) {
      this.#subscribe(connection, characteristic!, ((value[0] ?? 0) & configurationBits) !== 0);
      return;
    }
    const kept = characteristic && this.#values.get(characteristic);
    if (!kept || !(characteristic.write || characteristic.writeWithoutResponse))
      throw new AttError(AttErrorCode.writeNotPermitted);
    if (value.length > longestValue) throw new AttError(AttErrorCode.invalidLength);
    if (characteristic.answers) {
      kept.pending = true;
      kept.refused = false;
    }
    characteristic.onWrite?.(connection, value.slice());
  }

  #subscribe(
    connection: GattConnection,
    characteristic: GattCharacteristic,
    whether: boolean,
  ): void {
    const { subscribed } = this.#peers.get(connection)!;
    if (subscribed.has(characteristic) === whether) return;
    if (whether) subscribed.add(characteristic);
    else subscribed.delete(characteristic);
    characteristic.onSubscribe?.(connection, whether);
  }

  #confirmed(connection: GattConnection): void {
    const peer = this.#peers.get(connection);
    if (!peer) return;
    peer.indicating = false;
    this.#room(connection);
  }

  #room(connection: GattConnection): void {
    const peer = this.#peers.get(connection);
    if (!peer?.starved) return;
    peer.starved = false;
    for (const { service } of [...this.#services]) service.onRoom?.(connection);
  }

  #closed(connection: GattConnection, reason: number): void {
    if (!this.#peers.delete(connection)) return;
    this.#advertise();
    for (const { service } of [...this.#services]) service.onDisconnect?.(connection, reason);
  }
}
