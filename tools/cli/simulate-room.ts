import { type Command, type Option } from "commander";
import { writeFileSync } from "node:fs";
import { keysPath } from "../capture/keys.js";
import { captureLines } from "../capture/wireshark.js";
import type { AirModel } from "../air/model.js";
import { Office } from "../simulate/room/office.js";
import { drawRoom } from "../simulate/room/picture.js";
import { roomJson, roomText, succeeded } from "../simulate/room/report.js";
import { type AirOptions, givenAirParameters, isAirOption } from "./air-options.js";
import type { WorldHost } from "../simulation/world-options.js";
import { writable } from "./arguments.js";
import { ConsoleProgress, endOnSignals, silentProgress } from "./progress.js";

/** The parsed options of `xs-mesh simulate --room`. */
export interface RoomCommandOptions {
  readonly room?: boolean;
  readonly host: string;
  readonly seed: string;
  readonly air: AirModel;
  readonly capture: string;
  readonly picture?: string;
  readonly json?: boolean;
}

/** Options of `xs-mesh simulate` that an office has as well. */
const common = ["room", "host", "seed", "capture", "picture", "json"];
/** Where the picture goes. */
const usualPicture = "build/room.svg";

function isWorldHost(host: string): host is WorldHost {
  return host === "xs" || host === "node";
}

/** Adds `--room`. */
export function addRoomOptions(command: Command): void {
  command.option(
    "--room",
    "a day in an office: lights with controllers, sensors, a switch, people and daylight",
  );
}

/** Throws Error for options that cannot be combined. */
export function checkRoom(command: Command): void {
  if (!command.opts<RoomCommandOptions>().room) return;
  const given = (option: Option) => command.getOptionValueSource(option.attributeName()) === "cli";
  const wrong = command.options.find(
    (option) => given(option) && !isAirOption(option) && !common.includes(option.attributeName()),
  );
  if (wrong)
    throw new Error(
      `${wrong.long} does not go with --room, where it would do nothing: leave one of them out`,
    );
  const { host } = command.opts<RoomCommandOptions>();
  if (!isWorldHost(host))
    throw new Error(`--host ${host} does not go with --room: an office runs on xs or node`);
}

/** Where the recording of the day is, and the page that is made of it. */
function recorded(capture: string | undefined): readonly string[] {
  if (capture === undefined) return [];
  const page = capture.replace(/\.pcapng$/, "") + ".html";
  return [...captureLines(capture, keysPath(capture)), `Page:    ${page}`];
}

/** `xs-mesh simulate --room`. */
export async function simulateRoom(
  options: RoomCommandOptions & AirOptions,
  command: Command,
): Promise<void> {
  const { air, host, json, seed } = options;
  const isCaptured = command.getOptionValueSource("capture") === "cli";
  const capture = isCaptured ? writable("--capture", options.capture) : undefined;
  const progress = json ? silentProgress : new ConsoleProgress();
  endOnSignals(progress);
  const airParameters = givenAirParameters(options);
  if (!isWorldHost(host)) throw new RangeError(host);
  const room = { host, seed, air, airParameters, ...(capture && { capture }) };
  const office = new Office(room, progress);
  // Once the options are known to be possible: it makes the file.
  const picture = writable("--picture", options.picture ?? usualPicture);
  const report = await office.run();
  progress.end();
  writeFileSync(picture, drawRoom(report));
  console.log(json ? JSON.stringify(roomJson(report)) : roomText(report));
  if (!json) console.log([`Picture: ${picture}`, ...recorded(capture)].join("\n"));
  if (!succeeded(report)) process.exitCode = 1;
}
