import { Command } from "commander";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import { addAir } from "./air.js";
import { addRemote } from "./remote.js";
import { addReport } from "./report.js";
import { addShell } from "./shell.js";
import { addSimulate } from "./simulate.js";
import { addWifi } from "./wifi.js";

/** The command line with all commands and their options. */
export function xsMeshProgram(): Command {
  const packageFile = join(projectFolder, "package.json");
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  const program = new Command("xs-mesh")
    .description("Bluetooth Mesh networks of TypeScript nodes: simulated, provisioned, looked into")
    .version(version);
  addSimulate(program);
  addAir(program);
  addShell(program);
  addReport(program);
  addRemote(program);
  addWifi(program);
  return program;
}
