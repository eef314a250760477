import type { Diagnostics } from "../base/diagnostics.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import type { PeriodicBeacon } from "../bearer/periodic-beacon.js";
import type { Clock } from "../host/clock.js";
import type { Crypto } from "../host/crypto.js";
import type { Random } from "../host/random.js";
import { encodeUnprovisionedBeacon } from "./beacon.js";
import { capabilitiesPdu, type DeviceCapabilities } from "./device-options.js";
import { DeviceSession, type DeviceProvisioned } from "./device-session.js";
import type { ErrorCode } from "./errors.js";
import { KeyPairSource } from "./key-pair-source.js";
import type { CloseReason, LinkCallbacks, ProvisioningLink } from "./link.js";
import { PbAdv } from "./pb-adv/pb-adv.js";
import type { PbAdvTiming } from "./pb-adv/timing.js";
import type { Capabilities } from "./pdu.js";

/** Options of a ProvisioningDevice. */
export interface ProvisioningDeviceOptions {
  /** Sends the beacons and the PDUs of PB-ADV. */
  readonly bearer: AdvertisingBearer;
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

/**
 * An unprovisioned device: sends beacons, and can be provisioned, by one provisioner
 * at a time (Mesh Protocol 1.1 §5.4, device role).
 */
export class ProvisioningDevice {
  readonly #options: ProvisioningDeviceOptions;
  readonly #capabilities: Capabilities;
  readonly #beaconPayload: Uint8Array;
  readonly #pbAdv: PbAdv;
  readonly #keyPairs: KeyPairSource;
  #beacon: PeriodicBeacon | undefined;
  #session: DeviceSession | undefined;
  #provisioned = false;
  #closed = false;

  /** Nothing happens before `start`. Throws RangeError, naming the option and its range. */
  constructor(options: ProvisioningDeviceOptions) {
    const { uuid, oobInformation = 0, uriHash } = options;
    this.#options = options;
    this.#capabilities = capabilitiesPdu(options.capabilities);
    this.#beaconPayload = encodeUnprovisionedBeacon({
      uuid,
      oobInformation,
      ...(uriHash === undefined ? {} : { uriHash }),
    });
    this.#checkInterval();
    this.#keyPairs = new KeyPairSource(options);
    this.#pbAdv = new PbAdv(options);
  }

  /** Whether a provisioner has an open link to this device. */
  get linked(): boolean {
    return this.#session !== undefined;
  }

  /** Starts the beacon and scanning, and generates a key pair ahead of time. */
  start(): void {
    if (this.#closed || this.#beacon !== undefined) return;
    this.#keyPairs.prepare();
    this.#pbAdv.listen(this.#options.uuid, (link) => this.accept(link));
    this.#beacon = this.#options.bearer.addBeacon({
      payload: () => (this.linked ? undefined : this.#beaconPayload),
      interval: () => this.#interval(),
    });
  }

  /** Accepts a link of any bearer, unless one is open or the device is provisioned. */
  accept(link: ProvisioningLink): LinkCallbacks | undefined {
    if (this.#closed || this.#provisioned || this.#session !== undefined) return undefined;
    const { bearer, clock, random, crypto, diagnostics, capabilities } = this.#options;
    const { inviteTimeout, protocolTimeout } = this.#options;
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
    this.#pbAdv.close();
    this.#beacon?.close();
    this.#keyPairs.close();
  }

  #onProvisioned(result: DeviceProvisioned): void {
    this.#provisioned = true;
    this.#pbAdv.listen(this.#options.uuid, undefined);
    this.#beacon?.close();
    this.#options.onProvisioned(result);
  }

  #interval(): number {
    const { beaconInterval = 2000 } = this.#options;
    return typeof beaconInterval === "number" ? beaconInterval : beaconInterval();
  }

  #checkInterval(): void {
    const { beaconInterval } = this.#options;
    if (typeof beaconInterval === "number" && !(beaconInterval >= 20 && beaconInterval < Infinity))
      throw new RangeError(`beaconInterval must be 20 ms or more, not ${beaconInterval}`);
  }
}
