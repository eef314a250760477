import type { AbortSignalLike } from "../base/abort.js";
import type { Diagnostics } from "../base/diagnostics.js";
import type { RunQueue } from "../base/run-queue.js";
import type { Clock } from "../host/clock.js";
import type { Crypto } from "../host/crypto.js";
import type { Random } from "../host/random.js";
import { ProvisioningRefusedError } from "./errors.js";
import type { KeyPairSource } from "./key-pair-source.js";
import type { OpenLink, ProvisioningBearer } from "./link.js";
import {
  Algorithm,
  defaultAlgorithms,
  OobType,
  type InputAction,
  type OobValue,
  type OutputAction,
} from "./oob.js";
import { Method, type Capabilities, type ProvisioningData, type Start } from "./pdu.js";

/** How the provisioner authenticates the device. Mesh Protocol 1.1 §5.4.2.4 */
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
      /** Asks the user for the value. */
      readonly read: () => Promise<OobValue>;
    }
  /** The provisioner shows a value that the user enters at the device. */
  | {
      readonly method: "input";
      readonly action: InputAction;
      /** Digits or characters, 1 up to the device's InputSize. */
      readonly size: number;
      /** Shows the value to the user. */
      readonly show: (value: OobValue) => void;
    };

/** Steps of a provisioning. */
export type ProvisioningStep =
  | "link-open"
  | "invited"
  | "capabilities"
  | "keys-exchanged"
  | "authenticated"
  | "data-sent"
  | "complete";

/** A device to be provisioned, and how. */
export interface ProvisionOptions {
  /** UUID of the device, 16 octets. */
  readonly uuid: Uint8Array;
  /** Seconds for which the device draws attention, 0..255. Default: 0. */
  readonly attention?: number;
  /** Authenticates with this static OOB value, 1..32 octets; a device without static OOB is refused. */
  readonly staticOob?: Uint8Array;
  /** Chooses the authentication by the device's capabilities. Without this and `staticOob` there is none. */
  readonly selectAuthentication?: (capabilities: Capabilities) => Authentication;
  /**
   * The algorithms that may be used, the best first. Default: HMAC, then CMAC; with
   * authentication or `publicKey` HMAC alone, as with CMAC an attacker in the role of the device
   * can compute the OOB value (CVE-2020-26559): it has to be chosen, with a value of no other use.
   */
  readonly algorithms?: readonly Algorithm[];
  /** The device's public key, 64 octets, if it is known out of band. */
  readonly publicKey?: Uint8Array;
  /**
   * Returns the provisioning data when the capabilities, with the number of elements,
   * are known; undefined where there is no address. When provisioning fails, the
   * error's `addressMayBeUsed` is false where the address may be given again.
   */
  readonly assign: (capabilities: Capabilities) => ProvisioningData | undefined;
  /**
   * Called before the data are sent: from then on the device may be a node, even where
   * the link fails. An error that it throws ends the provisioning.
   */
  readonly onData?: (device: ProvisionedDevice) => void;
  /** Aborts the provisioning, which rejects with ProvisioningAbortError. */
  readonly signal?: AbortSignalLike;
  /** Called with each step that is reached. */
  readonly onProgress?: (step: ProvisioningStep) => void;
  /** Provisioning bearer. Default: PB-ADV. PB-GATT needs a radio with a GATT client. */
  readonly bearer?: ProvisioningBearer;
  /**
   * Advertising address that PB-GATT connects to at first, as a PacketReceiver gets it. Default:
   * that of the next advertisement of the device, as also where the connection fails.
   */
  readonly advertisingAddress?: number;
  /** Opens a link over another bearer than these. */
  readonly openLink?: OpenLink;
}

/** A device that has been provisioned. */
export interface ProvisionedDevice {
  /** Device UUID, 16 octets. */
  readonly uuid: Uint8Array;
  /** 16 octets. */
  readonly deviceKey: Uint8Array;
  /** Of the primary element. */
  readonly address: number;
  /** Number of elements, whose addresses follow `address`. */
  readonly elements: number;
  /** NetKey index of the subnet, 0..4095. */
  readonly netKeyIndex: number;
  /** Capabilities PDU of the device. */
  readonly capabilities: Capabilities;
  /** Algorithm that was used. */
  readonly algorithm: Algorithm;
  /** OOB method that was used. */
  readonly authentication: Authentication["method"];
}

/** Throws RangeError, naming the option and its range. */
export function checkProvisionOptions(options: ProvisionOptions): void {
  const { uuid, attention = 0, bearer = "pb-adv", staticOob, publicKey, algorithms } = options;
  if (!["pb-adv", "pb-gatt"].includes(bearer))
    throw new RangeError(`bearer must be pb-adv or pb-gatt, not ${String(bearer)}`);
  if (uuid.length !== 16) throw new RangeError(`uuid must be 16 octets, not ${uuid.length}`);
  if (!Number.isInteger(attention) || attention < 0 || attention > 255)
    throw new RangeError(`attention must be 0..255, not ${attention}`);
  if (staticOob !== undefined && (staticOob.length < 1 || staticOob.length > 32))
    throw new RangeError(`staticOob must be 1..32 octets, not ${staticOob.length}`);
  if (publicKey !== undefined && publicKey.length !== 64)
    throw new RangeError(`publicKey must be 64 octets, not ${publicKey.length}`);
  if (algorithms?.length === 0) throw new RangeError("algorithms must name at least one");
}

/** Algorithm, authentication and Start PDU for a device. Throws ProvisioningRefusedError where none is possible. */
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

/** Options of one provisioning. */
export interface ProvisionerSessionOptions {
  readonly clock: Clock;
  /** The run queue that calls the callbacks of the request. */
  readonly queue: RunQueue;
  readonly random: Random;
  readonly crypto: Crypto;
  readonly diagnostics: Diagnostics;
  readonly keyPairs: KeyPairSource;
  readonly openLink: OpenLink;
  readonly request: ProvisionOptions;
  /** Milliseconds without progress after which the session ends. Default: 60,000. */
  readonly protocolTimeout?: number | undefined;
  /** Called once, with the device or an error. */
  readonly onEnd: (result: ProvisionedDevice | Error) => void;
}
