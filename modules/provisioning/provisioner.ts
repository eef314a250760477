import type { Diagnostics } from "../base/diagnostics.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import type { Clock } from "../host/clock.js";
import type { Crypto } from "../host/crypto.js";
import type { GattClient } from "../host/gatt-client.js";
import type { Random } from "../host/random.js";
import { ProvisioningAbortError } from "./errors.js";
import { KeyPairSource } from "./key-pair-source.js";
import type { OpenLink } from "./link.js";
import { PbAdv } from "./pb-adv/pb-adv.js";
import type { PbAdvTiming } from "./pb-adv/timing.js";
import { PbGattClient } from "./pb-gatt/pb-gatt-client.js";
import {
  checkProvisionOptions,
  type ProvisionedDevice,
  type ProvisionOptions,
} from "./provisioner-options.js";
import { ProvisionerSession } from "./provisioner-session.js";

export interface ProvisionerRoleOptions {
  readonly bearer: AdvertisingBearer;
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: Crypto;
  readonly diagnostics: Diagnostics;
  /** GATT client of the radio, for PB-GATT. Default: none. */
  readonly gattClient?: GattClient;
  /** Default: `standardTiming`. */
  readonly timing?: PbAdvTiming;
  /** Milliseconds without progress after which a provisioning without a user ends. Default: 60,000 (§5.4.4). */
  readonly protocolTimeout?: number;
  /** Source of key pairs. Default: one of its own. A source that is passed is not closed. */
  readonly keyPairs?: KeyPairSource;
}

/** A request of `provision` that has no session yet. */
interface Beginning {
  readonly request: ProvisionOptions;
  readonly resolve: (device: ProvisionedDevice) => void;
  readonly reject: (error: Error) => void;
}

/** Provisions devices, several at a time (Mesh Protocol 1.1 §5.4, provisioner role). */
export class ProvisionerRole {
  readonly #options: ProvisionerRoleOptions;
  readonly #pbAdv: PbAdv;
  readonly #keyPairs: KeyPairSource;
  readonly #sessions = new Set<ProvisionerSession>();
  /** Provisionings whose session the run queue creates. */
  #beginning = 0;
  readonly #openLink: OpenLink;
  /** Made by the first provisioning over PB-GATT. */
  #pbGatt: PbGattClient | undefined;
  #closed = false;

  /** Generates a key pair ahead of time. Throws RangeError for times out of range. */
  constructor(options: ProvisionerRoleOptions) {
    this.#options = options;
    this.#pbAdv = new PbAdv(options);
    this.#openLink = (uuid, callbacks) => this.#pbAdv.open(uuid, callbacks);
    this.#keyPairs = options.keyPairs ?? new KeyPairSource(options);
    this.#keyPairs.prepare();
  }

  /** Provisionings under way. */
  get sessions(): number {
    return this.#sessions.size + this.#beginning;
  }

  /**
   * Provisions a device. Throws RangeError at once for a wrong option, and for a bearer that the
   * radio does not have. Rejects
   * with a ProvisioningFailedError (with the code), ProvisioningTimeoutError,
   * LinkClosedError, ProvisioningRefusedError or ProvisioningAbortError; each
   * has `addressMayBeUsed`. It also rejects with errors that `assign` or the
   * callbacks of the authentication throw.
   */
  provision(request: ProvisionOptions): Promise<ProvisionedDevice> {
    checkProvisionOptions(request);
    if (request.bearer === "pb-gatt" && !this.#options.gattClient)
      throw new RangeError(
        "bearer: pb-gatt needs a radio with a GATT client, and radio.gattClient is absent",
      );
    if (this.#closed || request.signal?.aborted === true)
      return Promise.reject(new ProvisioningAbortError(false));
    this.#keyPairs.prepare();
    this.#beginning++;
    return new Promise((resolve, reject) => {
      // From the run queue: the stack from the caller to the radio would be too deep.
      this.#options.bearer.queue.post(ProvisionerRole.#begin, this, { request, resolve, reject });
    });
  }

  static #begin(role: ProvisionerRole, { reject, request, resolve }: Beginning): void {
    role.#beginning--;
    if (role.#closed || request.signal?.aborted === true)
      return reject(new ProvisioningAbortError(false));
    const { bearer, clock, random, crypto, diagnostics, protocolTimeout } = role.#options;
    try {
      const session = new ProvisionerSession({
        clock,
        queue: bearer.queue,
        random,
        crypto,
        diagnostics,
        keyPairs: role.#keyPairs,
        openLink: role.#linkOf(request),
        request,
        protocolTimeout,
        onEnd: (result) => {
          role.#sessions.delete(session);
          role.#keyPairs.prepare();
          if (result instanceof Error) reject(result);
          else resolve(result);
        },
      });
      role.#sessions.add(session);
    } catch (error) {
      // No link can be opened.
      reject(error as Error);
    }
  }

  #linkOf({ advertisingAddress, bearer: over, openLink }: ProvisionOptions): OpenLink {
    const { bearer, diagnostics, gattClient: client } = this.#options;
    if (openLink || over !== "pb-gatt" || !client) return openLink ?? this.#openLink;
    const pbGatt = (this.#pbGatt ??= new PbGattClient({ client, bearer, diagnostics }));
    return (uuid, callbacks) => pbGatt.open(uuid, callbacks, advertisingAddress);
  }

  /** Aborts all provisionings: their promises reject with ProvisioningAbortError. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const session of [...this.#sessions]) session.close();
    this.#pbAdv.close();
    this.#pbGatt?.close();
    if (this.#options.keyPairs === undefined) this.#keyPairs.close();
  }
}
