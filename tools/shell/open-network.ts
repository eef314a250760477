import { dirname, isAbsolute, join, resolve } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import type { AirModel, AirParameters } from "../air/model.js";
import type { Position } from "../air/propagation.js";
import { Capture } from "../capture/capture.js";
import { floorOfWalls } from "../air/floor.js";
import type { LiveEvent } from "../live/events.js";
import { Participants } from "../live/participants.js";
import {
  type NetworkFile,
  readNetworkFile,
  type SavedNames,
  shellLight,
  type StoredDevice,
} from "../network/network-file.js";
import { storedRanges, storedUuid } from "../network/book/stored-provisioner.js";
import { lineAir, provisionerUuid, storedNode, storeOf } from "../network/simulated-network.js";
import { MemoryStore } from "../../hosts/web/memory-store.js";
import type { Script } from "../simulation/script.js";
import { World } from "../simulation/world.js";
import type { WorldDeviceOptions, WorldHost } from "../simulation/world-options.js";
import { start as startLight } from "./firmware/main.js";
import { namedMessages } from "./named-messages.js";
import { NetworkWriter } from "./network-writer.js";
import { Recorder } from "./recorder.js";
import { loadScript } from "../simulate/load-script.js";
import { type ShellNetwork, shellClients } from "./shell-network.js";
import { RealShellTime, VirtualShellTime } from "./shell-time.js";

/** The main module of the light that is simulated by default. */
const lightFile = join(projectFolder, "tools/shell/firmware/main.ts");
/** Stations in each row, and metres between two neighbours. */
const row = 5;
/** The greatest number of lights that are in rows. */
const mostInRows = 25;
const spacing = 3;

export interface OpenOptions {
  /** A file of a network, which goes on. */
  readonly network?: string;
  /** A script of `xs-mesh simulate`, for its devices. */
  readonly script?: string;
  readonly nodes: number;
  /** Path of the firmware of the lights. Default: the light of this folder. */
  readonly firmware?: string;
  readonly host?: WorldHost;
  readonly seed?: string;
  readonly air?: AirModel;
  readonly airParameters: Partial<AirParameters>;
  readonly capture?: string;
  /** Modules whose messages can be sent by name. */
  readonly messages: readonly string[];
  /** Ports of an air in real time; see ParticipantsOptions. */
  readonly hci?: number;
  readonly simulators?: number;
  readonly advertisingSets?: number;
  readonly onLive: (event: LiveEvent) => void;
  /** Called when a firmware has failed. */
  readonly onFailure: (device: string, error: Error) => void;
}

/** What a session needs. */
export interface OpenedNetwork {
  readonly network: ShellNetwork;
  readonly names: SavedNames | undefined;
  /** One line that says what it is. */
  readonly title: string;
}

/** A device that is added to the world. */
interface PlannedDevice {
  readonly name: string;
  readonly options: WorldDeviceOptions;
  /** How the file names its firmware. */
  readonly stored: Pick<StoredDevice, "firmware">;
}

/** Opens what the options say. Rejects with Error for files that cannot be read. */
export async function openNetwork(options: OpenOptions): Promise<OpenedNetwork> {
  const file = options.network === undefined ? undefined : readNetworkFile(options.network);
  const folder = options.network === undefined ? "." : dirname(resolve(options.network));
  const storedScript = file?.shell?.script;
  const scriptPath =
    storedScript === undefined
      ? options.script && resolve(options.script)
      : resolve(folder, storedScript);
  const script = scriptPath === undefined ? undefined : await loadScript(scriptPath);
  const host = options.host ?? file?.shell?.host ?? script?.host ?? "node";
  const messages = await namedMessages(options.messages);
  const { clients, models } = shellClients(messages, script?.network?.clients);
  const seed = file ? `${file.seed} ${file.runs}` : (options.seed ?? script?.seed ?? "1");
  const inLine = file?.devices.every(({ position }) => position === undefined) ?? false;
  const air = file?.air ?? options.air ?? script?.air;
  const given = file?.airParameters ?? { ...script?.parameters, ...options.airParameters };
  const line = file && inLine ? lineAir(file) : undefined;
  const recorders: Recorder[] = [];
  const store = file ? storeOf(file.provisioner) : new MemoryStore();
  const ranges = storedRanges(store);
  const world = new World({
    seed,
    host,
    ...(air !== undefined && { air }),
    parameters: {
      ...given,
      ...line?.parameters,
      ...(script?.walls && { walls: script.walls }),
    },
    folder: scriptPath === undefined ? "." : dirname(scriptPath),
    onFailure: ({ name }, error) => options.onFailure(name, error),
    capture: (station) => {
      const capture =
        options.capture === undefined
          ? undefined
          : new Capture({
              air: station,
              path: options.capture,
              ...(script?.walls && { floor: floorOfWalls(script.walls) }),
            });
      const recorder = new Recorder(capture);
      recorders.push(recorder);
      return recorder;
    },
    network: {
      ...script?.network,
      clients: models,
      provisioner: {
        store,
        ...(ranges && { ranges }),
        uuid: storedUuid(store) ?? provisionerUuid,
        limits: { appKeys: 32, bindings: 32, subnets: 16 },
      },
    },
  });
  const planned = file
    ? storedDevices(file, script, folder, host, line?.distance)
    : script
      ? scriptDevices(script, dirname(scriptPath!))
      : newDevices(options, host);
  for (const { name, options: device } of planned) await world.add(name, device);
  const real = options.hci !== undefined || options.simulators !== undefined;
  const time = real ? new RealShellTime(world) : new VirtualShellTime(world);
  const participants = real ? await joined(world, options, planned.length) : undefined;
  const storage = new NetworkWriter({
    world,
    path: options.network,
    host,
    script: scriptPath,
    base: file,
    seed: String(options.seed ?? script?.seed ?? "1"),
    air: air ?? world.air.model,
    airParameters: given,
    firmwares: new Map(planned.map(({ name, stored }) => [name, stored.firmware])),
    inLine,
  });
  const [recorder] = recorders;
  return {
    network: { world, time, clients, messages, recorder: recorder!, storage, participants },
    names: file?.shell?.names,
    title: titleOf(options, script, planned.length, host, real),
  };
}

function titleOf(
  options: OpenOptions,
  script: Script | undefined,
  count: number,
  host: WorldHost,
  real: boolean,
): string {
  const devices = `${count} ${count === 1 ? "device" : "devices"} on ${host === "xs" ? "XS" : "Node.js"}`;
  const what = options.network ?? script?.title ?? options.script ?? "a new network";
  return `${what}: ${devices}, ${real ? "real" : "virtual"} time`;
}

/**
 * The place of a light: in rows beside the provisioner, which is at 0, 0. Many are around it in a
 * square, so that the last ones are in its range as well.
 */
function placeOf(index: number, count = 0): Position {
  if (count > mostInRows) {
    const side = Math.ceil(Math.sqrt(count));
    const middle = (side - 1) / 2;
    // A metre aside, as the one in the middle would be where the provisioner is.
    const y = (Math.floor(index / side) - middle) * spacing + 1;
    return { x: ((index % side) - middle) * spacing, y };
  }
  return { x: (index % row) * spacing, y: (1 + Math.floor(index / row)) * spacing };
}

/** The firmware as the world takes it: of the default light its function, where it runs here. */
function firmwareOf(path: string | undefined, host: WorldHost): WorldDeviceOptions["firmware"] {
  if (path !== undefined) return resolve(path);
  return host === "xs" ? lightFile : startLight;
}

function newDevices({ firmware, nodes }: OpenOptions, host: WorldHost): PlannedDevice[] {
  return Array.from({ length: nodes }, (_, i) => ({
    name: `light-${i + 1}`,
    options: { firmware: firmwareOf(firmware, host), position: placeOf(i, nodes) },
    stored: { firmware: firmware === undefined ? shellLight : resolve(firmware) },
  }));
}

function scriptDevices({ devices }: Script, folder: string): PlannedDevice[] {
  return Object.entries(devices).map(([name, options]) => ({
    name,
    options,
    stored: { firmware: resolve(folder, options.firmware) },
  }));
}

/** The devices of a file, with their records. */
function storedDevices(
  file: NetworkFile,
  script: Script | undefined,
  folder: string,
  host: WorldHost,
  distance = 0,
): PlannedDevice[] {
  return file.devices.map((device, i) => {
    const { firmware, name = `device-${i + 1}`, position, powered = true, records } = device;
    const place = position ?? { x: (i + 1) * distance, y: 0 };
    const scripted = script?.devices[name];
    if (firmware === undefined && host === "xs")
      throw new Error("--host xs: the devices of this file have no firmware of their own");
    return {
      name,
      options: {
        ...scripted,
        firmware: scripted?.firmware ?? storedFirmware(device, folder, host),
        position: place,
        powered,
        store: storeOf(records),
      },
      stored: firmware === undefined ? {} : { firmware: absolute(firmware, folder) },
    };
  });
}

function storedFirmware(
  device: StoredDevice,
  folder: string,
  host: WorldHost,
): WorldDeviceOptions["firmware"] {
  const { firmware } = device;
  if (firmware === undefined) return (machine) => storedNode(machine, device);
  if (firmware === shellLight) return firmwareOf(undefined, host);
  return absolute(firmware, folder);
}

function absolute(firmware: string, folder: string): string {
  if (firmware === shellLight || isAbsolute(firmware)) return firmware;
  return resolve(folder, firmware);
}

/** Others join the air. */
function joined(world: World, options: OpenOptions, placed: number): Promise<Participants> {
  let next = placed;
  const { advertisingSets, hci, onLive, simulators } = options;
  return Participants.open({
    air: world.air,
    hci,
    simulators,
    advertisingSets,
    place: () => placeOf(next++),
    onEvent: onLive,
  });
}
