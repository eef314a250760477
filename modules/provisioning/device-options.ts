import { Algorithm, OobType, type InputAction, type OobValue, type OutputAction } from "./oob.js";
import type { Capabilities } from "./pdu.js";

/** What an unprovisioned device can do. */
export interface DeviceCapabilities {
  /** Elements of the node, 1..255. */
  readonly elements: number;
  /** The algorithms to offer; both unless told. */
  readonly algorithms?: readonly Algorithm[];
  /** The static OOB value, 1..32 octets. */
  readonly staticOob?: Uint8Array;
  /** Only OOB-authenticated provisioning is accepted. */
  readonly onlyAuthenticated?: boolean;
  /** A way to show or count out a value. */
  readonly outputOob?: {
    readonly actions: readonly OutputAction[];
    /** Digits or characters, 1..8. */
    readonly size: number;
    readonly show: (action: OutputAction, value: OobValue) => void;
  };
  /** A way to enter a value. */
  readonly inputOob?: {
    readonly actions: readonly InputAction[];
    /** Digits or characters, 1..8. */
    readonly size: number;
    /** Asks the user; `enter` takes the answer, once. */
    readonly ask: (action: InputAction, size: number, enter: (value: OobValue) => void) => void;
  };
  /** The private key (32 octets) whose public key the provisioner has by another way. */
  readonly oobPrivateKey?: Uint8Array;
}

/** The Capabilities PDU of a device. Throws RangeError, naming the option and its range. */
export function capabilitiesPdu(device: DeviceCapabilities): Capabilities {
  const { elements, staticOob, outputOob, inputOob } = device;
  const algorithms = device.algorithms ?? [Algorithm.cmac, Algorithm.hmac];
  if (!Number.isInteger(elements) || elements < 1 || elements > 255)
    throw new RangeError(`elements must be 1..255, not ${elements}`);
  if (algorithms.length === 0) throw new RangeError("algorithms must name at least one");
  if (staticOob !== undefined && (staticOob.length < 1 || staticOob.length > 32))
    throw new RangeError(`staticOob must be 1..32 octets, not ${staticOob.length}`);
  for (const [name, oob] of [
    ["outputOob", outputOob],
    ["inputOob", inputOob],
  ] as const) {
    if (oob === undefined) continue;
    if (!Number.isInteger(oob.size) || oob.size < 1 || oob.size > 8)
      throw new RangeError(`${name}.size must be 1..8, not ${oob.size}`);
    if (oob.actions.length === 0) throw new RangeError(`${name}.actions must name at least one`);
  }
  return {
    elements,
    algorithms: bits(algorithms),
    publicKeyType: device.oobPrivateKey === undefined ? 0 : 1,
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
