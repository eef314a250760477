import { type Command, Option } from "commander";
import { existsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { installed } from "../../hosts/xs/build/folders.js";
import { lightFirmware } from "../simulate/light.js";
import { maximumNodes, type SimulationOptions } from "../simulate/options.js";
import { drawRun } from "../simulate/picture.js";
import { writeReport } from "../report/write-report.js";
import { reportJson, reportText, succeeded } from "../simulate/report.js";
import { checkFirmwareTypes } from "../simulate/type-check.js";
import { Simulation } from "../simulate/simulation.js";
import { addAirOptions, type AirOptions, givenAirParameters } from "./air-options.js";
import { wholeNumber, writable } from "./arguments.js";
import { ConsoleProgress, endOnSignals, silentProgress } from "./progress.js";
import { runOnChange } from "./watch.js";
import { type ScriptCommandOptions, simulateScript } from "./simulate-script.js";
import { mostLights } from "../simulate/building/options.js";
import { mostDevices } from "../simulate/fast/options.js";
import {
  addBuildingOptions,
  type BuildingCommandOptions,
  checkBuilding,
  simulateBuilding,
} from "./simulate-building.js";
import {
  addFastOptions,
  checkFast,
  type FastCommandOptions,
  simulateFast,
} from "./simulate-fast.js";
import {
  addRoomOptions,
  checkRoom,
  type RoomCommandOptions,
  simulateRoom,
} from "./simulate-room.js";

type CommandOptions = SimulationOptions &
  RoomCommandOptions &
  FastCommandOptions &
  BuildingCommandOptions &
  AirOptions &
  ScriptCommandOptions & { fast?: boolean; json?: boolean; picture?: string; page: string | false };

/** `xs-mesh simulate`. */
export function addSimulate(program: Command): void {
  const command = program
    .command("simulate")
    .description("boot lights on a virtual radio, provision, configure and switch them on")
    .option(
      "-n, --nodes <count>",
      `lights, 1 to ${maximumNodes}, with --fast to ${mostDevices} (default 100), with --configured to ${mostLights}`,
      wholeNumber(1, mostLights),
      10,
    )
    .option("-s, --seed <text>", "the same seed gives the same run", "1")
    .addOption(
      new Option(
        "--host <name>",
        installed
          ? "what the lights run on: the XS engine of the chip, or Node.js"
          : "what the lights run on: the XS engine of the chip, Node.js, one on an emulated chip and the others on XS, or a process each of Moddable's simulator or runtime",
      )
        .choices(installed ? ["xs", "node"] : ["xs", "node", "board", "mcsim", "x-cli-lin"])
        .default("xs"),
    )
    .addOption(
      new Option(
        "--provisioner <name>",
        installed
          ? "who takes the lights in"
          : "who takes the lights in: our own, or BlueZ's bluetooth-meshd",
      )
        .choices(installed ? ["own"] : ["own", "meshd"])
        .default("own"),
    )
    .addOption(
      new Option(
        "--bearer <name>",
        "how the provisioner reaches the lights: by advertising, or by GATT connections, as a phone does: PB-GATT, then a GATT proxy; with --fast the first light alone, which provisions the others",
      )
        .choices(["adv", "gatt"])
        .default("adv"),
    )
    .option("--firmware <file>", "main module of another firmware", lightFirmware)
    .option(
      "--capture <file>",
      "where the capture goes; default with --fast: beside the page",
      "build/simulate.pcapng",
    )
    .option(
      "--page <file>",
      "where the page of the run goes; default with --fast: build/fast-provisioning.html",
      "build/simulate.html",
    )
    .option("--no-page", "write no page")
    .option("--script <file>", "run a script: devices with their firmwares, and what happens")
    .option("--no-types", "do not check the types of the script and its firmwares")
    .option("--watch", "run again when the script or a firmware changes, until interrupted")
    .option("--picture <file>", "draw the run, an SVG file")
    .option("--json", "print one JSON object and nothing else");
  addAirOptions(command);
  addFastOptions(command);
  addBuildingOptions(command);
  addRoomOptions(command);
  command.action(async (options: CommandOptions) => {
    checkBuilding(command);
    checkFast(command);
    checkRoom(command);
    if (options.room) return simulateRoom(options, command);
    if (options.configured) return simulateBuilding(options);
    if (options.fast) return simulateFast(options, command);
    const { firmware, script, watch } = options;
    const run = () => (script === undefined ? simulate(options) : simulateScript(options, command));
    return watch ? runOnChange([script ?? firmware], run) : run();
  });
}

async function simulate(options: CommandOptions): Promise<void> {
  const { nodes } = options;
  if (nodes > maximumNodes)
    throw new Error(
      `--nodes ${nodes}: 1 to ${maximumNodes} lights are provisioned one after the other; --fast takes ${mostDevices}, --configured ${mostLights}`,
    );
  checkBearer(options);
  const firmware = resolve(options.firmware);
  if (!existsSync(firmware)) throw new Error(`--firmware: there is no ${firmware}`);
  const capture = writable("--capture", options.capture);
  const page = options.page !== false && writable("--page", options.page);
  const picture = options.picture && writable("--picture", options.picture);
  const progress = options.json ? silentProgress : new ConsoleProgress();
  endOnSignals(progress);
  if (options.types && firmware !== lightFirmware) await checkFirmwareTypes([firmware], progress);
  const simulation = new Simulation(
    { ...options, airParameters: givenAirParameters(options), capture, firmware },
    progress,
  );
  const report = await simulation.run();
  progress.end();
  if (page) writeReport(report.capture, report.keys, page);
  console.log(options.json ? JSON.stringify(reportJson(report)) : reportText(report));
  if (page && !options.json) console.log(`Page:    ${page}`);
  if (picture) writeFileSync(picture, drawRun(report));
  if (!succeeded(report)) process.exitCode = 1;
}

/** Throws Error for a host or a provisioner without GATT. */
function checkBearer({ bearer, host, provisioner }: CommandOptions): void {
  if (bearer === "adv") return;
  if (host !== "xs" && host !== "node")
    throw new Error(`--bearer gatt: --host ${host} has no GATT; use --host xs or --host node`);
  if (provisioner !== "own")
    throw new Error(`--bearer gatt: --provisioner ${provisioner} has no GATT; use our own`);
}
