import type { Command } from "commander";
import { addApply } from "./apply.js";
import { addDatabases } from "./databases.js";
import { addDrift } from "./drift.js";
import { addGet, addSet } from "./get-set.js";
import { addKeys } from "./keys.js";
import { addMake } from "./make.js";
import { addNodes } from "./nodes.js";
import { addPlan } from "./plans.js";
import { addExport } from "./export.js";

/** The commands that look into a network and configure it. */
export function addNetworkCommands(program: Command): void {
  const network = addDatabases(program);
  addMake(network);
  addExport(network);
  addNodes(program);
  addPlan(program);
  addApply(program);
  addDrift(program);
  addGet(program);
  addSet(program);
  addKeys(program);
}
