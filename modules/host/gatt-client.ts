import type { GattUuid } from "./gatt.js";

/** A characteristic of a connected server, as `discover` found it; it names itself in the other calls. */
export interface RemoteCharacteristic {
  /** Type of the characteristic. */
  readonly uuid: GattUuid;
  /** Characteristic properties as bits (Core Specification 5.4, Vol 3 Part G §3.3.1.1). */
  readonly properties: number;
}

/** A primary service of a connected server. */
export interface RemoteService {
  /** Type of the service. */
  readonly uuid: GattUuid;
  /** In the order of their handles. */
  readonly characteristics: readonly RemoteCharacteristic[];
}

/** How to connect. */
export interface ConnectOptions {
  /** ATT_MTU that is offered to the server, 23..517. Default 517. A host that cannot choose it ignores it. */
  readonly mtu?: number;
  /**
   * When the ATT_MTU is agreed on: "first", before `connect` resolves (default), or "late", after
   * the first subscription, while the PDUs that follow it are under way: the ATT_MTU is 23 until
   * then, and a request's time is saved, two connection events. A host that cannot choose ignores it.
   */
  readonly mtuExchange?: "first" | "late";
  /** Milliseconds after which an attempt ends. Default 10,000. */
  readonly timeout?: number;
  /**
   * Called once when the connection has ended, by either side; not for an attempt that failed.
   * `reason`: the HCI error code (Core Specification 5.4, Vol 1 Part F).
   */
  readonly onDisconnect?: (reason: number) => void;
}

/**
 * A connection to a GATT server. One request is sent at a time; further ones wait. Every promise
 * rejects with a GattDisconnectedError when the connection ends, and with a GattError when the
 * server answers with an ATT error.
 */
export interface GattPeer {
  /** False from the end of the connection on. */
  readonly connected: boolean;
  /** The ATT_MTU that both sides agreed on, 23..517; 23 until then. */
  readonly mtu: number;
  /** The first primary service with this UUID; undefined if the server has none. */
  discover(service: GattUuid): Promise<RemoteService | undefined>;
  /** A whole value of up to 512 octets. */
  read(characteristic: RemoteCharacteristic): Promise<Uint8Array>;
  /** Writes 0..512 octets with a response, with prepared writes where one request is too short. */
  write(characteristic: RemoteCharacteristic, value: Uint8Array): Promise<void>;
  /**
   * Writes 0..ATT_MTU - 3 octets (copied) without a response. False when there was no room for it;
   * `onRoom` follows. Throws RangeError if the value is longer.
   */
  writeWithoutResponse(characteristic: RemoteCharacteristic, value: Uint8Array): boolean;
  /** Called when there is room again after a refused `writeWithoutResponse`. */
  onRoom: (() => void) | undefined;
  /**
   * Subscribes to notifications, or to indications where the characteristic has only those;
   * undefined ends it. The listener is in place before the server can send anything and may keep
   * the value. Rejects with RangeError if the characteristic has neither.
   */
  subscribe(
    characteristic: RemoteCharacteristic,
    listener: ((value: Uint8Array) => void) | undefined,
  ): Promise<void>;
  /** Ends the connection; one that has ended is ignored. */
  disconnect(): void;
}

/** The central role of a radio and its GATT client (Core Specification 5.4, Vol 3 Parts F and G). */
export interface GattClient {
  /** Connections that can be open at once. */
  readonly connections: number;
  /**
   * Connects to an advertiser by its address as a PacketReceiver gets it, and agrees on an ATT_MTU
   * (`mtuExchange`).
   * Attempts are made one after the other. Rejects with a GattDisconnectedError when the time ran
   * out or the connection could not be established, and with RangeError when `connections` are open.
   */
  connect(address: number, options?: ConnectOptions): Promise<GattPeer>;
}
