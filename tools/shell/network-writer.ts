import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { AirModel, AirParameters } from "../air/model.js";
import {
  type NetworkFile,
  shellLight,
  type StoredDevice,
  writeNetwork,
} from "../network/network-file.js";
import { recordsOf } from "../network/simulated-network.js";
import type { World } from "../simulation/world.js";
import type { WorldHost } from "../simulation/world-options.js";
import type { NetworkStorage, SavedSession } from "./shell-network.js";

export interface NetworkWriterOptions {
  readonly world: World;
  readonly path: string | undefined;
  readonly host: WorldHost;
  /** Absolute path. */
  readonly script: string | undefined;
  /** The file that the network was opened from. */
  readonly base: NetworkFile | undefined;
  readonly seed: string;
  readonly air: AirModel;
  readonly airParameters: Partial<AirParameters>;
  /** Absolute paths of firmwares, or `shellLight`, by the name of the device. */
  readonly firmwares: ReadonlyMap<string, string | undefined>;
  /** Whether the devices are in a line, as those of `xs-mesh scan`. */
  readonly inLine: boolean;
}

/** Writes the network of a session to a file, as it is in the stores of its machines. */
export class NetworkWriter implements NetworkStorage {
  readonly automatic = false;
  path: string | undefined;
  readonly #options: NetworkWriterOptions;

  constructor(options: NetworkWriterOptions) {
    this.#options = options;
    this.path = options.path;
  }

  save(path: string, { elements, names, uuids }: SavedSession): void {
    const { air, airParameters, base, firmwares, host, inLine, script, seed, world } =
      this.#options;
    const folder = dirname(resolve(path));
    const devices = world.devices.map((device, i): StoredDevice => {
      const { name, position, powered, store } = device;
      const before = base?.devices[i];
      const uuid = uuids.get(device) ?? before?.uuid ?? "0".repeat(32);
      const firmware = firmwares.get(name);
      return {
        uuid,
        elements: before?.elements ?? elements.get(uuid) ?? 1,
        records: recordsOf(store),
        name,
        ...(firmware !== undefined && { firmware: stored(firmware, folder) }),
        ...(!inLine && { position }),
        ...(!powered && { powered }),
      };
    });
    const file: NetworkFile = {
      version: 1,
      seed: base?.seed ?? seed,
      loss: base?.loss ?? 0,
      air,
      airParameters,
      runs: (base?.runs ?? 0) + 1,
      provisioner: recordsOf(world.network.provisionerStore),
      devices,
      shell: {
        names,
        host,
        ...(script !== undefined && { script: stored(script, folder) }),
      },
    };
    writeNetwork(path, file);
  }
}

/** A path as the file names it: relative to its folder, so that both can be moved. */
function stored(path: string, folder: string): string {
  return path === shellLight || !isAbsolute(path) ? path : relative(folder, path);
}
