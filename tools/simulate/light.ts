import { join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import type { FirmwareProgram } from "../simulation/firmware-program.js";
import { nodeFirmwareOf } from "../simulation/firmware-files.js";
import { xsFirmware } from "../simulation/xs-firmware.js";

/** The default firmware. */
export const lightFirmware = join(projectFolder, "modules/firmware/light/main.ts");

/** Loads a firmware for each of the hosts of `xs-mesh simulate`. */
export const lightHosts: Readonly<
  Record<
    "xs" | "node" | "board" | "mcsim" | "x-cli-lin",
    (entry: string, gatt?: boolean) => Promise<FirmwareProgram>
  >
> = {
  xs: (entry, gatt = false) => xsFirmware(entry, { gatt }),
  node: nodeFirmwareOf,
  // Modules that only a checkout has are loaded on demand, since the package does not contain
  // them.
  board: async (entry) => (await import("./board-lights.js")).boardLights(entry),
  mcsim: (entry) => simulatorLights("mcsim", entry),
  "x-cli-lin": (entry) => simulatorLights("x-cli-lin", entry),
};

async function simulatorLights(
  kind: "mcsim" | "x-cli-lin",
  entry: string,
): Promise<FirmwareProgram> {
  const { simulatorLights: lights } = await import("../simulators/lights.js");
  return lights(kind, entry);
}
