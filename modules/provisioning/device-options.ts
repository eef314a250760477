import {
  Algorithm,
  defaultAlgorithms,
  InputAction,
  OobType,
  type OobValue,
  OutputAction,
} from "./oob.js";
import type { Capabilities } from "./pdu.js";

/** Capabilities of an unprovisioned device. */
export interface DeviceCapabilities {
  /** Elements of the node, 1..255. */
  readonly elements: number;
  /**
   * The algorithms to offer. Default: both; with any OOB HMAC alone, as with CMAC an attacker in
   * the role of the device can compute the OOB value (CVE-2020-26559): it has to be chosen.
   */
  readonly algorithms?: readonly Algorithm[];
  /** The static OOB value, 1..32 octets. It protects nothing without `onlyAuthenticated`: No OOB is accepted, too. */
  readonly staticOob?: Uint8Array;
  /** Only provisioning with HMAC and static, output or input OOB is accepted. Default false. */
  readonly onlyAuthenticated?: boolean;
  /** Output OOB: a way to show or count a value. */
  readonly outputOob?: {
    readonly actions: readonly OutputAction[];
    /** Digits or characters, 1..8. */
    readonly size: number;
    /** Called from the run queue. */
    readonly show: (action: OutputAction, value: OobValue) => void;
  };
  /** Input OOB: a way to enter a value. */
  readonly inputOob?: {
    readonly actions: readonly InputAction[];
    /** Digits or characters, 1..8. */
    readonly size: number;
    /**
     * Asks the user; called from the run queue. `enter` takes the answer, once. It throws
     * RangeError for a value that the action or the size does not allow: then it may be called again.
     */
    readonly ask: (action: InputAction, size: number, enter: (value: OobValue) => void) => void;
  };
  /** The private key (32 octets) whose public key the provisioner has out of band. */
  readonly oobPrivateKey?: Uint8Array;
}

/** The capabilities out of options of a node, with its number of elements. */
export function deviceCapabilities(
  options: Omit<DeviceCapabilities, "elements">,
  elements: number,
): DeviceCapabilities {
  const { algorithms, inputOob, oobPrivateKey, onlyAuthenticated, outputOob, staticOob } = options;
  return {
    elements,
    ...(algorithms && { algorithms }),
    ...(inputOob && { inputOob }),
    ...(oobPrivateKey && { oobPrivateKey }),
    ...(onlyAuthenticated && { onlyAuthenticated }),
    ...(outputOob && { outputOob }),
    ...(staticOob && { staticOob }),
  };
}

/** Throws RangeError, naming the option and its range. */
function check(device: DeviceCapabilities, algorithms: readonly Algorithm[]): void {
  const { elements, oobPrivateKey, onlyAuthenticated = false, staticOob } = device;
  const { inputOob, outputOob } = device;
  if (!Number.isInteger(elements) || elements < 1 || elements > 255)
    throw new RangeError(`elements must be 1..255, not ${elements}`);
  if (algorithms.length === 0) throw new RangeError("algorithms must name at least one");
  if (device.algorithms) checkNumbers("algorithms", algorithms, Algorithm);
  if (staticOob !== undefined && (staticOob.length < 1 || staticOob.length > 32))
    throw new RangeError(`staticOob must be 1..32 octets, not ${staticOob.length}`);
  if (oobPrivateKey !== undefined && oobPrivateKey.length !== 32)
    throw new RangeError(`oobPrivateKey must be 32 octets, not ${oobPrivateKey.length}`);
  checkAction("outputOob", outputOob, OutputAction);
  checkAction("inputOob", inputOob, InputAction);
  if (!onlyAuthenticated) return;
  if (!staticOob && !outputOob && !inputOob)
    throw new RangeError(
      "onlyAuthenticated needs staticOob, outputOob or inputOob: nobody could provision the device",
    );
  if (!algorithms.includes(Algorithm.hmac))
    throw new RangeError("onlyAuthenticated needs HMAC among the algorithms (§5.4.1.2)");
}

function checkAction(
  name: string,
  oob: { readonly actions: readonly number[]; readonly size: number } | undefined,
  known: Readonly<Record<string, number>>,
): void {
  if (oob === undefined) return;
  if (!Number.isInteger(oob.size) || oob.size < 1 || oob.size > 8)
    throw new RangeError(`${name}.size must be 1..8, not ${oob.size}`);
  if (oob.actions.length === 0) throw new RangeError(`${name}.actions must name at least one`);
  checkNumbers(`${name}.actions`, oob.actions, known);
}

function checkNumbers(
  name: string,
  numbers: readonly number[],
  known: Readonly<Record<string, number>>,
): void {
  const all = Object.values(known);
  for (const number of numbers)
    if (!all.includes(number))
      throw new RangeError(`${name} must be of ${all.join(", ")}, not ${number}`);
}

/** The Capabilities PDU of a device. Throws RangeError, naming the option and its range. */
export function capabilitiesPdu(device: DeviceCapabilities): Capabilities {
  const { elements, inputOob, oobPrivateKey, outputOob, staticOob } = device;
  const oob = staticOob ?? outputOob ?? inputOob ?? oobPrivateKey;
  const algorithms = device.algorithms ?? defaultAlgorithms(oob !== undefined);
  check(device, algorithms);
  return {
    elements,
    algorithms: bits(algorithms),
    publicKeyType: oobPrivateKey === undefined ? 0 : 1,
    oobType:
      (staticOob === undefined ? 0 : OobType.static) |
      (device.onlyAuthenticated === true ? OobType.onlyAuthenticated : 0),
    outputSize: outputOob?.size ?? 0,
    outputActions: bits(outputOob?.actions ?? []),
    inputSize: inputOob?.size ?? 0,
    inputActions: bits(inputOob?.actions ?? []),
  };
}

function bits(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all | (1 << number), 0);
}
