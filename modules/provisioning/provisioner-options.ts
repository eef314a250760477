import type { AbortSignalLike } from "../base/abort.js";
import type { Diagnostics } from "../base/diagnostics.js";
import type { RunQueue } from "../base/run-queue.js";
import type { Clock } from "../host/clock.js";
import type { Crypto } from "../host/crypto.js";
import type { Random } from "../host/random.js";
import { ProvisioningRefusedError } from "./errors.js";
import type { KeyPairSource } from "./key-pair-source.js";
import type { OpenLink } from "./link.js";
import {
  Algorithm,
  defaultAlgorithms,
  OobType,
  type InputAction,
  type OobValue,
  type OutputAction,
} from "./oob.js";
import { Method, type Capabilities, type ProvisioningData, type Start } from "./pdu.js";

/** How the provisioner makes sure that it talks to the right device. */
export type Authentication =
  | { readonly method: "none" }
  /** 1..32 octets that came with the device. */
  | { readonly method: "static"; readonly value: Uint8Array }
  /** The device shows a value; `read` asks the user for it. */
  | {
      readonly method: "output";
      readonly action: OutputAction;
      /** Digits or characters, 1 up to the device's OutputSize. */
      readonly size: number;
      /** Asks the person for the value. */
      readonly read: () => Promise<OobValue>;
    }
  /** The provisioner shows a value that the user enters at the device. */
  | {
      readonly method: "input";
      readonly action: InputAction;
      /** Digits or characters, 1 up to the device's InputSize. */
      readonly size: number;
      /** Shows the person the value. */
      readonly show: (value: OobValue) => void;
    };

/** What a provisioning has reached. */
export type ProvisioningStep =
  | "link-open"
  | "invited"
  | "capabilities"
  | "keys-exchanged"
  | "authenticated"
  | "data-sent"
  | "complete";

/** How a device is to be provisioned. */
export interface ProvisionOptions {
  /** The device's, 16 octets. */
  readonly uuid: Uint8Array;
  /** Seconds for which the device draws attention, 0..255. Default: 0. */
  readonly attention?: number;
  /** Authenticates with this static OOB value, 1..32 octets; a device without static OOB is refused. */
  readonly staticOob?: Uint8Array;
  /** Chooses instead, by what the device offers. Without this and `staticOob` there is no authentication. */
  readonly selectAuthentication?: (capabilities: Capabilities) => Authentication;
  /**
   * The algorithms that may be used, the best first. Unless told HMAC, then CMAC; with
   * authentication or `publicKey` HMAC alone: CMAC gives an OOB value away to who plays the
   * device (CVE-2020-26559), and has to be chosen, with a value that nothing else depends on.
   */
  readonly algorithms?: readonly Algorithm[];
  /** The device's public key, 64 octets, where it came by another way. */
  readonly publicKey?: Uint8Array;
  /**
   * Gives the device its data when its capabilities (elements!) are known;
   * undefined where there is no address for it. When provisioning fails, the
   * error's `addressMayBeUsed` tells whether the address may be given again.
   */
  readonly assign: (capabilities: Capabilities) => ProvisioningData | undefined;
  /**
   * Told what the device will be before it is given its data: from then on it may
   * be a node, whatever becomes of the link. What this throws ends the provisioning.
   */
  readonly onData?: (device: ProvisionedDevice) => void;
  readonly signal?: AbortSignalLike;
  /** Told each step that it has reached. */
  readonly onProgress?: (step: ProvisioningStep) => void;
  /** The bearer; PB-ADV unless told. */
  readonly openLink?: OpenLink;
}

/** A device that has been provisioned. */
export interface ProvisionedDevice {
  /** 16 octets each. */
  readonly uuid: Uint8Array;
  readonly deviceKey: Uint8Array;
  /** Of the primary element. */
  readonly address: number;
  /** Elements, so many addresses from `address` on. */
  readonly elements: number;
  readonly netKeyIndex: number;
  readonly capabilities: Capabilities;
  readonly algorithm: Algorithm;
  readonly authentication: Authentication["method"];
}

/** Throws RangeError, naming the option and its range. */
export function checkProvisionOptions(options: ProvisionOptions): void {
  const { uuid, attention = 0, staticOob, publicKey, algorithms } = options;
  if (uuid.length !== 16) throw new RangeError(`uuid must be 16 octets, not ${uuid.length}`);
  if (!Number.isInteger(attention) || attention < 0 || attention > 255)
    throw new RangeError(`attention must be 0..255, not ${attention}`);
  if (staticOob !== undefined && (staticOob.length < 1 || staticOob.length > 32))
    throw new RangeError(`staticOob must be 1..32 octets, not ${staticOob.length}`);
  if (publicKey !== undefined && publicKey.length !== 64)
    throw new RangeError(`publicKey must be 64 octets, not ${publicKey.length}`);
  if (algorithms?.length === 0) throw new RangeError("algorithms must name at least one");
}

/** Algorithm, authentication and Start PDU for a device. Throws ProvisioningRefusedError where there is no way. */
export function chooseStart(
  options: ProvisionOptions,
  capabilities: Capabilities,
): { readonly start: Start; readonly authentication: Authentication } {
  if (options.publicKey !== undefined && (capabilities.publicKeyType & 1) === 0)
    throw new ProvisioningRefusedError("the device has no public key by another way");
  const authentication = chooseAuthentication(options, capabilities);
  const algorithm = chooseAlgorithm(options, capabilities, authentication);
  const publicKey = options.publicKey === undefined ? 0 : 1;
  const base = { algorithm, publicKey, action: 0, size: 0 };
  switch (authentication.method) {
    case "none":
      if (capabilities.oobType & OobType.onlyAuthenticated)
        throw new ProvisioningRefusedError("the device demands authentication");
      return { authentication, start: { ...base, method: Method.none } };
    case "static":
      if (!(capabilities.oobType & OobType.static))
        throw new ProvisioningRefusedError("the device has no static OOB");
      return { authentication, start: { ...base, method: Method.static } };
    case "output": {
      const { action, size } = authentication;
      if (!(capabilities.outputActions & (1 << action)) || size > capabilities.outputSize)
        throw new ProvisioningRefusedError("the device has no such output");
      return { authentication, start: { ...base, method: Method.output, action, size } };
    }
    case "input": {
      const { action, size } = authentication;
      if (!(capabilities.inputActions & (1 << action)) || size > capabilities.inputSize)
        throw new ProvisioningRefusedError("the device has no such input");
      return { authentication, start: { ...base, method: Method.input, action, size } };
    }
  }
}

function chooseAlgorithm(
  options: ProvisionOptions,
  capabilities: Capabilities,
  { method }: Authentication,
): Algorithm {
  const oob = method !== "none" || options.publicKey !== undefined;
  const wanted = options.algorithms ?? defaultAlgorithms(oob);
  const onlyAuthenticated = (capabilities.oobType & OobType.onlyAuthenticated) !== 0;
  const algorithm = wanted.find(
    (candidate) =>
      (capabilities.algorithms & (1 << candidate)) !== 0 &&
      !(onlyAuthenticated && candidate === Algorithm.cmac),
  );
  if (algorithm !== undefined) return algorithm;
  const cmac = options.algorithms === undefined && oob && (capabilities.algorithms & 1) !== 0;
  throw new ProvisioningRefusedError(
    cmac
      ? "the device has no HMAC, and CMAC gives an OOB value away: name it in algorithms to use it"
      : "no algorithm in common",
  );
}

function chooseAuthentication(
  options: ProvisionOptions,
  capabilities: Capabilities,
): Authentication {
  if (options.selectAuthentication !== undefined) return options.selectAuthentication(capabilities);
  return options.staticOob === undefined
    ? { method: "none" }
    : { method: "static", value: options.staticOob };
}

/** What one provisioning needs. */
export interface ProvisionerSessionOptions {
  readonly clock: Clock;
  /** Where callbacks of the request are called from. */
  readonly queue: RunQueue;
  readonly random: Random;
  readonly crypto: Crypto;
  readonly diagnostics: Diagnostics;
  readonly keyPairs: KeyPairSource;
  readonly openLink: OpenLink;
  readonly request: ProvisionOptions;
  /** Milliseconds without an advance that end it. Default: 60,000. */
  readonly protocolTimeout?: number | undefined;
  /** Called once, with the device or an error. */
  readonly onEnd: (result: ProvisionedDevice | Error) => void;
}
