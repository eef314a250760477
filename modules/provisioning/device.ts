import type { Diagnostics } from "../base/diagnostics.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import type { PeriodicBeacon } from "../bearer/periodic-beacon.js";
import type { Clock } from "../host/clock.js";
import type { Crypto } from "../host/crypto.js";
import type { GattServer } from "../host/gatt.js";
import type { Random } from "../host/random.js";
import { type BearerOptions, checkBearers, usesBearer } from "./bearer-options.js";
import { encodeUnprovisionedBeacon } from "./beacon.js";
import { capabilitiesPdu, type DeviceCapabilities } from "./device-options.js";
import type { DeviceProvisioned, KeyExchangeObserver } from "./device-session-options.js";
import { DeviceSession } from "./device-session.js";
import type { ErrorCode } from "./errors.js";
import { KeyPairSource } from "./key-pair-source.js";
import type { CloseReason, LinkCallbacks, ProvisioningBearer, ProvisioningLink } from "./link.js";
import { PbAdv } from "./pb-adv/pb-adv.js";
import type { PbAdvTiming } from "./pb-adv/timing.js";
import { PbGattDevice } from "./pb-gatt/pb-gatt-device.js";
import type { Capabilities } from "./pdu.js";

/** Options of a ProvisioningDevice. */
export interface ProvisioningDeviceOptions extends BearerOptions {
  /** Sends the beacons and the PDUs of PB-ADV. */
  readonly bearer: AdvertisingBearer;
  /** GATT server of the radio, for PB-GATT. Default: none. */
  readonly gatt?: GattServer;
  /** Timers of beacons and links. */
  readonly clock: Clock;
  /** Random numbers of the protocol and its delays. */
  readonly random: Random;
  /** ECDH, AES and HMAC. */
  readonly crypto: Crypto;
  /** Counters and trace of dropped PDUs. */
  readonly diagnostics: Diagnostics;
  /** 16 octets. */
  readonly uuid: Uint8Array;
  /** Bits of `OobInformation`. Default: 0. */
  readonly oobInformation?: number;
  /** The first 4 octets of s1(URI data). */
  readonly uriHash?: Uint8Array;
  /** Elements, algorithms and OOB methods of the device. */
  readonly capabilities: DeviceCapabilities;
  /** Milliseconds between unprovisioned device beacons, or a function that returns them. Default: 2000. */
  readonly beaconInterval?: number | (() => number);
  /** Default: `standardTiming`. */
  readonly timing?: PbAdvTiming;
  /** Milliseconds without progress after which a provisioning without a user ends. Default: 60,000 (§5.4.4). */
  readonly protocolTimeout?: number;
  /** Milliseconds in which a provisioner that opened a link must send its first PDU. Default: as for others. */
  readonly inviteTimeout?: number;
  /** Gets the key exchange, for a node that keeps it. Default: none. */
  readonly observer?: KeyExchangeObserver;
  /** Called when the device has to attract attention for so many seconds; 0 ends it. */
  readonly onAttention?: (seconds: number) => void;
  /** A provisioner opened a link. */
  readonly onLinkOpen?: () => void;
  /** `by` "local" is this device. */
  readonly onLinkClose?: (reason: CloseReason, by: "local" | "peer") => void;
  /** Provisioning failed with this error code, which was sent in Provisioning Failed. */
  readonly onFailed?: (code: ErrorCode) => void;
  /** Stores the data before Complete is sent; false refuses them. */
  readonly onAccept?: (result: DeviceProvisioned) => boolean;
  /** Called once. The link may stay open until the provisioner closes it: call `close` when the node runs. */
  readonly onProvisioned: (result: DeviceProvisioned) => void;
}

/** Of the option `name`. */
export const defaultDeviceName = "mesh";

/**
 * An unprovisioned device: sends beacons, and can be provisioned, by one provisioner
 * at a time (Mesh Protocol 1.1 §5.4, device role).
 */
export class ProvisioningDevice {
  readonly #options: ProvisioningDeviceOptions;
  readonly #capabilities: Capabilities;
  readonly #beaconPayload: Uint8Array;
  readonly #pbAdv: PbAdv | undefined;
  /** From `start` to `close`, where the device uses PB-GATT. */
  #pbGatt: PbGattDevice | undefined;
  #linkBearer: ProvisioningBearer = "pb-adv";
  readonly #keyPairs: KeyPairSource;
  #beacon: PeriodicBeacon | undefined;
  #session: DeviceSession | undefined;
  #started = false;
  #provisioned = false;
  #closed = false;

  /** Nothing happens before `start`. Throws RangeError, naming the option and its range. */
  constructor(options: ProvisioningDeviceOptions) {
    const { gatt, uuid, oobInformation = 0, uriHash } = options;
    this.#options = options;
    checkBearers(options, gatt);
    this.#capabilities = capabilitiesPdu(options.capabilities);
    this.#beaconPayload = encodeUnprovisionedBeacon({
      uuid,
      oobInformation,
      ...(uriHash === undefined ? {} : { uriHash }),
    });
    this.checkInterval();
    this.#keyPairs = new KeyPairSource(options);
    if (usesBearer(options, "pb-adv", gatt)) this.#pbAdv = new PbAdv(options);
  }

  /** Whether a provisioner has an open link to this device. */
  get linked(): boolean {
    return this.#session !== undefined;
  }

  /** The bearer of the link that is open, or was open last. */
  get linkBearer(): ProvisioningBearer {
    return this.#linkBearer;
  }

  /**
   * Starts the beacon and scanning, and the service of PB-GATT, and generates a key pair ahead of
   * time. Throws RangeError where the GATT server has no room for the service.
   */
  start(): void {
    if (this.#closed || this.#started) return;
    this.#started = true;
    this.#keyPairs.prepare();
    if (this.#pbAdv) this.startPbAdv(this.#pbAdv);
    const { gatt } = this.#options;
    if (gatt && usesBearer(this.#options, "pb-gatt", gatt)) this.startPbGatt(gatt);
  }

  private startPbAdv(pbAdv: PbAdv): void {
    pbAdv.listen(this.#options.uuid, (link) => this.accept(link));
    this.#beacon = this.#options.bearer.addBeacon({
      payload: () => (this.linked ? undefined : this.#beaconPayload),
      interval: () => this.interval(),
    });
  }

  private startPbGatt(gatt: GattServer): void {
    const { bearer, diagnostics, name = defaultDeviceName, random, uuid } = this.#options;
    this.#pbGatt = new PbGattDevice({
      gatt,
      queue: bearer.queue,
      random,
      diagnostics,
      uuid,
      oobInformation: this.#options.oobInformation ?? 0,
      name,
      accept: (link) => this.accept(link, "pb-gatt"),
    });
    if (bearer.suspended) this.#pbGatt.suspend();
    else this.#pbGatt.advertise();
  }

  /** The bearer was suspended: PB-GATT offers and keeps nothing, until `resume`. */
  suspend(): void {
    this.#pbGatt?.suspend();
  }

  /** Ends `suspend`. */
  resume(): void {
    this.#pbGatt?.resume();
    if (!this.linked && !this.#provisioned) this.#pbGatt?.advertise();
  }

  /** Accepts a link of any bearer, unless one is open or the device is provisioned. */
  accept(link: ProvisioningLink, over: ProvisioningBearer = "pb-adv"): LinkCallbacks | undefined {
    if (this.#closed || this.#provisioned || this.#session !== undefined) return undefined;
    this.#linkBearer = over;
    this.#pbGatt?.pause();
    const { bearer, clock, random, crypto, diagnostics, capabilities } = this.#options;
    const { inviteTimeout, observer, protocolTimeout } = this.#options;
    const session = new DeviceSession({
      link,
      queue: bearer.queue,
      clock,
      random,
      crypto,
      diagnostics,
      keyPairs: this.#keyPairs,
      device: capabilities,
      capabilities: this.#capabilities,
      protocolTimeout,
      inviteTimeout,
      observer,
      onAttention: (seconds) => this.#options.onAttention?.(seconds),
      onAccept: (result) => this.#options.onAccept?.(result) ?? true,
      onProvisioned: (result) => this.#onProvisioned(result),
      onFailed: (code) => this.#options.onFailed?.(code),
      onEnd: (reason, by) => {
        this.#session = undefined;
        if (this.#closed) return;
        if (!this.#provisioned) {
          this.#keyPairs.prepare();
          // A link was open, so that other provisioners regarded the device as taken.
          this.#beacon?.sendNow();
          this.#pbGatt?.advertise();
        }
        this.#options.onLinkClose?.(reason, by);
      },
    });
    this.#session = session;
    this.#options.onLinkOpen?.();
    return session;
  }

  /** Stops beacons and drops the link; no Link Close is sent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#session?.close();
    this.#session = undefined;
    this.#pbAdv?.close();
    this.#pbGatt?.close();
    this.#beacon?.close();
    this.#keyPairs.close();
  }

  #onProvisioned(result: DeviceProvisioned): void {
    this.#provisioned = true;
    this.#pbAdv?.listen(this.#options.uuid, undefined);
    this.#beacon?.close();
    this.#options.onProvisioned(result);
  }

  private interval(): number {
    const { beaconInterval = 2000 } = this.#options;
    return typeof beaconInterval === "number" ? beaconInterval : beaconInterval();
  }

  private checkInterval(): void {
    const { beaconInterval } = this.#options;
    if (typeof beaconInterval === "number" && !(beaconInterval >= 20 && beaconInterval < Infinity))
      throw new RangeError(`beaconInterval must be 20 ms or more, not ${beaconInterval}`);
  }
}
