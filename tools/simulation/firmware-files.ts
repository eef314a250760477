import type { TraceEvent } from "../../modules/host/trace.js";
import { DeviceContext } from "./device-context.js";
import type { FirmwareProgram } from "./firmware-program.js";
import { loadFirmware } from "./load-firmware.js";
import { nodeFirmware } from "./node-firmware.js";

export { xsFirmware } from "./xs-firmware.js";

/** As `nodeFirmware`, of a main module. Rejects as `loadFirmware` does. */
export async function nodeFirmwareOf(entry: string): Promise<FirmwareProgram> {
  const early: TraceEvent[] = [];
  const context = new DeviceContext(
    (event) => early.push(event),
    () => undefined,
  );
  try {
    return nodeFirmware(await context.run(() => loadFirmware(entry)), early);
  } finally {
    context.close();
  }
}
