import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { HeapFigures } from "../../hosts/xs/engine.js";
import type { AirModel, AirParameters } from "../air/model.js";
import { keysPath } from "../capture/keys.js";
import { captureTo } from "../simulation/files.js";
import { authorsFrames } from "../simulation/log-frames.js";
import { checkPlannedDevices } from "../simulation/network-plan.js";
import type { Script } from "../simulation/script.js";
import { unlessStopped } from "../simulation/standstill.js";
import { errorOf } from "../simulation/thrown.js";
import { ExpectationError, World } from "../simulation/world.js";
import type { WorldHost, WorldStep } from "../simulation/world-options.js";
import type { LogLine, WorldDevice } from "../simulation/world-device.js";
import type { AirReport } from "./air-report.js";
import { loadScript } from "./load-script.js";
import type { Progress } from "./options.js";
import { airReport } from "./read-air.js";
import { checkFirmwareTypes } from "./type-check.js";

/** Options of a run of a script. What is given replaces what the script says. */
export interface ScriptOptions {
  /** Path of the script. */
  readonly script: string;
  readonly seed?: string;
  readonly air?: AirModel;
  readonly airParameters?: Partial<AirParameters>;
  readonly host?: WorldHost;
  /** Path of the capture, a pcapng file. */
  readonly capture: string;
  /** Path of the page, or false for none. */
  readonly page: string | false;
  /** Whether the types of the script and of its firmwares are checked. */
  readonly types: boolean;
}

/** The result of one device. */
export interface DeviceReport {
  readonly name: string;
  readonly address: number | undefined;
  readonly uuid: string | undefined;
  /** Access messages that it sent and received. */
  readonly messages: number;
  /** Dropped PDUs, by reason. */
  readonly drops: Readonly<Record<string, number>>;
  /** The lamps that are on. */
  readonly lit: readonly string[];
  readonly log: readonly LogLine[];
  readonly heap: HeapFigures | undefined;
  readonly failure: string | undefined;
}

export interface ScriptReport {
  readonly title: string | undefined;
  /** Why the run has failed: an expectation, an error of the script, a firmware. */
  readonly failure: string | undefined;
  readonly devices: readonly DeviceReport[];
  readonly steps: readonly WorldStep[];
  readonly simulatedMs: number;
  /** Real milliseconds of the run, without those in which firmwares and XS were built. */
  readonly wallMs: number;
  /** Advertising events on the air. */
  readonly pdus: number;
  readonly air: AirReport;
  readonly capture: string;
  readonly keys: string;
}

/**
 * Runs a script. Rejects if it cannot start: with TypesError, the errors of the script's module, or
 * those of a firmware that is not there. What fails later is in the report.
 */
export async function runScript(options: ScriptOptions, progress: Progress): Promise<ScriptReport> {
  const file = resolve(options.script);
  progress.phase(options.types ? "Checking the types of the script" : "Loading the script");
  if (options.types) await checkFirmwareTypes([file], progress, { nodeTypes: true });
  const script = await loadScript(file);
  const folder = dirname(file);
  checkPlannedDevices(script.network?.nodes ?? {}, Object.keys(script.devices), true);
  const firmwares = firmwaresOf(script, folder);
  const host = options.host ?? script.host ?? "xs";
  progress.phase(host === "xs" ? "Building XS and the firmwares" : "Checking the firmwares");
  if (options.types) await checkFirmwareTypes([...firmwares], progress);
  const began = performance.now();
  const world = worldOf(script, { ...options, host }, folder, progress);
  let failure: string | undefined;
  try {
    await supervised(perform(world, script, progress));
  } catch (error) {
    const thrown = errorOf(error);
    failure = failureText(thrown);
    world.recordFailure(thrown);
  }
  for (const { unknownLamps } of failure === undefined ? world.devices : [])
    for (const text of unknownLamps) progress.warn(text);
  const devices: DeviceReport[] = [];
  for (const device of world.devices) devices.push(await deviceReport(device));
  const air = airReport(world.air);
  const { clock, steps } = world;
  try {
    world.close();
  } catch (error) {
    // The capture, its keys or the page cannot be written.
    const { message } = errorOf(error);
    if (failure === undefined) failure = message;
    else progress.warn(message);
  }
  return {
    title: script.title,
    failure: failure ?? devices.find((device) => device.failure)?.failure,
    devices,
    steps,
    simulatedMs: clock.now(),
    wallMs: performance.now() - began - world.loadMilliseconds,
    pdus: world.air.events,
    air,
    capture: options.capture,
    keys: keysPath(options.capture),
  };
}

/** The paths of the firmwares. Throws Error that names the device whose firmware is not there. */
function firmwaresOf({ devices }: Script, folder: string): Set<string> {
  const paths = new Set<string>();
  for (const [name, { firmware }] of Object.entries(devices)) {
    const path = resolve(folder, firmware);
    if (!existsSync(path)) throw new Error(`devices.${name}.firmware: there is no ${path}`);
    paths.add(path);
  }
  return paths;
}

function worldOf(
  script: Script,
  options: ScriptOptions & { readonly host: WorldHost },
  folder: string,
  progress: Progress,
): World {
  const { air, airParameters, host, seed } = options;
  const { network, parameters, title, walls } = script;
  const given = { air: air ?? script.air, seed: seed ?? script.seed };
  const world: World = new World({
    ...(given.air !== undefined && { air: given.air }),
    ...(given.seed !== undefined && { seed: given.seed }),
    parameters: { ...parameters, ...airParameters, ...(walls && { walls }) },
    host,
    folder,
    capture: captureTo(options.capture, {
      title: title ?? basename(options.script),
      page: options.page,
    }),
    ...(network && { network }),
    onLog: ({ name }, text) => progress.log(world.clock.now(), name, text),
    onStep: ({ device, ok, text, time }) =>
      progress.log(time, device ?? "script", ok ? text : `not so: ${text}`),
  });
  return world;
}

async function perform(world: World, script: Script, progress: Progress): Promise<void> {
  const devices = Object.entries(script.devices);
  progress.phase("Booting the devices", devices.length);
  for (const [name, options] of devices) {
    await world.add(name, options);
    progress.step();
  }
  if (script.join !== false) {
    progress.phase("Provisioning and configuring");
    await world.provisionAll();
  }
  progress.phase("Running the script");
  await script.run?.(world);
}

const standstill =
  "the script waits for something that needs time, and time only passes while the world is awaited: " +
  "await world.run(world.network.onOff.get(...)) in place of await world.network.onOff.get(...)";

/**
 * Settles as the work does. Rejects as well with an Error if nothing is left that could settle it,
 * and with what a promise was rejected with that nobody awaits; without that, both would end the
 * process without a report.
 */
async function supervised(work: Promise<void>): Promise<void> {
  let reject!: (error: unknown) => void;
  const failed = new Promise<never>((_, rejected) => (reject = rejected));
  const unhandled = (reason: unknown) =>
    reject(reason instanceof Error ? forgotten(reason) : new Error(String(reason)));
  process.on("unhandledRejection", unhandled);
  try {
    // Rejections that nobody awaits are reported when the promises that are settled have been.
    const done = work.then(() => setImmediate());
    await unlessStopped(Promise.race([done, failed]), standstill);
  } finally {
    process.off("unhandledRejection", unhandled);
  }
}

/** The error with the hint that its promise is not awaited. */
function forgotten(error: Error): Error {
  error.message += "\n  (of a promise that the script does not await)";
  return error;
}

/** The reason for which a run ended, with the author's files and lines. */
function failureText(error: Error): string {
  const { message, stack = "" } = error;
  const places = authorsFrames(stack)
    .split("\n")
    .filter((line) => /^\s+at /.test(line));
  if (error instanceof ExpectationError) {
    const seen = error.seen === undefined ? [] : [`  seen: ${error.seen}`];
    return [message, ...seen, ...places].join("\n");
  }
  return [error.name === "Error" ? message : `${error.name}: ${message}`, ...places].join("\n");
}

async function deviceReport(device: WorldDevice): Promise<DeviceReport> {
  const { address, failure, lamps, log, name } = device;
  const state =
    failure || !device.powered ? undefined : await device.state().catch(() => undefined);
  return {
    name,
    address,
    uuid: state?.uuid,
    messages: state ? state.messagesSent + state.messagesReceived : 0,
    drops: state?.drops ?? {},
    lit: [...lamps].filter(([, on]) => on).map(([lamp]) => lamp),
    log,
    heap: failure ? undefined : device.heap(),
    failure: failure && `${name}: ${failure.stack ?? failure.message}`,
  };
}
