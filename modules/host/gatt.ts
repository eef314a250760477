/** A Bluetooth UUID: one of 16 bits as a number, one of 128 bits as 16 octets in the order in which it is written. */
export type GattUuid = number | Uint8Array;

/** A connection to this server; valid until `onDisconnect` was called for it. */
export type GattConnection = number;

/** A descriptor that only holds a value, such as the Characteristic User Description (0x2901). */
export interface GattDescriptor {
  /** Type of the descriptor. */
  readonly uuid: GattUuid;
  /** Its constant value. */
  readonly value: Uint8Array;
}

/** One characteristic; the same object names it in the calls of GattServer. Hosts call its callbacks as methods of it. */
export interface GattCharacteristic {
  /** Type of the characteristic. */
  readonly uuid: GattUuid;
  /** Clients can read it. Default false. */
  readonly read?: boolean;
  /** Clients can write it with a response. Default false. */
  readonly write?: boolean;
  /** Clients can write it without a response. Default false. */
  readonly writeWithoutResponse?: boolean;
  /** With this or `indicate` the radio adds the Client Characteristic Configuration descriptor. */
  readonly notify?: boolean;
  /** Clients can subscribe to indications. Default false. */
  readonly indicate?: boolean;
  /** Further descriptors. Default: none. */
  readonly descriptors?: readonly GattDescriptor[];
  /**
   * What is read is the answer to the last write: a read that comes before
   * `setValue` was called waits for it, at most 10 s, then fails with the ATT
   * error Unlikely Error (0x0E).
   */
  readonly answers?: boolean;
  /** A whole value of up to 512 octets was written: the radio joins long writes. The receiver may keep the array. */
  readonly onWrite?: (connection: GattConnection, value: Uint8Array) => void;
  /** The client switched notifications or indications on or off; not called for a disconnection. */
  readonly onSubscribe?: (connection: GattConnection, subscribed: boolean) => void;
}

/** A primary service. Hosts call its callbacks as methods of it. */
export interface GattService {
  /** Type of the service. */
  readonly uuid: GattUuid;
  /** In the order of their handles. */
  readonly characteristics: readonly GattCharacteristic[];
  /** Called for each new connection. */
  readonly onConnect?: (connection: GattConnection) => void;
  /**
   * Called when a connection has ended. `reason`: the HCI error code (Core Specification, Vol 1
   * Part F).
   */
  readonly onDisconnect?: (connection: GattConnection, reason: number) => void;
  /** Called after a `notify` that had no room, when there is room again. */
  readonly onRoom?: (connection: GattConnection) => void;
}

/** Connectable undirected advertising (ADV_IND). */
export interface ConnectableAdvertisement {
  /** AD structures, 1..31 octets. */
  readonly data: Uint8Array;
  /** AD structures, 0..31 octets. */
  readonly scanResponse?: Uint8Array;
  /** Milliseconds from one event to the next, at least 20. */
  readonly interval: number;
  /**
   * The advertiser's address, a non-resolvable private one: 48 bits, the two highest 0. Default: the
   * radio's own for connections, the same each time.
   */
  readonly privateAddress?: number;
}

/** An advertisement of one user of a GATT server among those of others. */
export interface SharedAdvertisement extends ConnectableAdvertisement {
  /**
   * Milliseconds for which it is sent before the next one has its turn. Default 1000; at least two
   * intervals.
   */
  readonly slice?: number;
}

/**
 * A GATT server whose services can be added and removed (Core Specification 5.4, Vol 3
 * Parts F and G). Callbacks come later, never inside a call. An ATT_MTU of up to
 * 517 is agreed on; long reads and writes work at any.
 */
export interface GattServer {
  /** Connections that can be open at once. */
  readonly connections: number;
  /** Throws RangeError when there is no room for it or a UUID has another length than 16 octets. */
  addService(service: GattService): void;
  /** Connected clients get a Service Changed indication. A service that is not there is ignored. */
  removeService(service: GattService): void;
  /**
   * Advertises connectable between the other advertisements until another call,
   * also while there are connections, unless `connections` are open. Undefined
   * ends it. Throws RangeError for what is out of range. Where a server has
   * several users, they call `addAdvertisement` of modules/bearer instead.
   */
  advertise(advertisement: ConnectableAdvertisement | undefined): void;
  /** What is read from now on, 0..512 octets (copied). Empty until the first call. */
  setValue(characteristic: GattCharacteristic, value: Uint8Array): void;
  /**
   * There is no answer to the last write of a characteristic with `answers`: the
   * read that waits for it, or else the next, fails with the ATT error Unlikely
   * Error at once. Where it is absent the read fails after its 10 s.
   */
  refuse?(characteristic: GattCharacteristic): void;
  /**
   * Sends `value` (1..ATT_MTU - 3 octets, copied) as a notification, or an
   * indication where the characteristic has only that. False when there was no
   * room (`onRoom` follows) or the client is not subscribed.
   */
  notify(
    connection: GattConnection,
    characteristic: GattCharacteristic,
    value: Uint8Array,
  ): boolean;
  /** The connection's ATT_MTU, 23..517; 0 when it is closed. */
  mtu(connection: GattConnection): number;
  /** Ends a connection; a closed one is ignored. */
  disconnect(connection: GattConnection): void;
  /**
   * What modules/bearer/connectable-advertiser.ts remembers of the users of this server: absent
   * while there is none. A host has nothing to do with it.
   */
  sharing?: object;
}
