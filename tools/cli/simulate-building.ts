import { type Command, Option } from "commander";
import type { AirModel } from "../air/model.js";
import { Building } from "../simulate/building/building.js";
import { mostFloors, mostLights, usualSwitchings } from "../simulate/building/options.js";
import { buildingText, succeeded } from "../simulate/building/report.js";
import { type AirOptions, givenAirParameters, isAirOption } from "./air-options.js";
import { wholeNumber } from "./arguments.js";
import { ConsoleProgress, endOnSignals, silentProgress } from "./progress.js";

/** The parsed options of `xs-mesh simulate --configured`. */
export interface BuildingCommandOptions {
  readonly configured?: boolean;
  readonly nodes: number;
  readonly floors: number;
  readonly switchings: number;
  readonly seed: string;
  readonly air: AirModel;
  readonly json?: boolean;
}

const group = "A network that is configured already, all with --configured:";

function buildingOptions(): readonly Option[] {
  return [
    new Option("--floors <count>", `floors of the building, 1 to ${mostFloors}`)
      .argParser(wholeNumber(1, mostFloors))
      .default(1),
    new Option("--switchings <count>", "messages to the group of all lights, 1 to 10000")
      .argParser(wholeNumber(1, 10_000))
      .default(usualSwitchings),
  ];
}

/** Options of `xs-mesh simulate` that a building has as well. */
const common = ["configured", "nodes", "seed", "json"];

/** Adds `--configured` and the options that require it. */
export function addBuildingOptions(command: Command): void {
  command.option(
    "--configured",
    `the lights are loaded already configured, up to ${mostLights} on the floors of a building, on Node.js`,
  );
  for (const option of buildingOptions()) command.addOption(option.helpGroup(group));
}

/** Throws Error for options that cannot be combined. */
export function checkBuilding(command: Command): void {
  const { configured } = command.opts<BuildingCommandOptions>();
  const given = (option: Option) => command.getOptionValueSource(option.attributeName()) === "cli";
  const own = buildingOptions();
  if (!configured) {
    const wrong = own.find(given);
    if (wrong) throw new Error(`${wrong.long} is for a network that is loaded: add --configured`);
    return;
  }
  const names = [...common, ...own.map((option) => option.attributeName())];
  const wrong = command.options.find(
    (option) => given(option) && !isAirOption(option) && !names.includes(option.attributeName()),
  );
  if (wrong)
    throw new Error(
      `${wrong.long} does not go with --configured, where it would do nothing: leave one of them out`,
    );
}

/** `xs-mesh simulate --configured`. */
export async function simulateBuilding(
  options: BuildingCommandOptions & AirOptions,
): Promise<void> {
  const { air, floors, json, nodes, seed, switchings } = options;
  const progress = json ? silentProgress : new ConsoleProgress();
  endOnSignals(progress);
  const airParameters = givenAirParameters(options);
  const building = new Building({ nodes, floors, switchings, seed, air, airParameters }, progress);
  const report = await building.run();
  progress.end();
  console.log(json ? JSON.stringify(report) : buildingText(report));
  if (!succeeded(report)) process.exitCode = 1;
}
