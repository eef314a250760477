import type { AirModel, AirParameters } from "../air/model.js";
import type { Wall } from "../air/propagation.js";
import type { World } from "./world.js";
import type { WorldDeviceOptions, WorldHost } from "./world-options.js";
import type { WorldNetworkOptions } from "./world-network.js";
import { checkSimulationOptions } from "./option-kinds.js";

/** A device of a script. */
export interface ScriptDevice extends Omit<WorldDeviceOptions, "firmware"> {
  /** The main module of its firmware: a path relative to the script. */
  readonly firmware: string;
}

/**
 * A script for `xs-mesh simulate --script`: the devices with their firmware and places, their
 * network, and what happens.
 */
export interface Script {
  /** One line that says what is simulated. */
  readonly title?: string;
  /** The same seed gives the same run. Default 1. */
  readonly seed?: number | string;
  /** Default "typical". */
  readonly air?: AirModel;
  /** Parameters of the air that replace those of the model. */
  readonly parameters?: Partial<AirParameters>;
  /** Walls, which attenuate packets. Default: none. */
  readonly walls?: readonly Wall[];
  /** What the firmwares run on. Default "xs". */
  readonly host?: WorldHost;
  /** The devices by name. */
  readonly devices: Readonly<Record<string, ScriptDevice>>;
  /** Keys, groups, and the configuration of the devices. */
  readonly network?: WorldNetworkOptions;
  /**
   * Whether all devices are provisioned and configured before `run`, except those that `stays` of
   * theirs leaves out. Default true.
   */
  readonly join?: boolean;
  /** What happens then. The run has failed if it rejects. Default: nothing. */
  readonly run?: (world: World) => Promise<void> | void;
}

/** A script, with its types checked, by the compiler and when it runs. The script's module exports it as its default. */
export function defineScript(script: Script): Script {
  checkSimulationOptions("script", script);
  return script;
}
