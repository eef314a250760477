import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { carryOut } from "./provisioner.js";
import { ScenesChip } from "./scenes-chip.js";
import { scenesProcedures } from "./scenes-procedures.js";

/** A provisioner with the clients of scenes, time and schedules; "begin" starts a procedure, "result" returns its result. */
export function start(host: Host): Firmware {
  const chip = new ScenesChip(host);
  return carryOut(chip, scenesProcedures);
}
