import { Timer } from "../../../modules/base/timer.js";
import type { Clock } from "../../../modules/host/clock.js";
import type {
  GattCharacteristic,
  GattConnection,
  GattService,
} from "../../../modules/host/gatt.js";
import { AttError, AttErrorCode, Configuration, longestValue } from "./att.js";
import type { AcceptedWrite, AttAccess } from "./att-server.js";
import type { Attribute } from "./attributes.js";
import type { AttBearer } from "./bearer.js";
import type { CharacteristicValue, ReadDone } from "./characteristic-value.js";
import type { AttributeDatabase, HandleRange } from "./database.js";

/** Milliseconds for a confirmation, as for a transaction (Vol 3 Part F §3.3.3). */
const confirmationTime = 30_000;

export interface ServedConnectionOptions {
  readonly connection: GattConnection;
  readonly database: AttributeDatabase;
  /** Number of attributes that the client sees, from the first on. Default: all. */
  readonly attributes?: number;
  readonly value: (characteristic: GattCharacteristic) => CharacteristicValue | undefined;
  readonly confirmed: () => void;
}

/** One client of a GATT server: what it subscribed to, and how it reads and writes. */
export class ServedConnection implements AttAccess {
  readonly connection: GattConnection;
  bearer!: AttBearer;
  /** An indication was sent and not confirmed yet. */
  indicating = false;
  /** A notification had no room. */
  starved = false;
  /** Handles that changed and were not reported yet. */
  changes: HandleRange | undefined;
  readonly #options: ServedConnectionOptions;
  /** Client Characteristic Configurations that are not 0. */
  readonly #configurations = new Map<GattCharacteristic, number>();
  /** Services that the connection was reported to. */
  readonly #met = new Set<GattService>();
  #confirmation: Timer<ServedConnection> | undefined;

  constructor(options: ServedConnectionOptions) {
    this.#options = options;
    this.connection = options.connection;
  }

  /** Bits of Configuration that the client has set. */
  configuration(characteristic: GattCharacteristic): number {
    return this.#configurations.get(characteristic) ?? 0;
  }

  confirmed(): void {
    this.#options.confirmed();
  }

  knows(service: GattService): boolean {
    return this.#met.has(service);
  }

  /** Reports the connection to a service, before any other event of it. */
  meet(service: GattService): void {
    if (this.#met.has(service) || this.bearer.reason !== undefined) return;
    this.#met.add(service);
    service.onConnect?.(this.connection);
  }

  /** A service was removed. */
  removed(service: GattService): void {
    this.#met.delete(service);
    for (const characteristic of service.characteristics)
      this.#configurations.delete(characteristic);
  }

  change({ first, last }: HandleRange): void {
    const before = this.changes;
    this.changes = before
      ? { first: Math.min(first, before.first), last: Math.max(last, before.last) }
      : { first, last };
  }

  expectConfirmation(clock: Clock): void {
    this.#confirmation ??= new Timer(clock, ServedConnection.#unconfirmed, this);
    this.#confirmation.start(confirmationTime);
  }

  stopWaiting(): void {
    this.indicating = false;
    this.#confirmation?.stop();
  }

  attributes(): readonly Attribute[] {
    const { database, attributes } = this.#options;
    return attributes === undefined
      ? database.attributes
      : database.attributes.slice(0, attributes);
  }

  read(attribute: Attribute, done: ReadDone): void {
    const { characteristic } = attribute;
    const known = this.#readable(attribute);
    if (known) done(known);
    else {
      const value = characteristic?.read ? this.#options.value(characteristic) : undefined;
      if (value) value.read(done);
      else done(new AttError(AttErrorCode.readNotPermitted));
    }
  }

  peek(attribute: Attribute): Uint8Array | undefined {
    const { characteristic } = attribute;
    const known = this.#readable(attribute);
    if (known || !characteristic?.read) return known;
    const value = this.#options.value(characteristic);
    let octets: Uint8Array | undefined;
    if (value && !value.isPending)
      value.read((read) => {
        if (!(read instanceof AttError)) octets = read;
      });
    return octets;
  }

  prepare({ characteristic, configuration }: Attribute): void {
    if (!configuration && !characteristic?.write)
      throw new AttError(AttErrorCode.writeNotPermitted);
  }

  write(attribute: Attribute, octets: Uint8Array): AcceptedWrite {
    const { characteristic, configuration } = attribute;
    if (!characteristic) throw new AttError(AttErrorCode.writeNotPermitted);
    if (configuration) return this.#configure(characteristic, octets);
    const value = this.#options.value(characteristic);
    if (!value || !(characteristic.write || characteristic.writeWithoutResponse))
      throw new AttError(AttErrorCode.writeNotPermitted);
    if (octets.length > longestValue) throw new AttError(AttErrorCode.invalidLength);
    if (characteristic.answers) value.written();
    return () => {
      this.#meetService(characteristic);
      characteristic.onWrite?.(this.connection, octets);
    };
  }

  /** Octets of a declaration, a descriptor or a configuration. */
  #readable({ characteristic, configuration, value }: Attribute): Uint8Array | undefined {
    if (value) return value;
    if (configuration) return Uint8Array.of(this.configuration(characteristic!), 0);
    return undefined;
  }

  /** Vol 3 Part G §3.3.3.3: reserved bits, and those that the characteristic does not have. */
  #configure(characteristic: GattCharacteristic, octets: Uint8Array): AcceptedWrite {
    if (octets.length !== 2) throw new AttError(AttErrorCode.invalidLength);
    const { indicate, notify } = characteristic;
    const { indication, notification } = Configuration;
    const supported = (notify ? notification : 0) | (indicate ? indication : 0);
    const wanted = octets[0]! & supported;
    const isNothing = octets[0] === 0 && octets[1] === 0;
    if (wanted === 0 && !isNothing) throw new AttError(AttErrorCode.valueNotAllowed);
    const before = this.configuration(characteristic);
    if (wanted === 0) this.#configurations.delete(characteristic);
    else this.#configurations.set(characteristic, wanted);
    if ((before === 0) === (wanted === 0)) return () => undefined;
    return () => {
      this.#meetService(characteristic);
      characteristic.onSubscribe?.(this.connection, wanted !== 0);
    };
  }

  #meetService(characteristic: GattCharacteristic): void {
    const service = this.#options.database.serviceOf(characteristic);
    if (service) this.meet(service);
  }

  /** The client is dead (Vol 3 Part F §3.3.3). */
  static #unconfirmed(this: void, served: ServedConnection): void {
    served.bearer.channel.close();
  }
}
