import { AttGattClient, attemptTimedOut } from "../../../hosts/hci/att/gatt-client.js";
import { AttGattServer } from "../../../hosts/hci/att/gatt-server.js";
import type { AttGattPeer } from "../../../hosts/hci/att/peer.js";
import type { L2cap } from "../../../hosts/hci/l2cap.js";
import { isTooShort, settleTime, sharedRadioRange } from "../../../hosts/hci/shared-radio.js";
import type { ConnectableAdvertisement } from "../../../modules/host/gatt.js";
import { PacketKind } from "../../../modules/host/radio.js";
import type { VirtualAir } from "../air.js";
import { type AdvertisedPacket, addressNumber } from "../packet.js";
import type { Station } from "../station.js";
import { type ConnectablePacket, isConnectable } from "./connectable.js";
import type { Link } from "./link.js";
import type { LinkParameters } from "./link-side.js";
import { linkL2cap, openLink } from "./virtual-link.js";

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
  /**
   * Milliseconds between connection events. Default 15. A server asks for 45 to 60 ms after five
   * seconds where they are shorter, and gets the longest.
   */
  readonly interval?: number;
  /**
   * Milliseconds without contact after which the connection is lost (supervision timeout).
   * Default 4000.
   */
  readonly supervision?: number;
  /** Milliseconds to wait for the device's advertising. Default 10,000. */
  readonly timeout?: number;
}

/** Options of a station's GATT client. */
export interface ClientOptions {
  /** Most open connections at a time. Default 3. */
  readonly connections?: number;
  /** Milliseconds between connection events. Default 15. */
  readonly interval?: number;
  /** Whether it refuses the parameters that peripherals ask for. Default false. */
  readonly keepsParameters?: boolean;
}

/** What a central wants of its connections. */
interface CentralOptions extends LinkParameters {
  readonly keepsParameters?: boolean;
}

const usualInterval = 15;
const usualSupervision = 4000;
const usualTimeout = 10_000;
/** Above the 48 bits of an address: it is a random one. */
const randomAddress = 2 ** 48;

/** Connections between stations of a virtual air. */
export class GattAir {
  readonly #air: VirtualAir;
  readonly #servers = new Map<Station, AttGattServer>();

  constructor(air: VirtualAir) {
    this.#air = air;
  }

  /**
   * Gives a station a GATT server, as its `gatt`. `connections`: most open connections at a time;
   * default 3. `name`: its Device Name.
   */
  server(
    station: Station,
    options: { readonly connections?: number; readonly name?: string } = {},
  ): AttGattServer {
    const { connections = 3, name = station.name } = options;
    const server: AttGattServer = new AttGattServer({
      clock: this.#air.clock,
      connections,
      name,
      advertise: (advertisement) => this.#advertise(station, server, advertisement),
    });
    station.gatt = server;
    this.#servers.set(station, server);
    return server;
  }

  /**
   * Gives a station a GATT client, as its `gattClient`. Its server, if it has one, must be made
   * before.
   */
  client(station: Station, options: ClientOptions = {}): AttGattClient {
    const { connections = 3, interval = usualInterval, keepsParameters = false } = options;
    const client = this.#client(station, connections, {
      interval,
      keepsParameters,
      latency: 0,
      supervision: usualSupervision,
    });
    station.gattClient = client;
    return client;
  }

  /**
   * Scans actively until it receives a connectable advertiser that `wanted` accepts. Rejects with
   * GattDisconnectedError at the timeout.
   */
  find(
    station: Station,
    wanted: (advertiser: Advertiser) => boolean,
    timeout = usualTimeout,
  ): Promise<Advertiser> {
    const { clock } = this.#air;
    const heard = new Map<number, { data: Uint8Array; rssi: number }>();
    return new Promise((resolve, reject) => {
      const timer = clock.schedule(() => {
        station.scan(undefined);
        reject(attemptTimedOut());
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

  /** Connects to a device when it advertises. Rejects with GattDisconnectedError. */
  connect(station: Station, address: number, options: ConnectOptions = {}): Promise<AttGattPeer> {
    const {
      mtu = 23,
      interval = usualInterval,
      supervision = usualSupervision,
      timeout = usualTimeout,
    } = options;
    const client = this.#client(station, 1, { interval, latency: 0, supervision });
    return client.connect(address, { mtu, timeout });
  }

  #client(station: Station, connections: number, parameters: CentralOptions): AttGattClient {
    const { clock } = this.#air;
    const server =
      this.#servers.get(station) ??
      new AttGattServer({ clock, connections: 0, advertise: () => undefined });
    return new AttGattClient({
      clock,
      connections,
      server,
      establish: (address, timeout) =>
        this.#establish(station, address % randomAddress, timeout, parameters),
    });
  }

  /** Listens for the advertiser, and connects to it; again if that was not established. */
  #establish(
    station: Station,
    address: number,
    timeout: number,
    parameters: CentralOptions,
  ): Promise<L2cap> {
    const { clock } = this.#air;
    const { keepsParameters = false } = parameters;
    return new Promise((resolve, reject) => {
      let link: Link | undefined;
      let isOver = false;
      const timer = clock.schedule(() => {
        isOver = true;
        station.initiate(undefined);
        link?.close(0);
        reject(attemptTimedOut());
      }, timeout);
      const initiate = (packet: AdvertisedPacket): void => {
        if (packet.address !== address || !isConnectable(packet)) return;
        const own = addressNumber(station.address);
        const addresses = [own, address] as const;
        link = openLink(this.#air, station, packet.sender, addresses, parameters);
        const request = { station, address: own, link };
        if (!packet.accept(request)) {
          link.abandon();
          return;
        }
        station.initiate(undefined);
        const l2cap = linkL2cap(link, 0, {
          keepsParameters,
          established: () => {
            isOver = true;
            clock.cancel(timer);
            resolve(l2cap);
          },
          closed: () => {
            if (!isOver) station.initiate(initiate);
          },
        });
      };
      station.initiate(initiate);
    });
  }

  #advertise(
    station: Station,
    server: AttGattServer,
    advertisement: ConnectableAdvertisement | undefined,
  ): void {
    if (!advertisement) {
      station.sendBetween(undefined);
      return;
    }
    const { data, scanResponse, interval } = advertisement;
    const packet: ConnectablePacket = {
      data,
      kind: PacketKind.connectable,
      address: advertisement.privateAddress ?? addressNumber(station.address),
      sender: station,
      accept: ({ link }) => {
        if (!server.connectable) return false;
        const l2cap = linkL2cap(link, 1);
        l2cap.attach(server.accept(l2cap));
        this.#air.clock.schedule(() => {
          if (isTooShort(link.parameters.interval)) l2cap.requestParameters(sharedRadioRange);
        }, settleTime);
        return true;
      },
      ...(scanResponse && { scanResponse }),
    };
    station.sendBetween(packet, interval);
  }
}
