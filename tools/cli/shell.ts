import { type Command, Option } from "commander";
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { usualAdvertisingSets } from "../hci/server.js";
import { eventText, type LiveEvent } from "../live/events.js";
import { maximumNodes } from "../simulate/options.js";
import { jsonOutput, type Output, textOutput, timedText } from "../shell/output.js";
import { type OpenedNetwork, openNetwork, type OpenOptions } from "../shell/open-network.js";
import { openRadioNetwork } from "../shell/open-radio-network.js";
import { Repl } from "../shell/repl.js";
import { runLines, runTerminal } from "../shell/run-shell.js";
import { addAirOptions, type AirOptions, givenAirParameters } from "./air-options.js";
import { wholeNumber, writable } from "./arguments.js";
import { networkBearerOption } from "./radio.js";

interface ShellOptions
  extends AirOptions, Omit<OpenOptions, "air" | "airParameters" | "onFailure" | "onLive"> {
  readonly json?: boolean;
  readonly echo?: boolean;
  readonly keepGoing?: boolean;
  readonly history: boolean;
  /** Where a Bluetooth controller is; see `openRadio`. */
  readonly radio?: string;
  /** What messages go over on it. */
  readonly bearer?: "adv" | "gatt";
}

const port = wholeNumber(0, 65535);

/** Options that a network file decides itself. */
const ofNewNetworks = ["nodes", "firmware", "script", "seed", "air"];

/** Options that have a meaning with --radio. */
const ofRadios = [
  "radio",
  "bearer",
  "network",
  "messages",
  "capture",
  "json",
  "echo",
  "keepGoing",
  "history",
];

/** `xs-mesh shell`. */
export function addShell(program: Command): void {
  const command = program
    .command("shell")
    .description("enter commands on a mesh network: provision, configure, send and watch")
    .option(
      "--network <file>",
      "go on with a network that save or xs-mesh provision has written; with --radio a folder",
    )
    .option(
      "--radio <spec>",
      "real time on a Bluetooth controller: tcp:host:port, unix:/path, serial:/dev/ttyUSB0[@baud] or hci:0",
    )
    .addOption(networkBearerOption())
    .option("--script <file>", "the devices of a script of xs-mesh simulate")
    .option("-n, --nodes <count>", "lights of a new network", wholeNumber(0, maximumNodes), 3)
    .option("--firmware <file>", "main module of another firmware of the lights")
    .addOption(
      new Option(
        "--host <name>",
        "what the devices run on: the XS engine of the chip, or Node.js",
      ).choices(["xs", "node"]),
    )
    .option("-s, --seed <text>", "the same seed and commands give the same run")
    .option(
      "--hci <port>",
      "real time: Bluetooth hosts join by HCI (H4) over TCP on 127.0.0.1; 0: any",
      port,
    )
    .option(
      "--simulators <port>",
      "real time: Moddable's simulators join with XS_MESH_AIR=<port>; 0: any",
      port,
    )
    .option(
      "--advertising-sets <count>",
      "of each Bluetooth host's controller",
      wholeNumber(0, 0xf0),
      usualAdvertisingSets,
    )
    .option(
      "--messages <file>",
      "a module whose messages can be sent by name; may be repeated",
      (file: string, before: readonly string[]) => [...before, file],
      [] as readonly string[],
    )
    .option("--capture <file>", "capture what is on the air, a pcapng file")
    .option("--json", "print a JSON object a line (docs/shell.schema.json)")
    .option("--echo", "print each piped command before its result")
    .option("--keep-going", "go on after a piped command that failed")
    .option("--no-history", "keep no history of the lines that are entered");
  addAirOptions(command);
  command.action(async (options: ShellOptions) => {
    process.exitCode = await shell(options, command);
  });
}

/** Throws Error for options that do not go together. */
function checkOptions(options: ShellOptions, command: Command): void {
  const isGiven = (name: string) => command.getOptionValueSource(name) === "cli";
  if (options.radio !== undefined) {
    const simulated = command.options.find(
      (option) => !ofRadios.includes(option.attributeName()) && isGiven(option.attributeName()),
    );
    if (simulated)
      throw new Error(`${simulated.long} does not go with --radio: its devices are real`);
    if (options.network === undefined)
      throw new Error(
        "--radio: name the folder that keeps the network with its keys: --network my-home",
      );
    return;
  }
  const decided = ofNewNetworks.find(isGiven);
  if (options.bearer !== undefined)
    throw new Error("--bearer is for a radio: add --radio and --network");
  if (options.network !== undefined && decided)
    throw new Error(`--${decided} does not go with --network: the file says it`);
  if (options.script !== undefined && (isGiven("nodes") || isGiven("firmware")))
    throw new Error("--nodes and --firmware do not go with --script: the script says it");
  for (const name of ["firmware", "network", "script"] as const)
    if (options[name] !== undefined && !existsSync(options[name]))
      throw new Error(`--${name}: there is no ${resolve(options[name])}`);
  if (options.network !== undefined && statSync(options.network).isDirectory())
    throw new Error(`--network: ${options.network} is a folder, that of a network on a --radio`);
}

async function shell(options: ShellOptions, command: Command): Promise<number> {
  checkOptions(options, command);
  const interactive = process.stdin.isTTY && process.stdout.isTTY;
  const repl = interactive
    ? new Repl({
        input: process.stdin,
        output: process.stdout,
        ...(!options.history && { history: undefined }),
      })
    : undefined;
  const print = (line: string) => (repl ? repl.print(line) : process.stdout.write(`${line}\n`));
  const tell = (line: string) =>
    repl && !options.json ? repl.print(line) : process.stderr.write(`${line}\n`);
  const output = outputOf(options, print, tell, repl === undefined);
  const opened = await open(options, command, output);
  const run = {
    output,
    tell: (line: string) => void tell(line),
    keepGoing: options.keepGoing ?? false,
    echo: options.echo ? (line: string) => void print(`mesh> ${line}`) : undefined,
  };
  return repl ? runTerminal(opened, repl, run) : runLines(opened, process.stdin, run);
}

/** Opens the network of a radio, or a simulated one. */
async function open(
  options: ShellOptions,
  command: Command,
  output: Output,
): Promise<OpenedNetwork> {
  const { air, bearer, capture: path, messages, network, radio, ...others } = options;
  const capture = path && writable("--capture", path);
  if (radio !== undefined)
    return openRadioNetwork({ radio, bearer, network: network!, messages, capture });
  let now = () => 0;
  const opened = await openNetwork({
    ...others,
    messages,
    ...(network !== undefined && { network }),
    ...(command.getOptionValueSource("air") === "cli" && { air }),
    airParameters: givenAirParameters(options),
    ...(capture && { capture }),
    onLive: (event: LiveEvent) => liveEvent(output, now(), event),
    onFailure: (device, error) =>
      notice(output, now(), `the firmware of ${device} failed: ${error.message}`),
  });
  now = () => opened.network.time.now();
  return opened;
}

function outputOf(
  { json }: ShellOptions,
  print: (line: string) => void,
  tell: (line: string) => void,
  numbered: boolean,
): Output {
  return json ? jsonOutput(print) : textOutput(print, tell, numbered);
}

function notice(output: Output, time: number, text: string): void {
  output.event({ type: "notice", time, values: { text }, text });
}

/** An event of an air in real time. */
function liveEvent(output: Output, time: number, event: LiveEvent): void {
  const text = eventText({ time: 0, ...event }).slice(timedText(0, "").length);
  notice(output, time, text);
}
