import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { ColorsChip } from "./colors-chip.js";
import { colorsProcedures } from "./colors-procedures.js";
import { carryOut } from "./provisioner.js";

/** A provisioner with the clients of coloured lights, batteries, locations and properties; "begin" starts a procedure, "result" returns its result. */
export function start(host: Host): Firmware {
  const chip = new ColorsChip(host);
  return carryOut(chip, colorsProcedures);
}
