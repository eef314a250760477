import type { Diagnostics } from "../base/diagnostics.js";
import type { RunQueue } from "../base/run-queue.js";
import type { Clock } from "../host/clock.js";
import type { Crypto } from "../host/crypto.js";
import type { Random } from "../host/random.js";
import type { DeviceCapabilities } from "./device-options.js";
import type { ErrorCode } from "./errors.js";
import type { KeyPairSource } from "./key-pair-source.js";
import type { CloseReason, ProvisioningLink } from "./link.js";
import type { Capabilities } from "./pdu.js";

/** Keys and provisioning data of a device that was provisioned. */
export interface DeviceProvisioned {
  /** 16 octets. */
  readonly deviceKey: Uint8Array;
  /** 16 octets. */
  readonly netKey: Uint8Array;
  /** 0..4095. */
  readonly netKeyIndex: number;
  /** Bit 0 key refresh, bit 1 IV update. */
  readonly flags: number;
  /** IV Index of the network, 32 bits. */
  readonly ivIndex: number;
  /** Of the primary element. */
  readonly address: number;
}

/** The public part of what a device key was made of. */
export interface KeyExchange {
  /** The device's own public key, 64 octets, X || Y. */
  readonly publicKey: Uint8Array;
  /** That of the provisioner. */
  readonly peerKey: Uint8Array;
  /** ProvisioningSalt, 16 octets. §5.4.2.5 */
  readonly salt: Uint8Array;
}

/** Who keeps the key exchange of a device. */
export interface KeyExchangeObserver {
  /** Called when valid provisioning data were received, before they are stored: the device may be a node from then on. */
  keysExchanged(exchange: KeyExchange): void;
}

export interface DeviceSessionOptions {
  readonly link: ProvisioningLink;
  readonly queue: RunQueue;
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: Crypto;
  readonly diagnostics: Diagnostics;
  readonly keyPairs: KeyPairSource;
  readonly device: DeviceCapabilities;
  readonly capabilities: Capabilities;
  /** Milliseconds without progress after which the session ends. Default: 60,000. */
  readonly protocolTimeout?: number | undefined;
  /** Milliseconds within which the first PDU must be received. Default: as for the others. */
  readonly inviteTimeout?: number | undefined;
  /** Default: none. */
  readonly observer?: KeyExchangeObserver | undefined;
  readonly onAttention: (seconds: number) => void;
  /** Stores the data; false refuses them with Out of Resources, an error code with that error. */
  readonly onAccept: (result: DeviceProvisioned) => boolean | ErrorCode;
  /** The data were accepted, and Complete was delivered or its time is over. */
  readonly onProvisioned: (result: DeviceProvisioned) => void;
  /** A Failed PDU was sent. */
  readonly onFailed: (code: ErrorCode) => void;
  /** The link is closed. */
  readonly onEnd: (reason: CloseReason, by: "local" | "peer") => void;
}
