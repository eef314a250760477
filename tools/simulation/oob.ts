import { fromHex } from "../../modules/base/bytes.js";
import type { OobValue } from "../../modules/provisioning/oob.js";
import { Algorithm } from "../../modules/provisioning/oob.js";
import type {
  Authentication,
  ProvisionOptions,
} from "../../modules/provisioning/provisioner-options.js";
import type { Capabilities } from "../../modules/provisioning/pdu.js";
import type { WorldDevice } from "./world-device.js";

/** How the provisioner of a World authenticates a device. Mesh Protocol 1.1 §5.4.2.4 */
export interface DeviceOob {
  /** The static OOB value of its label: 1 to 32 octets, or their hexadecimal digits. */
  readonly static?: Uint8Array | string;
  /**
   * Reads the value that the device shows, as its user would: called when it is shown, and again
   * each 100 simulated milliseconds until it returns a value.
   */
  readonly output?: (device: WorldDevice) => OobValue | undefined;
  /** Enters the value that the provisioner shows at the device, as its user would. */
  readonly input?: (value: OobValue, device: WorldDevice) => void;
}

/** Milliseconds between two looks at what a device shows. */
const lookInterval = 100;

/** The options of a device's provisioning by this OOB. `wait` waits so many simulated milliseconds. */
export function oobOptions(
  oob: DeviceOob,
  device: WorldDevice,
  wait: (milliseconds: number) => Promise<void>,
): Pick<ProvisionOptions, "staticOob" | "selectAuthentication" | "algorithms"> {
  const { input, output, static: value } = oob;
  if (value !== undefined) return { staticOob: typeof value === "string" ? fromHex(value) : value };
  if (!input && !output) return {};
  return {
    algorithms: [Algorithm.hmac, Algorithm.cmac],
    selectAuthentication: (capabilities) => authentication(capabilities, oob, device, wait),
  };
}

function authentication(
  capabilities: Capabilities,
  { input, output }: DeviceOob,
  device: WorldDevice,
  wait: (milliseconds: number) => Promise<void>,
): Authentication {
  const { inputActions, inputSize, outputActions, outputSize } = capabilities;
  if (output && outputActions !== 0) {
    const read = async (): Promise<OobValue> => {
      for (;;) {
        const shown = output(device);
        if (shown !== undefined) return shown;
        await wait(lookInterval);
      }
    };
    return { method: "output", action: lowestBit(outputActions), size: outputSize, read };
  }
  if (input && inputActions !== 0)
    return {
      method: "input",
      action: lowestBit(inputActions),
      size: inputSize,
      show: (value) => input(value, device),
    };
  throw new RangeError(
    `oob: the device has no ${output ? "output" : "input"} OOB; its capabilities: ` +
      `output actions ${outputActions}, input actions ${inputActions}`,
  );
}

function lowestBit<T extends number>(bits: number): T {
  return (31 - Math.clz32(bits & -bits)) as T;
}
