import type { Command } from "commander";
import { existsSync } from "node:fs";
import type { AirModel } from "../air/model.js";
import { runScript } from "../simulate/run-script.js";
import { scriptReportJson, scriptReportText } from "../simulate/script-report.js";
import { type AirOptions, givenAirParameters } from "./air-options.js";
import { writable } from "./arguments.js";
import { ConsoleProgress, endOnSignals, silentProgress } from "./progress.js";

/** The options of `xs-mesh simulate --script`. */
export interface ScriptCommandOptions {
  readonly script?: string;
  readonly types: boolean;
  readonly watch?: boolean;
}

interface Given extends ScriptCommandOptions, AirOptions {
  readonly seed: string;
  readonly air: AirModel;
  readonly host: string;
  readonly capture: string;
  readonly page: string | false;
  readonly json?: boolean;
}

/** Options of `xs-mesh simulate` that a script decides itself. */
const withoutScript = ["nodes", "firmware", "provisioner", "bearer", "picture"];

/** `xs-mesh simulate --script`. */
export async function simulateScript(options: Given, command: Command): Promise<void> {
  const script = options.script!;
  const isGiven = (name: string) => command.getOptionValueSource(name) === "cli";
  const wrong = withoutScript.find(isGiven);
  if (wrong) throw new Error(`--${wrong} does not go with --script: the script says it`);
  if (!existsSync(script)) throw new Error(`--script: there is no ${script}`);
  if (options.host !== "xs" && options.host !== "node")
    throw new Error(
      `--host ${options.host} does not go with --script: its devices run on xs or node`,
    );
  const page = options.page !== false && writable("--page", options.page);
  const progress = options.json ? silentProgress : new ConsoleProgress();
  endOnSignals(progress);
  const report = await runScript(
    {
      script,
      ...(isGiven("seed") && { seed: options.seed }),
      ...(isGiven("air") && { air: options.air }),
      ...(isGiven("host") && { host: options.host }),
      airParameters: givenAirParameters(options),
      capture: writable("--capture", options.capture),
      page,
      types: options.types,
    },
    progress,
  );
  progress.end();
  console.log(options.json ? JSON.stringify(scriptReportJson(report)) : scriptReportText(report));
  if (page && !options.json) console.log(`Page:    ${page}`);
  if (report.failure !== undefined) process.exitCode = 1;
}
