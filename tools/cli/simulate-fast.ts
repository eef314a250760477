import { type Command, Option } from "commander";
import type { AirModel } from "../air/model.js";
import { writeReport } from "../report/write-report.js";
import { keysPath } from "../capture/keys.js";
import { captureLines } from "../capture/wireshark.js";
import { FastSimulation } from "../simulate/fast/fast-simulation.js";
import { type FastOptions, fewestDevices, mostDevices } from "../simulate/fast/options.js";
import { succeeded } from "../simulate/fast/outcome.js";
import { fastRunJson } from "../simulate/fast/report-json.js";
import { fastAddition } from "../simulate/fast/report-page.js";
import { fastRunText } from "../simulate/fast/report-text.js";
import type { FastRun } from "../simulate/fast/run-record.js";
import { layoutNames } from "../simulate/layout.js";
import { type AirOptions, givenAirParameters } from "./air-options.js";
import { wholeNumber, writable } from "./arguments.js";
import { ConsoleProgress, endOnSignals, silentProgress } from "./progress.js";

/** The parsed options of `xs-mesh simulate --fast`. */
export interface FastCommandOptions {
  readonly nodes: number;
  readonly seed: string;
  readonly air: AirModel;
  readonly host: string;
  readonly json?: boolean;
  readonly capture: string;
  readonly layout: FastOptions["layout"];
  readonly policy: FastOptions["policy"];
  readonly bearer?: FastOptions["bearer"];
  readonly ecdh: number;
  readonly captureMode: FastOptions["capture"];
  readonly sets: `${FastOptions["sets"]}`;
  /** Percent. */
  readonly loss: number;
  readonly powerCuts: number;
  readonly page: string | false;
}

const usualNodes = 100;
const usualPage = "build/fast-provisioning.html";
/** Number of nodes above which a run on XS takes long. */
const manyNodes = 300;
/**
 * Simulated milliseconds after which a run ends without success, and for each device: they share the
 * channels.
 */
const leastLimit = 120_000;
const limitPerDevice = 120;

const group = "Fast provisioning, all with --fast:";

function fastOptions(): readonly Option[] {
  const percent = wholeNumber(0, 90);
  return [
    new Option("--layout <name>", "where the lights are").choices(layoutNames).default("room"),
    new Option(
      "--policy <name>",
      "how the nodes provision each other: ours, or as Espressif's example",
    )
      .choices(["adaptive", "espressif"])
      .default("adaptive"),
    new Option("--ecdh <ms>", "what a P-256 multiplication takes, 0 to 10000")
      .argParser(wholeNumber(0, 10_000))
      .default(200),
    new Option(
      "--sets <count>",
      "advertising sets of a light: 3, 3 to 7 ms apart, or one, 20 ms between any two events",
    )
      .choices(["3", "1"])
      .default("3"),
    new Option(
      "--capture-mode <name>",
      "of overlapping packets the first that is stronger, none, or any that is stronger survives",
    )
      .choices(["lock", "none", "any"])
      .default("lock"),
    new Option("--loss <percent>", "packets lost besides, 0 to 90").argParser(percent).default(0),
    new Option(
      "--power-cuts <percent>",
      "lights that are switched off for a moment meanwhile, 0 to 90",
    )
      .argParser(percent)
      .default(0),
  ];
}

/** Options of `xs-mesh simulate` that have no meaning with `--fast`. */
const usualOnly = ["provisioner", "firmware", "picture"];

/** Adds `--fast` and the options that require it. */
export function addFastOptions(command: Command): void {
  command.option(
    "--fast",
    "the lights provision each other, as Espressif's fast provisioning does",
  );
  for (const option of fastOptions()) command.addOption(option.helpGroup(group));
}

/** Throws for options that cannot be combined. */
export function checkFast(command: Command): void {
  const { air, fast, host, nodes } = command.opts<FastCommandOptions & { fast?: boolean }>();
  const given = (option: Option) => command.getOptionValueSource(option.attributeName()) === "cli";
  if (!fast) {
    const wrong = fastOptions().find(given);
    if (wrong) throw new Error(`${wrong.long} is for fast provisioning: add --fast`);
    return;
  }
  const usual = command.options.filter((option) => usualOnly.includes(option.attributeName()));
  const wrong = usual.find(given);
  if (wrong)
    throw new Error(
      `${wrong.long} does not go with --fast, where it would do nothing: leave one of them out`,
    );
  if (host !== "xs" && host !== "node")
    throw new Error(`--host ${host} does not go with --fast: its lights run on xs or on node`);
  if (nodes < fewestDevices || nodes > mostDevices)
    throw new Error(`--nodes ${nodes}: --fast needs ${fewestDevices} to ${mostDevices}`);
  const mode = fastOptions().find(({ long }) => long === "--capture-mode")!;
  if (air === "ideal" && given(mode))
    throw new Error("--capture-mode does not go with --air ideal, where packets never overlap");
}

/** `xs-mesh simulate --fast`. */
export async function simulateFast(
  options: FastCommandOptions & AirOptions,
  command: Command,
): Promise<void> {
  const given = (name: string) => command.getOptionValueSource(name) === "cli";
  const nodes = given("nodes") ? options.nodes : usualNodes;
  const path = given("page") && options.page !== false ? options.page : usualPage;
  const page = options.page !== false && writable("--page", path);
  const packets = writable("--capture", given("capture") ? options.capture : beside(path));
  const progress = options.json ? silentProgress : new ConsoleProgress();
  endOnSignals(progress);
  if (options.host === "xs" && nodes > manyNodes)
    progress.warn(
      `${nodes} lights on XS take a while: --host node is quicker, and does the same on the air`,
    );
  const simulation = new FastSimulation(
    {
      nodes,
      seed: options.seed,
      air: options.air,
      airParameters: givenAirParameters(options),
      layout: options.layout,
      bearer: options.bearer ?? "adv",
      policy: options.policy,
      ecdh: options.ecdh,
      capture: options.captureMode,
      sets: options.sets === "3" ? 3 : 1,
      host: options.host as FastOptions["host"],
      extraLoss: options.loss / 100,
      powerCuts: options.powerCuts / 100,
      limit: Math.max(leastLimit, limitPerDevice * nodes),
      packets,
    },
    progress,
  );
  const run = await simulation.run();
  progress.end();
  if (page) writeReport(packets, keysPath(packets), page, (record) => fastAddition(run, record));
  console.log(options.json ? JSON.stringify(fastRunJson(run)) : text(run, page, packets));
  if (!succeeded(run)) process.exitCode = 1;
}

/** The path of the capture of which a page is made, beside it. */
function beside(page: string): string {
  return `${page.replace(/\.html$/, "")}.pcapng`;
}

function text(run: FastRun, page: string | false, packets: string): string {
  const lines = captureLines(packets, keysPath(packets));
  return [fastRunText(run), ...lines, ...(page ? [`Page:    ${page}`] : [])].join("\n");
}
