import { PacketKind } from "../../../modules/host/radio.js";
import type { VirtualAir } from "../air.js";
import { addressNumber } from "../packet.js";
import type { Station } from "../station.js";
import { DisconnectedError, VirtualGattClient } from "./gatt-client.js";
import { VirtualGattServer } from "./gatt-server.js";
import { Link } from "./link.js";

/** A connectable advertiser. */
export interface Advertiser {
  /** Its address, 48 bits. */
  readonly address: number;
  /** AD structures of its advertising packet and of its scan response. */
  readonly data: Uint8Array;
  readonly scanResponse: Uint8Array;
  readonly rssi: number;
}

export interface ConnectOptions {
  /** ATT_MTU to request, 23..517. Default 23, without a request. */
  readonly mtu?: number;
  /** Milliseconds between connection events. Default 15. */
  readonly interval?: number;
  /**
   * Milliseconds without contact after which the connection is lost (supervision timeout).
   * Default 4000.
   */
  readonly supervision?: number;
  /** Milliseconds to wait for the device's advertising. Default 10,000. */
  readonly timeout?: number;
}

/** Connections between stations of a virtual air. */
export class GattAir {
  readonly #air: VirtualAir;
  readonly #servers = new Map<number, { station: Station; server: VirtualGattServer }>();

  constructor(air: VirtualAir) {
    this.#air = air;
  }

  /**
   * Gives a station a GATT server, as its `gatt`. `connections`: most open connections at a time;
   * default 3.
   */
  server(station: Station, options: { readonly connections?: number } = {}): VirtualGattServer {
    const { connections = 3 } = options;
    const server = new VirtualGattServer({ clock: this.#air.clock, station, connections });
    station.gatt = server;
    this.#servers.set(addressNumber(station.address), { station, server });
    return server;
  }

  /**
   * Scans actively until it receives a connectable advertiser that `wanted` accepts. Rejects with
   * DisconnectedError at the timeout.
   */
  find(
    station: Station,
    wanted: (advertiser: Advertiser) => boolean,
    timeout = 10_000,
  ): Promise<Advertiser> {
    const { clock } = this.#air;
    const heard = new Map<number, { data: Uint8Array; rssi: number }>();
    return new Promise((resolve, reject) => {
      const timer = clock.schedule(() => {
        station.scan(undefined);
        reject(new DisconnectedError("nobody advertises that was looked for"));
      }, timeout);
      const receive = (data: Uint8Array, rssi: number, kind?: number, address = 0): void => {
        if (kind === PacketKind.connectable) heard.set(address, { data: data.slice(), rssi });
        const known = heard.get(address);
        if (!known || (kind !== PacketKind.connectable && kind !== PacketKind.scanResponse)) return;
        const response = kind === PacketKind.scanResponse ? data.slice() : new Uint8Array(0);
        const advertiser = { address, ...known, scanResponse: response };
        if (!wanted(advertiser)) return;
        clock.cancel(timer);
        station.scan(undefined);
        resolve(advertiser);
      };
      station.scan(receive, { active: true });
    });
  }

  /** Connects to a device when it advertises. Rejects with DisconnectedError. */
  async connect(
    station: Station,
    address: number,
    options: ConnectOptions = {},
  ): Promise<VirtualGattClient> {
    const { mtu = 23, interval = 15, supervision = 4000, timeout } = options;
    if (!(mtu >= 23 && mtu <= 517)) throw new RangeError("mtu: 23..517");
    await this.find(station, (advertiser) => advertiser.address === address, timeout);
    const peer = this.#servers.get(address);
    if (!peer?.server.connectable) throw new DisconnectedError("the device takes no connection");
    const link = new Link({
      clock: this.#air.clock,
      interval,
      supervision,
      inReach: () =>
        this.#air.reaches(station, peer.station) && this.#air.reaches(peer.station, station),
    });
    const client = new VirtualGattClient(this.#air.clock, link);
    peer.server.accept(link);
    if (mtu > 23) await client.exchangeMtu(mtu);
    return client;
  }
}
