import { join } from "node:path";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { adaptivePolicyFor } from "../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { frozen } from "../../../modules/base/frozen.js";
import { espressifPolicy } from "../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import { start as startGattLight } from "../../../modules/firmware/fast-light/gatt/main.js";
import { FastLight } from "../../../modules/firmware/fast-light/main.js";
import type { FastProvisioningPolicy } from "../../../modules/espressif/fast-provisioning/policy/policy.js";
import type { Radio } from "../../../modules/host/radio.js";
import type { FirmwareProgram } from "../../simulation/firmware-program.js";
import { nodeFirmware } from "../../simulation/node-firmware.js";
import { xsFirmware } from "../../simulation/xs-firmware.js";
import type { FastOptions } from "./options.js";

const firmware = {
  adaptive: "modules/firmware/fast-light/main.ts",
  espressif: "modules/firmware/fast-light/espressif/main.ts",
};
const gattFirmware = "modules/firmware/fast-light/gatt/main.ts";

/**
 * Heap of an XS machine: the manifests' slots for an ESP32-C3, which has the least memory and
 * is what simulations use, and for other chips, with a fifth more slots than needed. 256 of them
 * are for preloaded objects. It is more than Moddable's default for an ESP32: a Temporary
 * Provisioner needs it while it has links.
 */
export const fastLightHeap = frozen({ slots: 7_424, chunks: 45_056 });
export const fastLightHeapOfOthers = frozen({ slots: 8_576 });
/** The same for the light that a phone begins with. */
export const gattLightHeap = frozen({ slots: 7_808, chunks: 43_008 });
export const gattLightHeapOfOthers = frozen({ slots: 8_896 });

/** The policy with this name. The adaptive one depends on the radio. */
export function policyOf(
  name: FastOptions["policy"],
  radio: Pick<Radio, "sets">,
): FastProvisioningPolicy {
  return name === "espressif" ? espressifPolicy : adaptivePolicyFor(radio.sets);
}

/**
 * The firmware of the devices, each on an XS machine of its own, or all of them in this process.
 * Rejects as `Engine.load` does.
 */
export function fastFirmware({
  host,
  policy,
}: Pick<FastOptions, "host" | "policy">): Promise<FirmwareProgram> {
  if (host === "xs")
    return xsFirmware(join(projectFolder, firmware[policy]), { creation: fastLightHeap });
  return Promise.resolve(
    nodeFirmware(
      (own, board) => new FastLight(own, board, { policy: policyOf(policy, own.radio) }),
    ),
  );
}

/**
 * The firmware of the first device of a phone, with PB-GATT and a GATT proxy; its policy is in the
 * config of the device. Rejects as `Engine.load` does.
 */
export function fastGattFirmware({ host }: Pick<FastOptions, "host">): Promise<FirmwareProgram> {
  if (host === "node") return Promise.resolve(nodeFirmware(startGattLight));
  const entry = join(projectFolder, gattFirmware);
  return xsFirmware(entry, { creation: gattLightHeap, gatt: true });
}
