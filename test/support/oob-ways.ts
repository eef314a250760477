import { fromHex } from "../../modules/base/bytes.js";
import type { DeviceCapabilities } from "../../modules/provisioning/device-options.js";
import { InputAction, type OobValue, OutputAction } from "../../modules/provisioning/oob.js";
import type { ProvisionOptions } from "../../modules/provisioning/provisioner-options.js";

export const staticOob = Uint8Array.from({ length: 24 }, (_, i) => i + 1);

/** A key pair of P-256. */
const oobPrivateKey = new Uint8Array(32).fill(3);
const publicKey = fromHex(
  "591ab771ebbcfd6d9cb9094d106528add1a69d44c2c1f627f089ec58b9c61adf9f4e6abf0d045c0c693a3c68ad7c97ca72be64def4a26fecd263dd98a92780f0",
);

/** What a device offers for a way of authentication, and what its provisioner asks for. */
export interface OobWay {
  readonly capabilities: Omit<DeviceCapabilities, "elements">;
  readonly request: Pick<ProvisionOptions, "publicKey" | "selectAuthentication" | "staticOob">;
}

/** Each OOB method; `shown` passes a value from one side's user to the other's. */
export const oobWays: Readonly<Record<string, () => OobWay>> = {
  none: () => ({ capabilities: {}, request: {} }),
  static: () => ({ capabilities: { staticOob }, request: { staticOob } }),
  output: () => {
    let shown: OobValue = 0;
    return {
      capabilities: {
        outputOob: {
          actions: [OutputAction.numeric],
          size: 6,
          show: (_, value) => (shown = value),
        },
      },
      request: {
        selectAuthentication: () => ({
          method: "output",
          action: OutputAction.numeric,
          size: 6,
          read: () => Promise.resolve(shown),
        }),
      },
    };
  },
  input: () => {
    let enter: ((value: OobValue) => void) | undefined;
    return {
      capabilities: {
        inputOob: {
          actions: [InputAction.numeric],
          size: 5,
          ask: (_action, _size, take) => (enter = take),
        },
      },
      request: {
        selectAuthentication: () => ({
          method: "input",
          action: InputAction.numeric,
          size: 5,
          show: (value) => enter!(value),
        }),
      },
    };
  },
  "public key": () => ({ capabilities: { oobPrivateKey }, request: { publicKey } }),
};
