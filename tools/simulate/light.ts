import { join } from "node:path";
import { nodeHost } from "../../hosts/node/host.js";
import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { MemoryStore } from "../../hosts/node/store.js";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import { Engine, type HeapFigures } from "../../hosts/xs/engine.js";
import type { BootOptions, Machine } from "../../hosts/xs/machine.js";
import type { Clock } from "../../modules/host/clock.js";
import type { Trace } from "../../modules/host/trace.js";
import { checkFirmware } from "../../modules/firmware/start.js";
import { VirtualBoard } from "../../modules/firmware/virtual-board.js";
import type { NodeState } from "../../modules/node/node.js";
import type { Span } from "../air/model.js";
import type { Station } from "../air/station.js";
import { loadFirmware } from "./load-firmware.js";

/** A running light. */
export interface RunningLight {
  state(): NodeState | Promise<NodeState>;
  /** Figures of its heap; undefined if its host does not have one for each light. */
  heap(): HeapFigures | undefined;
  /** Cuts its power. */
  close(): void;
}

export interface LightOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly station: Station;
  readonly random: SeededRandom;
  readonly store: MemoryStore;
  /** Gets the events of the light and of its board; default: nobody. */
  readonly trace?: Trace;
  /** Called when the light has failed. */
  readonly onFailure: (error: Error) => void;
}

/** The environment in which the lights run. */
export interface LightHost {
  /**
   * Whether its lights have their own clocks, so that virtual time must advance at the rate of
   * real time.
   */
  readonly realTime?: boolean;
  /** The least time between advertising events of their stations, if not the default. */
  readonly spacing?: Span;
  boot(options: LightOptions): RunningLight | Promise<RunningLight>;
  close(): void;
}

/** The default firmware. */
export const lightFirmware = join(projectFolder, "modules/firmware/light/main.ts");

/** Boots a light on a machine of one of the XS engines. */
export function bootLight(
  program: { boot(options: BootOptions): Machine },
  { name, clock, station: radio, random, store, trace, onFailure }: LightOptions,
): RunningLight {
  const machine = program.boot({
    host: { clock, radio, random, store, ...(trace && { trace }) },
    name,
    random: "host",
    onFailure: ({ kind, message, stack }) =>
      onFailure(new Error(`${kind}: ${message}\n${stack}`.trimEnd())),
  });
  return {
    state: () => checked(machine.call("state")),
    heap: () => machine.heap({ collect: true }),
    close: () => machine.close(),
  };
}

/**
 * Each light on its own XS machine. Builds the engine and the firmware. Rejects as `Engine.load`
 * does.
 */
export async function xsLights(entry: string): Promise<LightHost> {
  const program = await Engine.load({ entry });
  return {
    boot: (options) => bootLight(program, options),
    close: () => program.close(),
  };
}

/** All lights in this process, without their own engines. */
export async function nodeLights(entry: string): Promise<LightHost> {
  const start = await loadFirmware(entry);
  return {
    boot({ clock, station: radio, random, store, trace }) {
      const host = nodeHost({ clock, radio, random, store, ...(trace && { trace }) });
      const firmware = start(host, new VirtualBoard(trace));
      checkFirmware(firmware);
      return {
        state: () => checked(firmware.call?.("state", null)),
        heap: () => undefined,
        close: () => firmware.close(),
      };
    },
    close: () => undefined,
  };
}

/** Throws if a firmware's `start` returned something other than a node. */
function checked(state: unknown): NodeState {
  const { uuid } = (state ?? {}) as Partial<NodeState>;
  if (typeof uuid !== "string")
    throw new Error("--firmware: its start() must return a Node, which tells its state");
  return state as NodeState;
}
