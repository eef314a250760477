import type { Diagnostics } from "../../base/diagnostics.js";
import { randomBetween } from "../../base/random.js";
import type { RunQueue } from "../../base/run-queue.js";
import { Timer } from "../../base/timer.js";
import {
  addAdvertisement,
  claimConnection,
  releaseConnection,
  removeAdvertisement,
} from "../../bearer/connectable-advertiser.js";
import { IdleConnections } from "../../bearer/idle-connections.js";
import type {
  GattCharacteristic,
  GattConnection,
  GattServer,
  GattService,
  SharedAdvertisement,
} from "../../host/gatt.js";
import type { Random } from "../../host/random.js";
import { type AcceptLink, CloseReason } from "../link.js";
import { type PbGattConnection, PbGattLink } from "./pb-gatt-link.js";
import { nameScanResponse, ProvisioningService, unprovisionedAdvertisingData } from "./service.js";

/** Milliseconds for which a device advertises often, and the shortest intervals then and later. */
const fastTime = 60_000;
const fastInterval = 100;
const slowInterval = 1000;
/** Added to these at random, as a part of them: devices that start together are not sent together. */
const fastSpread = 50;
const slowSpread = 200;

export interface PbGattDeviceOptions {
  readonly gatt: GattServer;
  readonly queue: RunQueue;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  /** Device UUID, 16 octets. */
  readonly uuid: Uint8Array;
  /** Bits of `OobInformation`. */
  readonly oobInformation: number;
  /** Begins the name in the scan response, 1..24 octets of UTF-8. */
  readonly name: string;
  readonly accept: AcceptLink;
}

/** Mesh Provisioning Data In: what the provisioner writes. */
class DataIn implements GattCharacteristic {
  readonly uuid = ProvisioningService.dataIn;
  readonly writeWithoutResponse = true;
  private readonly device: PbGattDevice;

  constructor(device: PbGattDevice) {
    this.device = device;
  }

  onWrite(connection: GattConnection, value: Uint8Array): void {
    this.device.written(connection, value);
  }
}

/** Mesh Provisioning Data Out: notifications to the provisioner. */
class DataOut implements GattCharacteristic {
  readonly uuid = ProvisioningService.dataOut;
  readonly notify = true;
  private readonly device: PbGattDevice;

  constructor(device: PbGattDevice) {
    this.device = device;
  }

  onSubscribe(connection: GattConnection, subscribed: boolean): void {
    this.device.subscribed(connection, subscribed);
  }
}

/** The connection of the link. */
class DeviceConnection implements PbGattConnection {
  private readonly gatt: GattServer;
  private readonly out: GattCharacteristic;
  readonly connection: GattConnection;

  constructor(gatt: GattServer, out: GattCharacteristic, connection: GattConnection) {
    this.gatt = gatt;
    this.out = out;
    this.connection = connection;
  }

  get room(): number {
    return this.gatt.mtu(this.connection) - 3;
  }

  write(value: Uint8Array): boolean {
    return this.gatt.notify(this.connection, this.out, value);
  }

  disconnect(): void {
    this.gatt.disconnect(this.connection);
  }
}

/**
 * The PB-GATT bearer of an unprovisioned device: the Mesh Provisioning Service, its
 * advertisement, and one link at a time (Mesh Protocol 1.1 §5.2.2, §7.1). A client opens the link
 * when it subscribes to Data Out; a second one that does so is disconnected. The service exists
 * from `constructor` to `close`.
 */
export class PbGattDevice implements GattService {
  readonly uuid = ProvisioningService.uuid;
  readonly characteristics: readonly GattCharacteristic[];
  readonly #options: PbGattDeviceOptions;
  #advertisement: SharedAdvertisement | undefined;
  /** Ends the time of short intervals. */
  readonly #fast: Timer<PbGattDevice>;
  #link: PbGattLink | undefined;
  #linkConnection: GattConnection = -1;
  /** Connections without a link. */
  readonly #idle: IdleConnections;
  #suspended = false;

  /** Adds the service. Throws RangeError for a name out of range, or where the server has no room. */
  constructor(options: PbGattDeviceOptions) {
    const { gatt, queue } = options;
    this.#options = options;
    this.characteristics = [new DataIn(this), new DataOut(this)];
    this.#fast = new Timer(queue.clock, PbGattDevice.#slowDown, this);
    this.#idle = new IdleConnections(gatt, queue.plainClock);
    gatt.addService(this);
  }

  /** Advertises: often for a minute, then about once a second. */
  advertise(): void {
    if (this.#suspended) return;
    this.#advertise(fastInterval, fastSpread);
    this.#fast.start(fastTime);
  }

  /** Ends the advertisement, as while a link of any bearer is open. */
  pause(): void {
    this.#fast.stop();
    if (this.#advertisement) removeAdvertisement(this.#options.gatt, this.#advertisement);
    this.#advertisement = undefined;
  }

  /** Advertises nothing, and ends the link and the connections that came for the service, until `resume`. */
  suspend(): void {
    this.#suspended = true;
    this.pause();
    this.#link?.close(CloseReason.fail);
    this.#idle.close();
  }

  /** Ends `suspend`: it may advertise again. */
  resume(): void {
    this.#suspended = false;
  }

  /** Removes the service, and ends the connections that came for it; a link is dropped without a callback. */
  close(): void {
    const { gatt } = this.#options;
    this.pause();
    this.#link?.abandon();
    this.#idle.close();
    gatt.removeService(this);
  }

  // Calls by the host

  onConnect(connection: GattConnection): void {
    this.#idle.add(connection);
    // It was being established when the node was suspended; another user may have claimed it.
    if (this.#suspended) this.#idle.close();
  }

  onDisconnect(connection: GattConnection, reason: number): void {
    this.#idle.delete(connection);
    if (connection === this.#linkConnection) this.#link?.disconnected(reason);
  }

  onRoom(connection: GattConnection): void {
    if (connection === this.#linkConnection) this.#link?.proceed();
  }

  /** The client wrote to Data In. */
  written(connection: GattConnection, value: Uint8Array): void {
    if (connection === this.#linkConnection) this.#link?.received(value);
    // Before the link is open, or of a client beside that of the link.
    else this.#options.diagnostics.drop("pb-gatt.other-link", value.length);
  }

  /** The client subscribed to Data Out, or ended that. */
  subscribed(connection: GattConnection, subscribed: boolean): void {
    const { queue } = this.#options;
    const own = connection === this.#linkConnection;
    if (own && !subscribed) {
      this.#idle.add(connection);
      this.#link?.unsubscribed();
    } else if (subscribed && !own) {
      // What the client writes next is of the link already.
      queue.entered = true;
      queue.post(PbGattDevice.#accept, this, connection);
      queue.leave();
    }
  }

  static #accept(device: PbGattDevice, connection: GattConnection): void {
    const { accept, diagnostics, gatt, queue } = device.#options;
    // It may have gone meanwhile.
    if (gatt.mtu(connection) === 0 || connection === device.#linkConnection) return;
    if (device.#suspended) return gatt.disconnect(connection);
    const link = new PbGattLink({
      connection: new DeviceConnection(gatt, device.characteristics[1]!, connection),
      queue,
      diagnostics,
      role: "device",
      linkId: connection,
      onClosed: () => device.#forgetLink(link),
    });
    const callbacks = accept(link);
    device.#idle.delete(connection);
    if (!callbacks) {
      diagnostics.drop("pb-gatt.other-link", 0);
      gatt.disconnect(connection);
      return;
    }
    device.#link = link;
    device.#linkConnection = connection;
    claimConnection(gatt, connection);
    link.begin(callbacks);
    link.opened();
  }

  #forgetLink(link: PbGattLink): void {
    if (this.#link !== link) return;
    releaseConnection(this.#options.gatt, this.#linkConnection);
    this.#link = undefined;
    this.#linkConnection = -1;
  }

  #advertise(interval: number, spread: number): void {
    const { gatt, oobInformation, name, queue, random, uuid } = this.#options;
    this.pause();
    this.#advertisement = {
      data: unprovisionedAdvertisingData(uuid, oobInformation),
      scanResponse: nameScanResponse(name, uuid),
      interval: interval + randomBetween(random, 0, spread),
    };
    addAdvertisement(gatt, queue.plainClock, this.#advertisement);
  }

  static #slowDown(device: PbGattDevice): void {
    device.#advertise(slowInterval, slowSpread);
  }
}
